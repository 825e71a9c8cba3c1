"""The ledger as an xlsx file: every cell is text, so that nothing in it is ever computed.

Run as a program it makes the file from JSON lines on its input: large ledgers are written beside
the service, not inside it. It imports nothing of ours, so it starts at once and holds no keys.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

LONGEST_CELL = 32_000  # Excel refuses 32,768
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Column(NamedTuple):
    """`width` in characters of the sheet's font."""

    title: str
    width: int


# rules.md §9: the columns of ledgers in use, and those the seeds add.
COLUMNS = (
    Column("编号", 19),
    Column("案件编号", 19),
    Column("信访类型", 10),
    Column("接件时间", 17),
    Column("信访人", 9),
    Column("联系电话", 14),
    Column("内容", 48),
    Column("地点", 12),
    Column("办理情况", 34),
    Column("风险等级", 9),
    Column("初/重", 7),
    Column("责任领导", 10),
    Column("责任单位", 14),
    Column("责任人", 9),
    Column("办结时限", 17),
    Column("是否超期", 16),
    Column("督办", 12),
    Column("销号", 10),
    Column("满意度", 9),
)

Line = Sequence[str]


def write_xlsx(path: Path, title: str, lines: Iterable[Line]) -> int:
    """Write the file row by row, in constant memory; returns how many lines it holds."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E9ECEF", "num_format": "@"})
    sheet = book.add_worksheet("台账")
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    sheet.write_string(0, 0, _cell(title))
    for number, column in enumerate(COLUMNS):
        sheet.write_string(1, number, column.title, head)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)
    sheet.fit_to_pages(1, 0)
    count = 0
    for count, line in enumerate(lines, start=1):
        for number, text in enumerate(line):
            sheet.write_string(count + 1, number, _cell(text), plain)
    sheet.autofilter(1, 0, count + 1, len(COLUMNS) - 1)
    book.close()
    return count


def _cell(text: str) -> str:
    """What a sheet can hold: no control characters, not longer than Excel opens."""
    return CONTROL.sub("", text)[:LONGEST_CELL]


def _read(lines: Iterable[str]) -> Iterator[Line]:
    return (json.loads(line) for line in lines)


def main(arguments: Sequence[str]) -> int:
    """`python -m bot.documents.ledger FILE TITLE`, one JSON array of texts a line."""
    path, title = arguments
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a real file here
    write_xlsx(Path(path), title, _read(sys.stdin))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
