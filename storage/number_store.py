"""Serial numbers without gaps: taken in the transaction that uses them, or not at all."""

from datetime import date

from storage.statements import Statement, insert_into
from storage.tables import NumberRow, table
from storage.transaction import Transaction

NUMBERS = table(NumberRow)

# The row stays locked until the commit: take a number last.
NEXT = Statement(
    lambda: (
        insert_into(NUMBERS)
        .on_conflict_do_update(
            index_elements=["centre_id", "series", "day"], set_={"value": NUMBERS.c.value + 1}
        )
        .returning(NUMBERS.c.value)
    )
)


class NumberStore:
    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def next(self, series: str, day: date | None = None) -> int:
        """1, 2, 3 … of a series; a day makes the series start again."""
        found = self._tx.one(NEXT, series=series, day=day.isoformat() if day else "", value=1)
        assert found is not None  # noqa: S101 - an upsert always returns its row
        return int(found[0])
