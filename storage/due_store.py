"""Everything that is due is a row with its time; the sweep claims what is due and acts on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, null, or_, select, update

from storage.documents import dump_facts, listed, load_facts
from storage.statements import Among, Claimed, Statement, insert_into, of_centre, pick, same
from storage.tables import DueRow, table
from storage.transaction import Transaction
from storage.utc import from_us, to_us
from tasks.due import Due, DueKind

DUES = table(DueRow)
COLUMNS = ("place", "kind", "at", "task_id", "person_id", "key", "data", "state")
PENDING = DUES.c.state == "pending"
EVER = 2**62  # microseconds


def _plan() -> Any:
    """A key that is pending moves; one that was done at this very time stays done."""
    new = insert_into(DUES)
    moved = {name: new.excluded[name] for name in COLUMNS if name not in ("place", "key")}
    return new.on_conflict_do_update(
        index_elements=["centre_id", "key"],
        set_={**moved, "done_at": null()},
        where=or_(DUES.c.state != "done", DUES.c.at != new.excluded.at),
    )


PLAN = Statement(_plan)
CLAIM = Statement(
    lambda: (
        update(DUES)
        .where(
            Claimed(
                DUES.c.place,
                pick(DUES, "place")
                .where(PENDING, DUES.c.at <= bindparam("now"))
                .order_by(DUES.c.at, DUES.c.place)
                .limit(bindparam("limit")),
            )
        )
        .values(state="done", done_at=bindparam("now"))
        .returning(*(DUES.c[name] for name in COLUMNS))
    )
)
CANCEL = Statement(
    lambda: update(DUES).where(*same(DUES, "task_id"), PENDING).values(state="cancelled")
)
CANCEL_KINDS = Statement(
    lambda: (
        update(DUES)
        .where(*same(DUES, "task_id"), PENDING, Among(DUES.c.kind, "kinds"))
        .values(state="cancelled")
    )
)
CANCEL_KEY = Statement(
    lambda: update(DUES).where(*same(DUES, "key"), PENDING).values(state="cancelled")
)
OF_TASK = Statement(
    lambda: pick(DUES, *COLUMNS).where(*same(DUES, "task_id")).order_by(DUES.c.at, DUES.c.place)
)
PENDING_KIND = Statement(
    lambda: (
        pick(DUES, *COLUMNS)
        .where(PENDING, *same(DUES, "kind"), DUES.c.at <= bindparam("until"))
        .order_by(DUES.c.at, DUES.c.place)
    )
)
NEXT_AT = Statement(lambda: select(func.min(DUES.c.at)).where(of_centre(DUES), PENDING))


class DueStore:
    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def plan(self, *dues: Due) -> None:
        """Add what will be due. The same key again moves it; done at the same time: left alone."""
        if dues:
            self._tx.many(PLAN, [_row(due) for due in dues])
            self._tx.touched.add("due")

    def claim(self, now: datetime, limit: int = 500) -> tuple[Due, ...]:
        """What is due, oldest first, marked done in this transaction."""
        rows = self._tx.rows(CLAIM, now=to_us(now), limit=limit)
        return tuple(_due(row) for row in sorted(rows, key=lambda row: (row[2], row[0])))

    def cancel(self, task_id: str, *kinds: DueKind) -> None:
        """Forget what is pending about a task: some kinds, or all."""
        if kinds:
            self._tx.run(CANCEL_KINDS, task_id=task_id, kinds=listed(kinds))
        else:
            self._tx.run(CANCEL, task_id=task_id)
        self._tx.touched.add("due")

    def cancel_key(self, key: str) -> bool:
        """Forget one planned thing; False when it was not pending."""
        self._tx.touched.add("due")
        return self._tx.run(CANCEL_KEY, key=key) == 1

    def of_task(self, task_id: str) -> tuple[Due, ...]:
        """Pending, done and cancelled, by time."""
        return tuple(_due(row) for row in self._tx.rows(OF_TASK, task_id=task_id))

    def pending(self, kind: DueKind, until: datetime | None = None) -> tuple[Due, ...]:
        """Of one kind, by time; without `until` all that is pending is looked through."""
        end = EVER if until is None else to_us(until)
        return tuple(_due(row) for row in self._tx.rows(PENDING_KIND, kind=kind, until=end))

    def next_at(self) -> datetime | None:
        """When the earliest pending thing is due."""
        found = self._tx.one(NEXT_AT)
        return from_us(found[0]) if found and found[0] is not None else None


def _row(due: Due) -> Mapping[str, Any]:
    return {
        "kind": due.kind,
        "at": to_us(due.at),
        "task_id": due.task_id,
        "person_id": due.person_id,
        "key": due.key,
        "data": dump_facts(due.data),
        "state": "pending",
        "done_at": None,
    }


def _due(row: Any) -> Due:
    place, kind, at, task_id, person_id, key, data, state = row
    return Due(
        id=str(place),
        kind=DueKind(kind),
        at=from_us(at),
        task_id=task_id,
        person_id=person_id,
        key=key,
        data=load_facts(data),
        state=state,
    )
