"""The notation of the phrase tables: `phrase = expected`, said on 2026-11-20 10:30, a Friday.

`11-25` a day, at close of business · `11-25~12:00` a day, at another time · `11-25 15:00` to the
minute · `2027-01-05` another year · ASK, PAST, NONE and the phrase file's words as they are.
"""

import re

from bot.language.times import Kind, Reading, read_time
from tests.unit.calendars import calendar_2026, local

CALENDAR = calendar_2026()
NOW = local("2026-11-20 10:30")
_POINT = re.compile(r"(?:(?P<y>\d{4})-)?(?P<day>\d\d-\d\d)(?P<gran>[ ~]?)(?P<clock>\d\d:\d\d)?")


def rows(table: str) -> list[tuple[str, str]]:
    """Blank lines and lines that begin with # are left out."""
    lines = (line.strip() for line in table.splitlines())
    pairs = (line.rpartition(" = ") for line in lines if line and not line.startswith("# "))
    return [(phrase, expected) for phrase, _, expected in pairs]


def as_written(reading: Reading) -> str:
    """The reading in the table's notation."""
    if reading.kind is not Kind.POINT:
        return reading.value
    day, _, clock = reading.value.partition("T")
    day = day.removeprefix("2026-")
    if reading.has_clock:
        return f"{day} {clock}"
    return day if clock == "18:00" else f"{day}~{clock}"


def read(phrase: str) -> Reading:
    return read_time(phrase, NOW, CALENDAR)


def wrong(table: str) -> list[str]:
    """Every row of the table that reads otherwise, with what it reads."""
    return [
        f"{phrase} = {as_written(reading)}, not {expected}: {reading.says}"
        for phrase, expected in rows(table)
        if as_written(reading := read(phrase)) != expected
    ]
