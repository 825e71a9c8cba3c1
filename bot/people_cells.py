"""Get the cells out of a people file, whatever it was saved as: csv in two encodings, or xlsx."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.mistakes import decode

MOST_ROWS = 5_000
MOST_BYTES = 5_000_000
_XLSX, _OLD_XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]
"""The line a row begins on, from 1, and its cells."""


class UnreadableError(Exception):
    """The file as a whole is of no use; the text says what to do."""


def rows_of(data: bytes) -> list[Row]:
    """Every row that is not blank."""
    if len(data) > MOST_BYTES:
        raise UnreadableError("文件超过 5 MB,请只留人员这一张表")
    if data.startswith(_OLD_XLS):
        raise UnreadableError("这是旧版 xls,请另存为 xlsx 或 csv")
    source = _xlsx_rows(data) if data.startswith(_XLSX) else _csv_rows(data)
    rows = list(islice((row for row in source if any(cell.strip() for cell in row[1])), MOST_ROWS))
    if len(rows) == MOST_ROWS:
        raise UnreadableError(f"超过 {MOST_ROWS} 行,请只留人员这一张表")
    return rows


def _csv_rows(data: bytes) -> Iterator[Row]:
    text = decode(data)
    if text is None:
        raise UnreadableError("编码认不出来,请另存为“CSV UTF-8”")
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in first and "," not in first else ","
    )
    try:
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"第{reader.line_num}行读不下去,是不是引号没有成对?") from error


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    import zipfile

    import openpyxl  # late: a heavy library that few starts need
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            sheet: Iterable[tuple[object, ...]] = book.worksheets[0].iter_rows(values_only=True)
            for line, values in enumerate(sheet, start=1):
                yield line, [_text(value) for value in values]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise UnreadableError("打不开这个 xlsx,请用表格软件另存一次") from error


def _text(value: object) -> str:
    """A cell as typed; Excel keeps phones as numbers, 13800000001.0 is 13800000001."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
