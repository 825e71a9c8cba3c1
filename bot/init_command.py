"""`dingban init`: the first files of a centre, in the current folder, never over existing ones."""

import argparse
import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from bot.sample import blank_files, sample_files
from bot.settings import ENV_FILE, KEY_BYTES, PREFIX, Settings

CENTRE_DIR = Path("centre")
HEADING = """# 钉办的设置。前面有 # 的行不起作用,写的是不设置时的值或写法;要改,去掉 # 再改。
# 环境变量里的同名设置优先。改完后重新启动;dingban check 可以先检查一遍。
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sample", action="store_true", help="填入样例中心(约二十人),先试用、再换成自己的"
    )


def main(args: argparse.Namespace) -> int:
    _write_env(Path(ENV_FILE))
    CENTRE_DIR.mkdir(exist_ok=True)
    for name, content in (sample_files() if args.sample else blank_files()).items():
        _write_new(CENTRE_DIR / name, content)
    return 0


def env_text(values: Mapping[str, str]) -> str:
    """`.env` with every setting and its comment; `values` are filled in, the rest is off."""
    blocks = [HEADING]
    for field, info in Settings.model_fields.items():
        name = PREFIX + field.upper()
        comment = "".join(f"# {line}\n" for line in (info.description or "").splitlines())
        if name in values:
            blocks.append(f"{comment}{name}={values[name]}\n")
        else:
            shown = info.examples[0] if info.examples else info.default
            blocks.append(f"{comment}# {name}={shown}\n")
    return "\n".join(blocks)


def _fresh_keys() -> dict[str, str]:
    return {f"{PREFIX}SECRET_KEY": new_key(), f"{PREFIX}DATA_KEY": new_key()}


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _write_env(path: Path) -> None:
    if _write_new(path, env_text(_fresh_keys()).encode()):
        return
    present = dotenv_values(path, encoding="utf-8", interpolate=False) | dict(os.environ)
    missing = {name: key for name, key in _fresh_keys().items() if not present.get(name)}
    if missing:
        print(f"{path} 里还没有密钥,请加上下面几行:")
        for name, key in missing.items():
            print(f"{name}={key}")


def _write_new(path: Path, content: bytes) -> bool:
    """Write a file only its owner may read, unless something of that name is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{path} 已经有了,没有改动")
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    print(f"写好 {path}")
    return True
