"""The program's settings: the environment, else `.env` of the current folder, by one prefix."""

import base64
import binascii
import os
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv.parser import Binding, parse_stream
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.command_error import CommandError
from bot.mistakes import BadFile, Mistake, decode, did_you_mean

PREFIX = "DINGBAN_"
ENV_FILE = ".env"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASES = ("postgresql", "postgres", "sqlite")
KEY_BYTES = 32


def _port(text: object) -> int:
    if str(text).isascii() and str(text).isdigit() and 0 < int(str(text)) < 65536:
        return int(str(text))
    raise ValueError(f"“{text}”不是端口号,请写 1 到 65535 的数字")


def _log_level(text: object) -> str:
    level = str(text).upper()
    if level in LOG_LEVELS:
        return level
    raise ValueError(f"没有“{text}”这一级,请写 {' '.join(LOG_LEVELS)} 之一")


def _public_url(text: object) -> str:
    url = str(text).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc and not parts.query:
        return url
    raise ValueError(f"“{text}”不是网址,请写成 https://主机名 或 http://主机名:端口")


def _database_url(text: object) -> object:
    if _clear(text).partition("://")[0].partition("+")[0] in DATABASES:
        return text
    raise ValueError("请写成 postgresql://用户:密码@主机/库名,或留空(用自带的 SQLite)")


def _keys(text: object) -> object:
    if all(_is_key(part) for part in _split_keys(_clear(text))):
        return text
    raise ValueError("密钥不完整,应是 dingban init 生成的 44 个字符,请对照原来的 .env 补全")


def _font(text: object) -> Path:
    path = Path(str(text)).expanduser()
    if path.is_file():
        return path
    raise ValueError(f"没有这个字体文件:{path}")


def _clear(text: object) -> str:
    return text.get_secret_value() if isinstance(text, SecretStr) else str(text)


def _split_keys(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


class Settings(BaseSettings):
    """Every setting, in the order of `.env`; `description` is its comment there.

    `examples` shows a value where the default is empty. Paths are absolute once read.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=False,
    )

    secret_key: Annotated[SecretStr, BeforeValidator(_keys)] = Field(
        SecretStr(""),
        description="网页登录用的密钥,由 dingban init 生成。换掉它,所有人要重新登录。",
    )
    data_key: Annotated[SecretStr, BeforeValidator(_keys)] = Field(
        SecretStr(""),
        description=(
            "群众资料的加密密钥,由 dingban init 生成。丢了它,已加密的资料谁也打不开:\n"
            "请另存一份,不要和备份放在一起。换新密钥时写在最前面,旧的留在后面,用英文逗号隔开。"
        ),
    )
    data_dir: Path = Field(
        Path("data"), description="数据文件夹:数据库等。相对路径从当前文件夹算起。"
    )
    centre_dir: Path = Field(
        Path("centre"), description="本中心的设置文件夹:centre.toml(规矩)和 people.csv(人员)。"
    )
    files_dir: Path = Field(
        Path(),
        description="附件文件夹(加密存放)。不写就是数据文件夹里的 files。",
        examples=["data/files"],
    )
    host: str = Field(
        "127.0.0.1", description="在哪个地址上提供服务。127.0.0.1 只有本机能用;0.0.0.0 全网能用。"
    )
    port: Annotated[int, BeforeValidator(_port)] = Field(8080, description="端口。")
    public_url: Annotated[str, BeforeValidator(_public_url)] = Field(
        "",
        description="别人从外面打开网页用的网址,登录链接以它开头。不写就是上面的地址和端口。",
        examples=["https://dingban.example.cn"],
    )
    database_url: Annotated[SecretStr, BeforeValidator(_database_url)] = Field(
        SecretStr(""),
        description="数据库。不写就用自带的 SQLite(在数据文件夹里);多台机器时写 PostgreSQL 地址。",
        examples=["postgresql://dingban:密码@127.0.0.1/dingban"],
    )
    log_level: Annotated[str, BeforeValidator(_log_level)] = Field(
        "INFO", description=f"日志写多细:{' '.join(LOG_LEVELS)}。"
    )
    font: Annotated[Path | None, BeforeValidator(_font)] = Field(
        None,
        description="画图用的中文字体文件。不写就在系统里找;都没有时,图改成文字。",
        examples=["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"],
    )
    shared: Path | None = Field(
        None,
        description="只有开发时用:测试所需的外部资料文件夹。",
        examples=["../shared"],
    )

    @property
    def data_keys(self) -> tuple[str, ...]:
        """Keys for people's data, newest first; the first one seals, all of them open."""
        return _split_keys(self.data_key.get_secret_value())

    @property
    def address(self) -> str:
        """Where the pages are reached, without a slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def require_keys(self) -> None:
        """Refuse to go on without keys: nothing of people's may be written in clear."""
        keys = {"SECRET_KEY": self.secret_key, "DATA_KEY": self.data_key}
        missing = [PREFIX + name for name, key in keys.items() if not key.get_secret_value()]
        if missing:
            names = "、".join(missing)
            raise CommandError(f"没有密钥({names}),不能启动。请先在这个文件夹运行 dingban init。")

    def seen_from(self, folder: Path) -> "Settings":
        """The same with absolute paths, so that it does not matter where we are later."""
        data = folder / self.data_dir
        files = folder / self.files_dir if self.files_dir != Path() else data / "files"
        paths: dict[str, Path] = {"data_dir": data, "files_dir": files}
        paths["centre_dir"] = folder / self.centre_dir
        for name in ("font", "shared"):
            if getattr(self, name):
                paths[name] = folder / getattr(self, name)
        return self.model_copy(update=paths)


def setting_names() -> list[str]:
    return [PREFIX + field.upper() for field in Settings.model_fields]


def read_settings(folder: Path | None = None) -> Settings:
    """Settings as seen from `folder` (default: the current one); BadFile names every mistake."""
    here = (folder or Path.cwd()).absolute()
    file = here / ENV_FILE
    lines, mistakes = _read_lines(file)
    try:
        encoding = _encoding(file)
        settings = Settings(_env_file=file, _env_file_encoding=encoding)
    except ValidationError as error:
        mistakes += [_mistake(found, lines) for found in error.errors()]
    if mistakes:
        raise BadFile(mistakes)
    return settings.seen_from(here)


def _read_lines(file: Path) -> tuple[dict[str, int], list[Mistake]]:
    """In which line each name stands, and what is wrong with the lines as such."""
    if not file.is_file():
        return {}, []
    text = decode(file.read_bytes())
    if text is None:
        raise BadFile([Mistake(ENV_FILE, 0, "", "不是文本文件,请用记事本另存为 UTF-8")])
    lines: dict[str, int] = {}
    mistakes: list[Mistake] = []
    for line, name in _names(parse_stream(StringIO(text))):
        if says := _wrong_name(name, lines):
            mistakes.append(Mistake(ENV_FILE, line, name, says))
        lines.setdefault(name, line)
    return lines, mistakes


def _names(bindings: Iterable[Binding]) -> Iterator[tuple[int, str]]:
    """Line and upper-case name of each setting; an empty name for a line that is none."""
    for binding in bindings:
        text = binding.original.string
        blank = text[: len(text) - len(text.lstrip())]
        line = binding.original.line + blank.count("\n")
        if binding.error or (binding.key and binding.value is None):
            yield line, ""
        elif binding.key:
            yield line, binding.key.upper()


def _wrong_name(name: str, lines: dict[str, int]) -> str:
    if not name:
        return "这一行看不懂,应写成 名字=值"
    if name in lines:
        return f"第{lines[name]}行已经写过,请只留一处"
    if name.startswith(PREFIX) and name not in setting_names():
        return f"没有这个设置{did_you_mean(name, setting_names())}"
    return ""


def _encoding(file: Path) -> str:
    try:
        file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    except OSError:
        pass
    return "utf-8-sig"


def _mistake(found: Any, lines: dict[str, int]) -> Mistake:
    name = PREFIX + str(found["loc"][0]).upper()
    cause = found.get("ctx", {}).get("error")
    says = str(cause) if isinstance(cause, ValueError) else "这个值不对"
    if os.environ.get(name):
        return Mistake("环境变量", 0, name, says)
    return Mistake(ENV_FILE, lines.get(name, 0), name, says)
