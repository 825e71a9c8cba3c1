"""An installation of one's own in a test's folder, and its commands run as functions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import cli


@dataclass
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample centre with fresh keys, in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["init", "--sample"]) == 0
    return tmp_path


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("people", "list")` as if typed in the installation's folder."""

    def command(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = cli.main(["--debug", *map(str, words)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


@pytest.fixture
def imported(run: Run) -> Run:
    """The same with the sample centre's people in the database."""
    assert run("people", "import", "centre/people.csv", "--yes").code == 0
    return run
