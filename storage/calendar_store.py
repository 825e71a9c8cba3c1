"""The State Council's exceptions, year by year, as they were imported."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete

from storage.fact_store import Version
from storage.statements import Statement, insert_into, pick, same
from storage.tables import CalendarDayRow, CalendarYearRow, table
from storage.transaction import Transaction

DAYS = table(CalendarDayRow)
YEARS = table(CalendarYearRow)

ALL_DAYS = Statement(lambda: pick(DAYS, "day", "working"))
ALL_YEARS = Statement(lambda: pick(YEARS, "year"))
ADD_DAY = Statement(
    lambda: insert_into(DAYS).on_conflict_do_nothing(index_elements=["centre_id", "day"])
)
ADD_YEAR = Statement(lambda: insert_into(YEARS))
DROP_DAY = Statement(lambda: delete(DAYS).where(*same(DAYS, "day")))
DROP_YEAR = Statement(lambda: delete(YEARS).where(*same(YEARS, "year")))

Known = tuple[Mapping[date, bool], frozenset[int]]


class CalendarStore:
    def __init__(self, transaction: Transaction, cache: dict[str, tuple[str | None, Any]]) -> None:
        self._tx = transaction
        self._cache = cache
        self._version = Version(transaction, "calendar")

    def exceptions(self) -> Mapping[date, bool]:
        """False: a rest day; True: a make-up working day."""
        return self._known()[0]

    def years(self) -> frozenset[int]:
        """The years whose notice is known."""
        return self._known()[1]

    def replace_year(self, year: int, rows: Mapping[date, bool]) -> None:
        """Take over one year's notice; days of the year that are not in it become ordinary."""
        old = [day for day in self.exceptions() if day.year == year]
        self._tx.many(DROP_DAY, ({"day": day.isoformat()} for day in old))
        self._tx.run(DROP_YEAR, year=year)
        self._tx.run(ADD_YEAR, year=year)
        self._tx.many(
            ADD_DAY, ({"day": day.isoformat(), "working": int(on)} for day, on in rows.items())
        )
        self._version.change()

    def _known(self) -> Known:
        version = self._version.now()
        cached = self._cache.get("calendar")
        if cached is None or cached[0] != version:
            cached = self._cache["calendar"] = (version, self._load())
        known: Known = cached[1]
        return known

    def _load(self) -> Known:
        days = {date.fromisoformat(day): bool(on) for day, on in self._tx.rows(ALL_DAYS)}
        return days, frozenset(year for (year,) in self._tx.rows(ALL_YEARS))
