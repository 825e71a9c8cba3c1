"""The whole gate, for a person and for CI: `make test`, or `tools/gate.py mypy` for one part.

One line for each part; a failing part shows all it said. What cannot run here says why, and
with CI=true that is a failure too.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.chromium import find_chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CI = os.environ.get("CI") == "true"
PATIENCE = 840  # seconds for one part: the whole gate is to stay under 15 minutes
PYTEST = "pytest -q -ra --no-header"


def _no_chromium() -> str:
    return "" if find_chromium() else "没有找到 Chromium(Debian:apt-get install chromium)"


def _nothing() -> str:
    return ""


@dataclass(frozen=True)
class Part:
    """One check; `missing` says why it cannot run here, or nothing."""

    name: str
    command: str
    missing: Callable[[], str] = _nothing
    folder: str = "."  # where its tests are; a part without any has nothing to say yet


PARTS = (
    Part("ruff", "ruff check ."),
    Part("format", "ruff format --check ."),
    Part("mypy", "mypy"),
    Part("arrows", "lint-imports"),
    Part("tests", f"{PYTEST} -n 2 --ignore=tests/browser"),
    Part("browser", f"{PYTEST} tests/browser", _no_chromium, "tests/browser"),
)


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - {part.name for part in PARTS}
    if unknown:
        print(f"没有这一项:{'、'.join(unknown)};可选:{' '.join(p.name for p in PARTS)}")
        return 2
    chosen = [part for part in PARTS if not wanted or part.name in wanted]
    failed = [part.name for part in chosen if not _passes(part)]
    print(f"没有通过:{'、'.join(failed)}" if failed else "全部通过")
    return 1 if failed else 0


def _passes(part: Part) -> bool:
    if not any((ROOT / part.folder).rglob("test_*.py")):
        print(f"- {part.name:<8} 还没有测试", flush=True)
        return True
    if why := part.missing():
        print(f"{'✗' if CI else '-'} {part.name:<8} 没有运行:{why}", flush=True)
        return not CI
    started = time.monotonic()
    code, output = _run(part)
    seconds = time.monotonic() - started
    print(f"{'✗' if code else '✓'} {part.name:<8} {seconds:5.1f} 秒  {_summary(output)}")
    print(output if code else _remarks(output), end="", flush=True)
    return code == 0


def _run(part: Part) -> tuple[int, str]:
    program, *words = part.command.split()
    try:
        done = subprocess.run(
            [BIN / program, *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode(errors="replace") if isinstance(late.stdout, bytes) else ""
        return 1, f"{said}\n{PATIENCE} 秒没有完成\n"
    return done.returncode, done.stdout


def _summary(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1].strip() if lines else ""


def _remarks(output: str) -> str:
    """What a part that passed still has to say: tests that could not run, and why."""
    return "".join(f"  {line}\n" for line in output.splitlines() if line.startswith("跳过"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
