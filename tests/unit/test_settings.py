"""Settings: where they come from, and how each mistake in them is named."""

import base64
import re
from pathlib import Path

import pytest

from bot.command_error import CommandError
from bot.init_command import env_text
from bot.mistakes import BadFile
from bot.settings import Settings, read_settings, setting_names

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OLD_KEY = base64.urlsafe_b64encode(bytes(32)).decode()


def settings_from(folder: Path, text: str) -> Settings:
    (folder / ".env").write_bytes(text.encode())
    return read_settings(folder)


def mistakes_in(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        settings_from(folder, text)
    return caught.value.sentence.splitlines()


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    assert settings.data_dir == tmp_path / "data"
    assert settings.files_dir == tmp_path / "data" / "files"
    assert settings.centre_dir == tmp_path / "centre"
    assert settings.address == "http://127.0.0.1:8080"
    assert settings.data_keys == ()


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINGBAN_PORT", "9001")
    settings = settings_from(tmp_path, "DINGBAN_PORT=9000\nDINGBAN_HOST=0.0.0.0\n")
    assert (settings.port, settings.host) == (9001, "0.0.0.0")  # noqa: S104 (nothing listens)


def test_an_empty_value_is_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINGBAN_PORT", "")
    assert settings_from(tmp_path, "DINGBAN_PORT=9000\nDINGBAN_FONT=\n").port == 9000


def test_paths_are_seen_from_the_folder(tmp_path: Path) -> None:
    text = f"DINGBAN_DATA_DIR=db\nDINGBAN_CENTRE_DIR={tmp_path}/elsewhere\n"
    settings = settings_from(tmp_path, text)
    assert settings.files_dir == tmp_path / "db" / "files"
    assert settings.centre_dir == tmp_path / "elsewhere"


def test_several_data_keys_newest_first(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, f"DINGBAN_DATA_KEY={KEY}, {OLD_KEY}\n")
    assert settings.data_keys == (KEY, OLD_KEY)
    assert KEY not in repr(settings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_any_editor_may_have_saved_it(tmp_path: Path, encoding: str) -> None:
    text = "DINGBAN_PORT=9000\r\n# 数据放在这里\r\nDINGBAN_DATA_DIR=数据\r\n"
    (tmp_path / ".env").write_bytes(text.encode(encoding))
    settings = read_settings(tmp_path)
    assert (settings.port, settings.data_dir) == (9000, tmp_path / "数据")


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = f"# 说明\n\nDINGBAN_PORT=八零八零\nDINGBAN_PROT=1\nDINGBAN_LOG_LEVEL=loud\n{'乱' * 3}\n"
    assert mistakes_in(tmp_path, text) == [
        ".env 第3行 DINGBAN_PORT:“八零八零”不是端口号,请写 1 到 65535 的数字",
        ".env 第4行 DINGBAN_PROT:没有这个设置,是不是“DINGBAN_PORT”?",
        ".env 第5行 DINGBAN_LOG_LEVEL:没有“loud”这一级,请写 DEBUG INFO WARNING ERROR 之一",
        ".env 第6行:这一行看不懂,应写成 名字=值",
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("DINGBAN_PORT=0", "“0”不是端口号"),
        ("DINGBAN_PORT=70000", "“70000”不是端口号"),
        ("DINGBAN_PUBLIC_URL=dingban.example.cn", "“dingban.example.cn”不是网址"),
        ("DINGBAN_DATABASE_URL=mysql://x/y", "请写成 postgresql://"),
        ("DINGBAN_SECRET_KEY=short", "密钥不完整"),
        (f"DINGBAN_DATA_KEY={KEY},{KEY[:-4]}", "密钥不完整"),
        ("DINGBAN_FONT=no/such/font.ttf", "没有这个字体文件"),
        ("PORT=1\nDINGBAN_PORT=1\nDINGBAN_PORT=2", "第2行已经写过"),
    ],
)
def test_a_wrong_value_says_what_to_write(tmp_path: Path, line: str, says: str) -> None:
    (mistake,) = mistakes_in(tmp_path, line + "\n")
    assert says in mistake


def test_a_wrong_key_is_never_repeated(tmp_path: Path) -> None:
    (mistake,) = mistakes_in(tmp_path, "DINGBAN_SECRET_KEY=half-a-secret\n")
    assert "half-a-secret" not in mistake


def test_a_mistake_in_the_environment_is_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DINGBAN_PORT", "http")
    (mistake,) = mistakes_in(tmp_path, "DINGBAN_PORT=9000\n")
    assert mistake.startswith("环境变量 DINGBAN_PORT:“http”不是端口号")


def test_no_text_at_all(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadFile, match="不是文本文件"):
        read_settings(tmp_path)


def test_without_keys_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"DINGBAN_DATA_KEY.*dingban init"):
        settings_from(tmp_path, f"DINGBAN_SECRET_KEY={KEY}\n").require_keys()
    both = f"DINGBAN_SECRET_KEY={KEY}\nDINGBAN_DATA_KEY={KEY}\n"
    settings_from(tmp_path, both).require_keys()


def test_the_example_file_and_the_settings_agree() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert example == env_text({}), "write env_text({}) into .env.example"
    assert re.findall(r"^# (DINGBAN_\w+)=", example, re.MULTILINE) == setting_names()


def test_the_example_file_is_valid_as_it_is(tmp_path: Path) -> None:
    text = re.sub(r"^# (DINGBAN_(?!FONT)\w+=.+)", r"\1", env_text({}), flags=re.MULTILINE)
    assert settings_from(tmp_path, text).port == 8080
