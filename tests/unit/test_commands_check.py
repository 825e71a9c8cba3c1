"""`dingban check`: every mistake by file, line and field, all at once."""

from pathlib import Path

from tests.unit.installed import Run, here, imported, run

__all__ = ["here", "imported", "run"]


def change(file: str, old: str, new: str) -> None:
    path = Path("centre") / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_fresh_centre_is_right(run: Run) -> None:
    checked = run("check", "--platforms")
    assert checked.code == 0
    lines = checked.out.splitlines()
    assert lines[0] == ".env 正常"
    assert lines[1].startswith("centre.toml 正常")
    assert lines[2] == "people.csv 正常(23 人)"
    assert lines[3].startswith("平台 网页聊天(webchat):正常")
    assert checked.err == ""


def test_everything_wrong_is_named_together(run: Run) -> None:
    change("centre.toml", 'morning = "08:30-12:00"', 'morning = "8点到12点"')
    change("people.csv", "孙维珍,城东村第一网格,网格员,网格", "孙维珍,城东村第一网格,网格员,网隔")
    Path(".env").write_text("DINGBAN_PORT=八零八零\n", encoding="utf-8")
    checked = run("check")
    assert checked.code == 1
    lines = checked.err.splitlines()
    assert lines[0].startswith(".env 第1行 DINGBAN_PORT:")
    assert lines[1].startswith("centre.toml 第10行 [hours] morning:")
    assert lines[2].startswith("people.csv 第21行 角色:没有“网隔”这个角色")
    assert len(lines) == 3


def test_a_group_with_a_stranger_is_found(run: Run) -> None:
    change("centre.toml", '"赵水根", "孙维珍"', '"赵水根", "孙维真"')
    checked = run("check")
    assert checked.code == 1
    assert "[groups] 城东村群:人员表里没有“孙维真”,是不是“孙维珍”?" in checked.err
    assert "people.csv 正常" in checked.out


def test_a_centre_that_was_never_set_up(run: Run) -> None:
    for name in (".env", "centre/centre.toml", "centre/people.csv"):
        Path(name).unlink()
    checked = run("check")
    assert checked.code == 1
    assert "dingban init" in checked.err
    assert "centre.toml:没有这个文件" in checked.err
    assert "people.csv:没有这个文件" in checked.err


def test_the_chains_of_events_are_whole(imported: Run) -> None:
    checked = imported("check", "--events")
    assert checked.code == 0
    assert checked.out.splitlines()[-1] == "事件链 正常"
