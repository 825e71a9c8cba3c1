"""Makes .venv from the hashed locks, with uv inside, else pip (`make env`, `make dev`).

uv does not read pip's configuration, so what a machine set up for pip (index, extra indexes,
find-links, certificate, proxy) is handed on to uv. No index is named in any of our files.
"""

import argparse
import ast
import hashlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
UV_LOCK = ROOT / "requirements-uv.txt"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}

# Later sections win, as in pip itself; `pip config list` names the environment ":env:".
PIP_SECTIONS = ("global", "install", ":env:")

# The shell reads lines 1 and 2, Python reads a string: a shebang may not hold long paths or blanks.
PROGRAM = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

from bot.cli import main

sys.exit(main())
"""


class SetupError(Exception):
    """The environment cannot be made; the sentence says what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description="建立 .venv")
    parser.add_argument("--dev", action="store_true", help="连同测试工具")
    parser.add_argument("--lock", action="store_true", help="重新生成依赖锁定文件")
    parser.add_argument("--upgrade", action="store_true", help="锁定时改用最新版本")
    args = parser.parse_args()
    try:
        make_environment("dev" if args.dev else "run")
        if args.lock:
            lock(upgrade=args.upgrade)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make_environment(kind: str) -> None:
    stamp = VENV / f".{kind}.stamp"
    wanted = fingerprint(LOCKS[kind])
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists():
        return
    started = time.monotonic()
    if not usable():
        make_venv()
    variables = uv_environment(pip_settings(), os.environ)
    get_uv()
    install(LOCKS[kind], variables)
    write_program()
    stamp.write_text(wanted)
    say(f"环境已就绪:{VENV.name}({time.monotonic() - started:.0f} 秒)")


def fingerprint(lock_file: Path) -> str:
    """What .venv was made from; the folder counts too, since scripts in .venv name it."""
    parts = [lock_file.read_bytes(), UV_LOCK.read_bytes(), Path(__file__).read_bytes()]
    digest = hashlib.sha256(b"\0".join([*parts, bytes(ROOT)]))
    return f"{digest.hexdigest()} {ROOT}\n"


def usable() -> bool:
    """Whether .venv is there, runs, and was made in this very folder."""
    if any(str(ROOT) != stamp.read_text().partition(" ")[2].strip() for stamp in stamps()):
        return False
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and run([PYTHON, "-c", test], os.environ).returncode == 0


def stamps() -> list[Path]:
    return list(VENV.glob(".*.stamp"))


def make_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise SetupError(f"这个 Python 缺 venv 模块,请先安装,例如:apt-get install {name}")
    say(f"建立 .venv(Python {sys.version.split()[0]})……")
    done = run([sys.executable, "-m", "venv", "--clear", VENV], os.environ)
    if done.returncode:
        raise SetupError(f".venv 建不起来:{last_line(done.stderr or done.stdout)}")


def pip_settings() -> dict[str, str]:
    """What pip would use on this machine: its files and PIP_* variables, one value per option."""
    found: dict[str, dict[str, str]] = {section: {} for section in PIP_SECTIONS}
    listing = run([PYTHON, "-m", "pip", "config", "list"], os.environ).stdout
    for line in listing.splitlines():
        name, equals, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if equals and section in found:
            found[section][option] = str(ast.literal_eval(value))
    merged: dict[str, str] = {}
    for section in PIP_SECTIONS:
        merged |= found[section]
    return merged


def uv_environment(pip: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for uv: pip's settings under uv's names; what is set for uv already wins."""
    cert = Path(pip.get("cert", ""))
    proxy = pip.get("proxy", "")
    links = [link for link in map(plain_path, pip.get("find-links", "").split()) if link]
    values = {
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_INDEX": " ".join(pip.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(links),
        "UV_NO_INDEX": "1" if pip.get("no-index", "0") in ("1", "true", "yes", "on") else "",
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout", "")),
        "SSL_CERT_DIR" if cert.is_dir() else "SSL_CERT_FILE": str(cert) if "cert" in pip else "",
        "SSL_CLIENT_CERT": pip.get("client-cert", ""),
        "HTTP_PROXY": proxy,
        "HTTPS_PROXY": proxy,
        # Like pip, look at every index; the hashes say which file is right.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_NO_PROGRESS": "1",
    }
    return {name: value for name, value in values.items() if value} | dict(environ)


def plain_path(link: str) -> str:
    """A find-links entry for uv, or "" for a folder that is not there: pip shrugs, uv stops."""
    if "://" in link and not link.startswith("file://"):
        return link
    path = Path(link.removeprefix("file://")).expanduser()
    return str(path) if path.exists() else ""


def get_uv() -> None:
    """Put uv into .venv; without it (no build for this machine, say) pip does the work."""
    if UV.exists() and run([UV, "--version"], os.environ).stdout.split()[1:2] == [locked_uv()]:
        return
    done = run(pip_install(UV_LOCK), pip_environment())
    if done.returncode:
        say(f"uv 没有装上,改用 pip:{last_line(done.stderr)}")
        UV.unlink(missing_ok=True)


def install(lock_file: Path, variables: Mapping[str, str]) -> None:
    say(f"按 {lock_file.name} 安装依赖……")
    if UV.exists():
        flags = ["--python", str(PYTHON), "--require-hashes", "-r", str(lock_file)]
        done = run([UV, "pip", "install", *flags], variables)
        if done.returncode == 0:
            return
        say(f"uv 没有装成,改用 pip(约一分钟):{last_line(done.stderr)}")
    if subprocess.run(pip_install(lock_file), cwd=ROOT, env=pip_environment()).returncode:
        raise SetupError("依赖没有装成,原因见上面几行;网络或软件源恢复后再运行一次即可。")


def pip_install(lock_file: Path) -> list[str | Path]:
    return [PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", lock_file]


def pip_environment() -> dict[str, str]:
    """pip reads its own configuration; only `--user`, which a venv refuses, is switched off."""
    return {**os.environ, "PIP_USER": "0"}


def locked_uv() -> str:
    return UV_LOCK.read_text().partition("==")[2].split()[0]


def write_program() -> None:
    """Put `dingban` into .venv; the packages themselves are used where they lie."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "dingban.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    program = VENV / "bin" / "dingban"
    program.write_text(PROGRAM.format(python=shlex.quote(str(PYTHON))), encoding="utf-8")
    program.chmod(0o755)


def lock(*, upgrade: bool) -> None:
    """Write the three locks anew.

    Local folders are left out on purpose: they hold the files of this machine only, and the
    lock needs the hashes for every machine.
    """
    if not UV.exists():
        raise SetupError("锁定依赖需要 uv,而这台机器上没有装成。")
    pip = {key: value for key, value in pip_settings().items() if key != "find-links"}
    pip["extra-index-url"] = " ".join(
        url for url in pip.get("extra-index-url", "").split() if not url.startswith("file:")
    )
    variables = uv_environment(pip, os.environ)
    more = ["--upgrade"] if upgrade else []
    uv_in = VENV / "uv.in"
    uv_in.write_text("uv\n")
    compile_lock([uv_in, "--no-annotate", *more], UV_LOCK, variables)
    compile_lock(["pyproject.toml", *more], LOCKS["run"], variables)
    dev = ["pyproject.toml", "--extra", "dev", "--constraint", LOCKS["run"].name]
    compile_lock([*dev, *more], LOCKS["dev"], variables)


def compile_lock(source: Sequence[str | Path], target: Path, variables: Mapping[str, str]) -> None:
    say(f"锁定 {target.name}……")
    flags = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    command = [UV, "pip", "compile", "-q", *flags, "--python-version", "3.11", *source]
    done = run([*command, "-o", target.name], variables)
    if done.returncode:
        raise SetupError(f"{target.name} 锁定不成:{last_line(done.stderr)}")


def run(
    command: Sequence[str | Path], environ: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=dict(environ), capture_output=True, text=True, check=False
    )


def last_line(output: str) -> str:
    """The last thing said, without a password inside an address."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return re.sub(r"//[^/@\s]+@", "//***@", lines[-1]) if lines else "没有说明原因"


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
