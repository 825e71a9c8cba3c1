"""The secretary's queue, one entry for each missed deadline of a task."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from storage.documents import Document, listed
from storage.statements import Among, Statement, changed, insert_into, pick, same
from storage.tables import EntryRow, table
from storage.transaction import Transaction
from storage.utc import to_us
from tasks.errors import ChangedMeanwhile
from tasks.supervision import Entry, EntryState

ENTRIES = table(EntryRow)
ENTRY = Document(Entry)

NOT_ENDED = tuple(state for state in EntryState if state is not EntryState.ENDED)

ADD = Statement(lambda: insert_into(ENTRIES))
GET = Statement(lambda: pick(ENTRIES, "body").where(*same(ENTRIES, "id")))
SAVE = Statement(
    lambda: changed(
        update(ENTRIES).where(*same(ENTRIES, "id"), ENTRIES.c.version == bindparam("seen")),
        "state",
        "version",
        "body",
    )
)
OF_TASK = Statement(
    lambda: (
        pick(ENTRIES, "body")
        .where(*same(ENTRIES, "task_id"))
        .order_by(ENTRIES.c.since.desc(), ENTRIES.c.deadline.desc())
    )
)
OPEN_OF_TASK = Statement(
    lambda: (
        pick(ENTRIES, "body")
        .where(*same(ENTRIES, "task_id"), ENTRIES.c.state != "ended")
        .order_by(ENTRIES.c.since.desc(), ENTRIES.c.deadline.desc())
        .limit(1)
    )
)
BY_DEADLINE = Statement(lambda: pick(ENTRIES, "body").where(*same(ENTRIES, "task_id", "deadline")))
QUEUE = Statement(
    lambda: (
        pick(ENTRIES, "body")
        .where(Among(ENTRIES.c.state, "states"))
        .order_by(ENTRIES.c.since, ENTRIES.c.id)
    )
)


class SupervisionStore:
    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, entry: Entry) -> None:
        self._tx.run(
            ADD,
            id=entry.id,
            task_id=entry.task_id,
            deadline=to_us(entry.deadline),
            state=entry.state,
            since=to_us(entry.since),
            version=entry.version,
            body=ENTRY.dump(entry),
        )

    def get(self, entry_id: str) -> Entry | None:
        return self._entry(self._tx.one(GET, id=entry_id))

    def save(self, entry: Entry) -> Entry:
        """The entry with its next version; ChangedMeanwhile when somebody was faster."""
        after = replace(entry, version=entry.version + 1)
        kept = self._tx.run(
            SAVE,
            id=entry.id,
            seen=entry.version,
            state=after.state,
            version=after.version,
            body=ENTRY.dump(after),
        )
        if kept != 1:
            raise ChangedMeanwhile
        return after

    def of_task(self, task_id: str) -> tuple[Entry, ...]:
        """Newest first."""
        return tuple(ENTRY.load(body) for (body,) in self._tx.rows(OF_TASK, task_id=task_id))

    def open_of_task(self, task_id: str) -> Entry | None:
        return self._entry(self._tx.one(OPEN_OF_TASK, task_id=task_id))

    def by_deadline(self, task_id: str, deadline: datetime) -> Entry | None:
        """The entry of one missed deadline, ended or not."""
        return self._entry(self._tx.one(BY_DEADLINE, task_id=task_id, deadline=to_us(deadline)))

    def queue(self, *states: EntryState) -> tuple[Entry, ...]:
        """Oldest first; without states all that have not ended."""
        rows = self._tx.rows(QUEUE, states=listed(states or NOT_ENDED))
        return tuple(ENTRY.load(body) for (body,) in rows)

    def _entry(self, row: Any) -> Entry | None:
        return ENTRY.load(row[0]) if row else None
