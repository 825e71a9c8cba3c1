"""The ledger: who sees which rows, filters, pages, masking, and the same in a sheet."""

import argparse
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bot import export_command
from bot.command_error import CommandError
from bot.documents.ledger import COLUMNS, write_xlsx
from bot.documents.ledger_rows import asked_of, ledger_errand, wanted_of
from tests.pages.conftest import SignedIn
from tests.pages.town import (
    HEAD,
    LEADER,
    ROOM,
    SECRETARY,
    WINDOW,
    WORKER,
    Client,
    Town,
    page_of,
)

ASSIGN = "交办 执行人:{} 截止:{} 内容:{} 抄送:无 提醒:提前1小时 方式:应用内"
VISIT = "登记 王建国,电话13800001234,身份证110101199003070011,来访反映城东村水管漏水三天没人修"


async def fill(town: Town) -> tuple[str, str]:
    """One case that waits, two tasks: one of 司法所, one of 自然资源所 that is late."""
    await town.says(WINDOW, VISIT)
    first = await town.assigns(ASSIGN.format(WORKER, "12月5日", "南塘村宅基地边界争吵"))
    late = await town.assigns(ASSIGN.format("吕思齐", "今天上午11点", "柳湾村山林界址争议"))
    await town.until("2026-11-20T14:00")
    return first, late


async def numbers(client: Client, query: str = "") -> list[str]:
    page = await page_of(client, f"/ledger{query}")
    return re.findall(r'class="num" href="/(?:task|case)/([A-Z]{2}[\d-]+)"', page)


async def test_everything_newest_first(town: Town, as_person: SignedIn) -> None:
    first, late = await fill(town)
    room = await as_person(ROOM)
    assert await numbers(room) == [late, first, "MT20261120-0001"]
    page = await page_of(room, "/ledger")
    for column in COLUMNS:
        assert f">{column.title}</th>" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?status=t-assigned", {"first", "late"}),
        ("?status=c-registered", {"case"}),
        ("?status=queue", {"late"}),
        ("?status=nonsense", {"first", "late", "case"}),
        ("?unit=司法所", {"first"}),
        ("?village=柳湾村", {"late"}),
        ("?village=南塘村", {"first"}),
        ("?overdue=1", {"late"}),
        ("?words=水管", {"case"}),
        ("?words=MT20261120-0001", {"case"}),
        ("?from=2026-11-21", set()),
        ("?from=2026-11-20&to=2026-11-20", {"first", "late", "case"}),
        ("?to=2026-11-19", set()),
        ("?from=soon", {"first", "late", "case"}),
    ],
)
async def test_filters(town: Town, as_person: SignedIn, query: str, expected: set[str]) -> None:
    first, late = await fill(town)
    names = {first: "first", late: "late", "MT20261120-0001": "case"}
    found = await numbers(await as_person(ROOM), query)
    assert {names[number] for number in found} == expected


async def test_leaders_see_their_own_units_others_nothing(town: Town, as_person: SignedIn) -> None:
    first, late = await fill(town)
    assert set(await numbers(await as_person(LEADER))) == {first, late, "MT20261120-0001"}
    assert set(await numbers(await as_person("韩景澄"))) == {late}
    assert set(await numbers(await as_person(SECRETARY))) == {first, late, "MT20261120-0001"}
    for name in (WORKER, HEAD, WINDOW):
        client = await as_person(name)
        await page_of(client, "/ledger", 404)
        await page_of(client, "/ledger.xlsx", 404)


async def test_nothing_personal_is_in_clear(town: Town, as_person: SignedIn) -> None:
    await fill(town)
    room = await as_person(ROOM)
    page = await page_of(room, "/ledger")
    sheet = " ".join(str(cell) for row in await sheet_of(room) for cell in row)
    for text in (page, sheet):
        assert "王建国" not in text
        assert "13800001234" not in text
        assert "110101199003070011" not in text
        assert "王**" in text
        assert "138****1234" in text


async def test_the_sheet_has_the_same_rows_and_columns(town: Town, as_person: SignedIn) -> None:
    first, late = await fill(town)
    room = await as_person(ROOM)
    rows = await sheet_of(room)
    assert rows[1] == tuple(column.title for column in COLUMNS)
    assert [row[0] for row in rows[2:]] == [late, first, "MT20261120-0001"]
    assert [row[0] for row in (await sheet_of(room, "?overdue=1"))[2:]] == [late]
    cells = dict(zip(rows[1], rows[2], strict=True))
    assert cells["责任单位"] == "自然资源所"
    assert cells["责任领导"] == "韩景澄"
    assert cells["办结时限"] == "2026-11-20 11:00"
    assert str(cells["是否超期"]).startswith("已超期")
    assert cells["督办"]
    assert [row[0] for row in (await sheet_of(await as_person("韩景澄")))[2:]] == [late]


async def test_a_long_ledger_comes_page_by_page(town: Town, as_person: SignedIn) -> None:
    for n in range(35):
        await town.says(WINDOW, f"登记 来电反映城东村第{n}组路灯不亮,请尽快派人修")
    room = await as_person(ROOM)
    first = await page_of(room, "/ledger")
    further = re.search(r'href="(/ledger\?[^"]*after=[^"]+)"', first)
    assert further
    seen = await numbers(room)
    rest = await numbers(room, further[1].removeprefix("/ledger").replace("&amp;", "&"))
    assert len(seen) == 30
    assert len(seen + rest) == len({*seen, *rest}) == 35
    assert len(await sheet_of(room)) == 37


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://evil.example")', "+1", "-1", "@x"])
def test_a_cell_is_text_whatever_it_begins_with(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ledger.xlsx"
    line = [text, "http://example.com", "007", *[""] * (len(COLUMNS) - 3)]
    assert write_xlsx(path, "台账", [line]) == 1
    row = openpyxl.load_workbook(path).active[3]  # type: ignore[index] # it has one sheet
    assert [cell.value for cell in row[:3]] == [text, "http://example.com", "007"]
    assert {cell.data_type for cell in row[:3]} == {"s"}
    assert all(cell.hyperlink is None for cell in row)
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_cell_holds_what_a_sheet_cannot(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    write_xlsx(path, "台账", [["\x00控制\x1b符", "长" * 40_000, *[""] * (len(COLUMNS) - 2)]])
    row = openpyxl.load_workbook(path).active[3]  # type: ignore[index] # it has one sheet
    assert row[0].value == "控制符"
    assert len(str(row[1].value)) == 32_000


def test_a_filter_reads_what_it_writes() -> None:
    query = {"status": "queue", "unit": "司法所", "words": "水管", "overdue": "1"}
    wanted = wanted_of({**query, "from": "2026-11-01", "to": "2026-11-30"})
    assert wanted.first == date(2026, 11, 1)
    assert wanted_of(asked_of(wanted)) == wanted


async def test_the_command_writes_the_same_sheet(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`dingban export ledger`, its errand answered by this town."""
    first, late = await fill(town)
    batch = await town.service.ask(ledger_errand, {"from": "2026-11-20"}, None)
    asked: list[dict[str, object]] = []

    def answer(_settings: object, _errand: str, **given: object) -> dict[str, object]:
        asked.append(given)
        return batch

    monkeypatch.setattr(export_command, "run_errand", answer)
    monkeypatch.setattr(export_command, "read_settings", lambda: None)
    monkeypatch.chdir(tmp_path)
    parser = argparse.ArgumentParser()
    export_command.add_arguments(parser)
    words = ["ledger", "--out", "表.xlsx", "--from", "2026-11-20"]
    assert export_command.main(parser.parse_args(words)) == 0
    assert asked == [{"asked": {"from": "2026-11-20"}, "after": None}]
    assert "3 行" in capsys.readouterr().out
    rows = list(openpyxl.load_workbook("表.xlsx").active.values)  # type: ignore[union-attr] # one sheet
    assert [row[0] for row in rows[2:]] == [late, first, "MT20261120-0001"]
    assert "2026-11-20 至" in str(rows[0][0])
    for wrong in (
        words,
        ["ledger", "--from", "1.11."],
        ["ledger", "--from", "2026-12-01", "--to", "2026-11-01"],
    ):
        with pytest.raises(CommandError):
            export_command.main(parser.parse_args(wrong))


async def sheet_of(client: Client, query: str = "") -> list[tuple[object, ...]]:
    """The rows of the xlsx, as a reader sees them."""
    async with client.get(f"/ledger.xlsx{query}") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
    return [tuple(cell or "" for cell in row) for row in book.active.values]  # type: ignore[union-attr] # one sheet
