"""The repository itself: what may stand in it, its locks, and how the environment is made."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools import env

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "tasks", "adapters", "storage", "tests", "tools")

# The rules know no clock, no files and no network: not even the standard library's.
OUTSIDE_WORLD = {
    "asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
# In pieces, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + r"hosted\.", r"\w+/simple" + r"\b", r"registry\.npm"])
)


def sources(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def tracked_files() -> list[Path]:
    """What git keeps or would keep; without git, everything outside the ignored folders."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        ignored = {".git", ".venv", "data", "centre", "__pycache__"}
        found = (path for path in ROOT.rglob("*") if not ignored & set(path.parts))
        return [path for path in found if path.is_file()]
    return [ROOT / name for name in done.stdout.split("\0") if (ROOT / name).is_file()]


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def test_the_rules_need_nothing_but_the_standard_library() -> None:
    allowed = (set(sys.stdlib_module_names) - OUTSIDE_WORLD) | {"tasks"}
    wrong = {
        f"{path}: {name}"
        for path, tree in sources("tasks")
        for name in imported(tree)
        if name not in allowed
    }
    assert not wrong


def test_the_rules_wait_for_nothing() -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in sources("tasks")
        for node in ast.walk(tree)
        if isinstance(node, waiting)
    ]
    assert not wrong


def test_no_function_is_longer_than_40_lines() -> None:
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in sources(*PACKAGES)
        if path.parts[:2] != ("tests", "acceptance")  # a story is told in one piece
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert not wrong


def test_tests_never_sleep() -> None:
    """sleep(0), which only lets the others go first, is no sleep."""
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in sources("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "sleep"
        and not (node.args and getattr(node.args[0], "value", 1) == 0)
    ]
    assert not wrong


def test_no_file_names_a_registry_or_this_machine() -> None:
    pip = env.pip_settings()
    urls = f"{pip.get('index-url', '')} {pip.get('extra-index-url', '')}".split()
    words = [host for url in urls if (host := urlsplit(url).hostname)]
    words += [str(ROOT)] if len(ROOT.parts) > 2 else []  # a checkout in /app says nothing
    wrong = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        wrong += [
            f"{path.name}: {word}" for word in [*words, *REGISTRIES.findall(text)] if word in text
        ]
    assert not wrong


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]
)
def test_every_pin_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_locks_agree_with_each_other_and_with_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert run.items() <= dev.items()
    extras = project["optional-dependencies"]["dev"]
    for wanted, lock in ((project["dependencies"], run), (extras, dev)):
        names = {re.split(r"[\[<>=]", name)[0] for name in wanted}
        assert names <= lock.keys(), "run: make lock"


def test_what_pip_was_told_is_handed_on_to_uv(tmp_path: Path) -> None:
    pip = {
        "index-url": "https://user:word@index.example.cn/root",
        "extra-index-url": "https://one.example.cn/\nfile:///mirror",
        "find-links": f"{tmp_path} {tmp_path}/gone https://wheels.example.cn/",
        "cert": "/etc/ssl/ours.pem",
        "trusted-host": "one.example.cn",
        "proxy": "http://proxy.example.cn:3128",
        "default-timeout": "180",
    }
    uv = env.uv_environment(pip, {"HTTPS_PROXY": "http://mine", "PATH": "/bin"})
    assert uv["UV_DEFAULT_INDEX"] == pip["index-url"]
    assert uv["UV_INDEX"] == "https://one.example.cn/ file:///mirror"
    assert uv["UV_FIND_LINKS"] == f"{tmp_path},https://wheels.example.cn/"
    assert uv["SSL_CERT_FILE"] == "/etc/ssl/ours.pem"
    assert uv["UV_INSECURE_HOST"] == "one.example.cn"
    assert (uv["HTTP_PROXY"], uv["HTTPS_PROXY"]) == (pip["proxy"], "http://mine")
    assert uv["UV_HTTP_TIMEOUT"] == "180"
    assert "UV_NO_INDEX" not in uv


def test_pip_configuration_is_read_as_pip_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\ntimeout = 9\nretries = 2\n[install]\ntimeout = 8\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_RETRIES", "7")
    pip = env.pip_settings()
    assert (pip["timeout"], pip["retries"]) == ("8", "7")


def test_a_password_in_an_address_is_never_shown() -> None:
    said = env.last_line("error\nhttps://me:word@index.example.cn/x not found\n\n")
    assert said == "https://***@index.example.cn/x not found"


@pytest.mark.parametrize(("version", "code"), [("Python 3.9.2", 1), ("", 127)])
def test_an_old_or_missing_python_is_one_clear_line(
    tmp_path: Path, version: str, code: int
) -> None:
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\n[ \"$1\" = --version ] && echo '{version}'\nexit {code}\n")
    python.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "env.sh"],
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("需要 Python 3.11 或更高版本")


@pytest.mark.parametrize(
    ("ci", "reason", "outcome"),
    [
        ("", "no browser", "1 skipped"),
        ("true", "no browser", "1 failed"),
        ("true", "set DINGBAN_SHARED", "1 skipped"),
    ],
)
def test_ci_accepts_no_skip_but_missing_outside_data(
    tmp_path: Path, ci: str, reason: str, outcome: str
) -> None:
    test = tmp_path / "test_one.py"
    test.write_text(f"import pytest\ndef test_one():\n    pytest.skip({reason!r})\n")
    words = ["-q", "-p", "tests.conftest", "-c", os.devnull, "--rootdir", str(tmp_path), str(test)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        env={**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout
