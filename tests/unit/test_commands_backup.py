"""`dingban backup` and `restore`: a whole copy without keys, put back only when it is right."""

import json
import re
import stat
import zipfile
from pathlib import Path

import pytest

from bot.installation import SOCKET, only_writer
from bot.settings import read_settings
from storage.files import FileStore
from storage.sealing import Sealer
from tests.unit.installed import Ran, Run, here, imported, run

__all__ = ["here", "imported", "run"]

PHOTO = b"what a camera saw"


def store() -> FileStore:
    settings = read_settings()
    return FileStore(settings.files_dir, Sealer(settings.data_keys))


@pytest.fixture
def backup(imported: Run) -> Path:
    """A backup of the sample centre with one attachment."""
    store().put(PHOTO)
    assert imported("backup", "copy.zip").code == 0
    return Path("copy.zip")


def test_it_says_where_the_copy_is_and_where_the_key_is_not(imported: Run) -> None:
    done = imported("backup")
    assert done.code == 0
    (made,) = Path("data/backups").iterdir()
    assert re.fullmatch(r"dingban-\d{8}-\d{6}\.zip", made.name)
    assert str(made) in done.out
    assert "DINGBAN_DATA_KEY" in done.out
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_database_attachments_and_list_but_no_keys(backup: Path) -> None:
    with zipfile.ZipFile(backup) as packed:
        names = packed.namelist()
        said = json.loads(packed.read("manifest.json"))
        inside = b"".join(packed.read(name) for name in names)
    assert names[0] == "dingban.db"
    assert [name for name in names if name.startswith("files/")] == [
        entry["name"] for entry in said["entries"][1:]
    ]
    assert len(said["entries"]) == 2
    settings = read_settings()
    for key in (settings.secret_key.get_secret_value(), *settings.data_keys):
        assert key.encode() not in inside
    assert PHOTO not in inside
    assert b"13800000001" not in inside


def test_nothing_is_overwritten(imported: Run, backup: Path) -> None:
    before = backup.read_bytes()
    refused = imported("backup", backup)
    assert refused.code == 1
    assert "没有覆盖" in refused.err
    assert backup.read_bytes() == before


def test_a_folder_gets_a_file(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    assert imported("backup", "disk").code == 0
    assert len(list((tmp_path / "disk").iterdir())) == 1


def test_restored_into_an_empty_place_everything_is_there(imported: Run, backup: Path) -> None:
    before = imported("people", "export").out
    Path("data").rename("gone")
    done = imported("restore", backup)
    assert done.code == 0
    assert "恢复好了" in done.out
    assert imported("people", "export").out == before
    assert imported("check", "--events").code == 0
    (attachment,) = (path for path in Path("data/files").glob("??/*"))
    assert store().get(attachment.name) == PHOTO
    assert stat.S_IMODE(Path("data/dingban.db").stat().st_mode) == 0o600


def test_what_is_there_is_kept(imported: Run, backup: Path) -> None:
    imported("people", "invite", "丁若楠")
    refused = imported("restore", backup)
    assert refused.code == 1
    assert "--force" in refused.err
    done = imported("restore", backup, "--force")
    assert done.code == 0
    (aside,) = Path("data").glob("replaced-*")
    assert (aside / "dingban.db").exists()
    assert (aside / "files").is_dir()
    assert str(aside) in done.out


def refused_restore(run: Run, file: Path) -> Ran:
    """The restore is refused and leaves nothing behind."""
    Path("data").rename("gone")
    refused = run("restore", file)
    assert refused.code == 1
    assert "Traceback" not in refused.err
    assert [path.name for path in Path("data").glob("[!.]*")] == ["dingban.lock"]
    assert not list(Path("data").glob(".restore*"))
    return refused


def test_another_key_is_refused(imported: Run, backup: Path) -> None:
    Path(".env").unlink()
    assert imported("init").code == 0
    assert "与这个备份不符" in refused_restore(imported, backup).err


def test_a_spoilt_copy_is_refused(imported: Run, backup: Path) -> None:
    with zipfile.ZipFile(backup) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = next(name for name in parts if name.startswith("files/"))
    with zipfile.ZipFile("bad.zip", "w") as packed:
        for each, content in parts.items():
            packed.writestr(each, content + b"!" if each == name else content)
    assert name in refused_restore(imported, Path("bad.zip")).err


def test_half_a_copy_is_refused(imported: Run, backup: Path) -> None:
    Path("half.zip").write_bytes(backup.read_bytes()[:-400])
    assert "不是 dingban backup 做的备份文件" in refused_restore(imported, Path("half.zip")).err


@pytest.mark.parametrize("name", ["files/../../evil", "/etc/evil", "files/ab/cd", "evil"])
def test_no_name_in_a_copy_leads_elsewhere(imported: Run, backup: Path, name: str) -> None:
    with zipfile.ZipFile(backup) as packed:
        said = json.loads(packed.read("manifest.json"))
        database = packed.read("dingban.db")
    said["entries"] = [said["entries"][0], {"name": name, "size": 1, "sha256": "0"}]
    with zipfile.ZipFile("evil.zip", "w") as packed:
        packed.writestr("dingban.db", database)
        packed.writestr(name, b"x")
        packed.writestr("manifest.json", json.dumps(said))
    refused_restore(imported, Path("evil.zip"))
    assert not list(Path().rglob("evil"))


def test_a_newer_programs_copy_is_refused(imported: Run, backup: Path) -> None:
    with zipfile.ZipFile(backup) as packed:
        said = json.loads(packed.read("manifest.json"))
    with zipfile.ZipFile("new.zip", "w") as packed:
        packed.writestr("manifest.json", json.dumps({**said, "format": 2}))
    assert "请先升级程序" in refused_restore(imported, Path("new.zip")).err


def test_there_must_be_something_to_copy(run: Run) -> None:
    refused = run("backup")
    assert refused.code == 1
    assert "还没有数据可以备份" in refused.err
    assert "没有这个文件" in run("restore", "nowhere.zip").err


def test_a_server_is_backed_up_by_its_own_means(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINGBAN_DATABASE_URL", "postgresql://dingban@127.0.0.1/dingban")
    assert "pg_dump" in run("backup").err
    assert "pg_restore" in run("restore", "x.zip").err


def test_beside_a_running_service_nothing_is_restored(imported: Run, backup: Path) -> None:
    with only_writer(Path("data")):
        refused = imported("restore", backup, "--force")
    assert refused.code == 1
    assert "正在用这里的数据" in refused.err
    assert not Path("data", SOCKET).exists()
