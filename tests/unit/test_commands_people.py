"""`dingban people`: a dry run first, everything or nothing, and codes that work once."""

import json
import re
import stat
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, postgres_server
from tests.unit.installed import Run, here, imported, run

__all__ = ["here", "imported", "postgres_server", "run"]

PEOPLE = Path("centre/people.csv")


def change(old: str, new: str, file: Path = PEOPLE) -> None:
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def names(run: Run) -> list[str]:
    return [person["name"] for person in json.loads(run("people", "list", "--json").out)]


def test_before_the_first_start_the_list_is_the_file(run: Run) -> None:
    assert len(names(run)) == 23
    assert not Path("data").exists()


def test_a_dry_run_changes_nothing(run: Run) -> None:
    shown = run("people", "import", PEOPLE)
    assert "新增 郑怀瑾 清溪镇 主要领导" in shown.out
    assert "共新增 23 人" in shown.out
    assert "--yes" in shown.out
    assert run("people", "import", PEOPLE).out == shown.out


def test_importing_twice_changes_nothing_the_second_time(imported: Run) -> None:
    assert imported("people", "import", PEOPLE, "--yes").out == "没有变化,共 23 人。\n"
    assert len(names(imported)) == 23


def test_a_change_is_shown_then_done(imported: Run) -> None:
    change("司法助理员", "司法所副所长")
    preview = imported("people", "import", PEOPLE)
    assert "改动 丁若楠 职务:司法助理员→司法所副所长" in preview.out
    done = imported("people", "import", PEOPLE, "--yes")
    assert done.out.endswith("已导入。\n")
    assert "司法所副所长" in imported("people", "list").out


def test_half_a_file_is_refused(imported: Run) -> None:
    change("13800000012", "1.38E+10")
    change(",陶一帆,顾维桢,城东村", ",陶一凡,顾维桢,城东村")
    for words in ((), ("--yes",)):
        refused = imported("people", "import", PEOPLE, *words)
        assert refused.code == 1
        assert refused.out == ""
        assert "people.csv 第13行 电话:“1.38E+10”" in refused.err
        assert "people.csv 第14行 B角:表里没有“陶一凡”这个人,是不是“陶一帆”?" in refused.err
        assert "共 2 处错误,一个人也没有导入" in refused.err
    assert len(names(imported)) == 23


def test_when_most_people_would_leave_it_takes_force(imported: Run) -> None:
    lines = PEOPLE.read_text(encoding="utf-8").splitlines()
    few = Path("few.csv")
    few.write_text("\n".join(lines[:3]) + "\n", encoding="utf-8")
    refused = imported("people", "import", few, "--yes")
    assert refused.code == 1
    assert "--force" in refused.err
    assert imported("people", "import", few, "--yes", "--force").code == 0
    assert names(imported) == ["郑怀瑾", "沈牧之"]


def test_what_is_exported_can_be_imported(imported: Run) -> None:
    done = imported("people", "export", "out.csv")
    assert done.out.startswith("写好 out.csv(23 人)")
    file = Path("out.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="utf-8-sig") == PEOPLE.read_text(encoding="utf-8-sig")
    assert imported("people", "import", "out.csv").out == "没有变化,共 23 人。\n"
    assert imported("people", "export").out.lstrip("\ufeff") == PEOPLE.read_text(encoding="utf-8")


def test_the_list_shows_people_as_the_contract_says(imported: Run) -> None:
    people = json.loads(imported("people", "list", "--json").out)
    assert people[0] == {"name": "郑怀瑾", "unit": "清溪镇", "roles": ["principal"]}
    shown = imported("people", "list").out.splitlines()
    assert shown[0].split() == ["姓名", "单位", "角色", "职务"]
    assert shown[-1] == "共 23 人。"


def test_an_invitation_is_a_code_and_a_link(imported: Run) -> None:
    made = json.loads(imported("people", "invite", "丁若楠", "--json").out)
    assert list(made) == ["code", "link"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", made["code"])
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/in/[A-Za-z0-9_-]+", made["link"])
    again = json.loads(imported("people", "invite", "丁若楠", "--json").out)
    assert {made["code"], made["link"]}.isdisjoint(again.values())
    assert made["code"] not in made["link"]
    said = imported("people", "invite", "丁若楠/司法所").out
    assert "24 小时内有效" in said
    assert "15 分钟内有效" in said


@pytest.mark.parametrize("verb", ["invite", "revoke"])
def test_a_name_that_fits_nobody_or_two_is_asked(imported: Run, verb: str) -> None:
    nobody = imported("people", verb, "丁若南")
    assert nobody.code == 1
    assert nobody.err == "没有“丁若南”这个人,是不是:丁若楠(司法所)?\n"
    assert imported("people", verb, "X").err == "没有“X”这个人。\n"
    change("周茂林,柳湾村", "赵水根,柳湾村")
    assert imported("people", "import", PEOPLE, "--yes").code == 0
    two = imported("people", verb, "赵水根")
    assert two.code == 1
    assert two.err == "有 2 位“赵水根”,请写明单位:赵水根/城东村 或 赵水根/柳湾村。\n"
    assert imported("people", verb, "赵水根/柳湾村").code == 0


def test_taking_back_says_what_was_taken(imported: Run) -> None:
    said = imported("people", "revoke", "丁若楠").out
    assert said == "丁若楠:没用过的码已作废,0 个账号已解绑,网页登录已退出。\n"


def test_before_the_first_start_nobody_can_be_invited(run: Run) -> None:
    refused = run("people", "invite", "丁若楠")
    assert refused.code == 1
    assert "dingban serve" in refused.err
    assert not Path("data").exists()


def test_without_keys_nothing_is_written(run: Run) -> None:
    Path(".env").write_text("", encoding="utf-8")
    refused = run("people", "import", PEOPLE, "--yes")
    assert refused.code == 1
    assert "dingban init" in refused.err


def test_with_another_key_the_database_stays_shut(imported: Run) -> None:
    Path(".env").unlink()
    assert imported("init").code == 0
    refused = imported("people", "list")
    assert refused.code == 1
    assert "DINGBAN_DATA_KEY" in refused.err
    assert "Traceback" not in refused.err


def test_all_of_it_on_a_postgresql(
    postgres_server: PostgresServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_server.url(postgres_server.new_database()).replace("+psycopg", "")
    monkeypatch.setenv("DINGBAN_DATABASE_URL", url)
    assert run("people", "import", PEOPLE, "--yes").code == 0
    assert len(names(run)) == 23
    assert run("people", "invite", "丁若楠").code == 0
    assert run("people", "revoke", "丁若楠").code == 0
    assert run("check", "--events").code == 0
    assert not Path("data/dingban.db").exists()
