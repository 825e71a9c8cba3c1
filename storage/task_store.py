"""Tasks and who has a part in them; a save loses against a save that was faster."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, literal_column, select, update

from storage.documents import Document, listed
from storage.ledger import (
    Page,
    TaskFilter,
    count_statement,
    page_of,
    page_statement,
    parameters,
    words_of,
)
from storage.statements import (
    Among,
    HoldsAll,
    Statement,
    changed,
    insert_into,
    pick,
    same,
)
from storage.tables import ParticipantRow, TaskRow, table
from storage.transaction import Transaction
from storage.utc import to_us
from tasks.errors import ChangedMeanwhile
from tasks.task import OPEN, RUNNING, Status, Task

TASKS = table(TaskRow)
PARTICIPANTS = table(ParticipantRow)
TASK = Document(Task)
ENDINGS = 20  # at most so many are shown to choose from

HANDS = ("owner", "lent", "co")
SAVED = (
    "status",
    "owner_id",
    "urgency",
    "deadline",
    "provisional",
    "asked",
    "version",
    "content",
    "body",
)


def _bodies() -> Select[Any]:
    return pick(TASKS, "body")


def _by_deadline(query: Select[Any]) -> Select[Any]:
    return query.order_by(TASKS.c.deadline, TASKS.c.id)


def _of_person(parts: tuple[str, ...]) -> Select[Any]:
    """Tasks in which a person has one of these parts."""
    theirs = (
        select(PARTICIPANTS.c.task_id)
        .where(*same(PARTICIPANTS, "person_id", "open"))
        .where(PARTICIPANTS.c.part.in_([literal_column(f"'{part}'") for part in parts]))
    )
    return _by_deadline(_bodies().where(TASKS.c.id.in_(theirs)))


ADD = Statement(lambda: insert_into(TASKS))
GET = Statement(lambda: _bodies().where(*same(TASKS, "id")))
GET_MANY = Statement(lambda: _bodies().where(Among(TASKS.c.id, "ids")))
BY_NUMBER = Statement(lambda: _bodies().where(*same(TASKS, "number")))
SAVE = Statement(
    lambda: changed(
        update(TASKS).where(*same(TASKS, "id"), TASKS.c.version == bindparam("seen")), *SAVED
    )
)
ADD_PARTICIPANT = Statement(lambda: insert_into(PARTICIPANTS))
DROP_PARTICIPANTS = Statement(lambda: delete(PARTICIPANTS).where(*same(PARTICIPANTS, "task_id")))

OF_CASE = Statement(
    lambda: _bodies().where(*same(TASKS, "case_id")).order_by(TASKS.c.created_at, TASKS.c.id)
)
ENDING = Statement(
    lambda: (
        _bodies()
        .where(TASKS.c.number.like(literal_column("'%'").concat(bindparam("digits"))))
        .order_by(TASKS.c.created_at.desc(), TASKS.c.id.desc())
        .limit(bindparam("limit"))
    )
)
OF_HANDS = Statement(lambda: _of_person(HANDS))
OF_CC = Statement(lambda: _of_person(("cc",)))
ALL_OF_HANDS = Statement(
    lambda: _by_deadline(
        _bodies().where(
            Among(TASKS.c.status, "statuses"),
            TASKS.c.id.in_(
                select(PARTICIPANTS.c.task_id).where(
                    *same(PARTICIPANTS, "person_id"), PARTICIPANTS.c.part != "cc"
                )
            ),
        )
    )
)
WITH_STATUS = Statement(
    lambda: _by_deadline(_bodies().where(Among(TASKS.c.status, "statuses"))).limit(
        bindparam("limit")
    )
)
OVERDUE = Statement(
    lambda: _by_deadline(
        _bodies().where(Among(TASKS.c.status, "statuses"), TASKS.c.deadline <= bindparam("now"))
    )
)
CREATED_BY = Statement(
    lambda: (
        _bodies()
        .where(*same(TASKS, "creator_id"), TASKS.c.created_at >= bindparam("since"))
        .order_by(TASKS.c.created_at.desc(), TASKS.c.id.desc())
    )
)
PROVISIONAL = Statement(
    lambda: _by_deadline(
        _bodies().where(TASKS.c.provisional == 1, Among(TASKS.c.status, "statuses"))
    )
)
WITH_REQUESTS = Statement(lambda: _by_deadline(_bodies().where(TASKS.c.asked == 1)))
SEARCH = Statement(
    lambda: (
        _bodies()
        .where(HoldsAll(TASKS.c.content, "words"))
        .order_by(TASKS.c.created_at.desc(), TASKS.c.id.desc())
        .limit(bindparam("limit"))
    )
)

OPEN_STATUSES = listed(sorted(OPEN))
RUNNING_STATUSES = listed(sorted(RUNNING))

Parts = frozenset[tuple[str, str, int]]


class TaskStore:
    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        self._parts: dict[str, Parts] = {}  # as they stand in the database, of tasks read here

    def add(self, task: Task) -> None:
        self._tx.run(
            ADD,
            **_row(task),
            id=task.id,
            number=task.number,
            case_id=task.case_id,
            creator_id=task.creator_id,
            created_at=to_us(task.created_at),
        )
        self._write_parts(task)

    def get(self, task_id: str) -> Task | None:
        return self._first(self._tx.rows(GET, id=task_id))

    def by_number(self, number: str) -> Task | None:
        return self._first(self._tx.rows(BY_NUMBER, number=number))

    def get_many(self, ids: Iterable[str]) -> dict[str, Task]:
        """By id; ids that are not there are left out."""
        return {task.id: task for task in self._tasks(GET_MANY, ids=listed(ids))}

    def save(self, task: Task) -> Task:
        """The task with its next version; ChangedMeanwhile when somebody was faster."""
        after = replace(task, version=task.version + 1)
        if self._tx.run(SAVE, **_row(after), id=task.id, seen=task.version) != 1:
            raise ChangedMeanwhile
        if self._parts.get(task.id) != _parts(after):
            self._tx.run(DROP_PARTICIPANTS, task_id=task.id)
            self._write_parts(after)
        return after

    # Lists

    def of_case(self, case_id: str) -> tuple[Task, ...]:
        """In the order they were assigned."""
        return self._tasks(OF_CASE, case_id=case_id)

    def ending(self, digits: str) -> tuple[Task, ...]:
        """Tasks whose number ends so, newest first, at most 20."""
        return self._tasks(ENDING, digits=digits, limit=ENDINGS) if digits.isdigit() else ()

    def open_for(self, person_id: str) -> tuple[Task, ...]:
        """Assigned, acknowledged or paused tasks the person works on, by deadline."""
        return self._tasks(OF_HANDS, person_id=person_id, open=1)

    def for_person(self, person_id: str, *statuses: Status) -> tuple[Task, ...]:
        """Tasks the person works or worked on, by deadline; all when no status is given."""
        wanted = listed(statuses or tuple(Status))
        return self._tasks(ALL_OF_HANDS, person_id=person_id, statuses=wanted)

    def cc_of(self, person_id: str, *, open_only: bool = True) -> tuple[Task, ...]:
        """Tasks the person only hears about, by deadline."""
        found = self._tasks(OF_CC, person_id=person_id, open=1)
        if open_only:
            return found
        over = self._tasks(OF_CC, person_id=person_id, open=0)
        return tuple(sorted((*found, *over), key=lambda task: (task.deadline, task.id)))

    def with_status(self, *statuses: Status, limit: int = 500) -> tuple[Task, ...]:
        """By deadline."""
        return self._tasks(WITH_STATUS, statuses=listed(statuses), limit=limit)

    def overdue(self, now: datetime) -> tuple[Task, ...]:
        """Running tasks whose deadline is gone, by deadline."""
        return self._tasks(OVERDUE, statuses=RUNNING_STATUSES, now=to_us(now))

    def created_by(self, person_id: str, since: datetime) -> tuple[Task, ...]:
        """Newest first."""
        return self._tasks(CREATED_BY, creator_id=person_id, since=to_us(since))

    def provisional(self) -> tuple[Task, ...]:
        """Open tasks whose deadline was counted over a year without a holiday notice."""
        return self._tasks(PROVISIONAL, statuses=OPEN_STATUSES)

    def with_requests(self) -> tuple[Task, ...]:
        """Tasks on which something undecided was asked, by deadline."""
        return self._tasks(WITH_REQUESTS)

    def search(self, words: str | Iterable[str], limit: int = 20) -> tuple[Task, ...]:
        """Tasks whose masked content holds all the words, newest first."""
        return self._tasks(SEARCH, words=listed(words_of(words)), limit=limit)

    def page(self, wanted: TaskFilter, after_key: str | None = None, limit: int = 50) -> Page[Task]:
        """Newest first; `after_key` is the last page's `next_key`."""
        values = parameters(wanted, after_key)
        statement = page_statement(TASKS, frozenset(values))
        found = self._tx.rows(statement, **values, limit=limit)
        return page_of(found, limit, (TASK.load(row[2]) for row in found))

    def counts(self, wanted: TaskFilter | None = None) -> dict[Status, int]:
        """How many tasks there are of each status."""
        values = parameters(wanted or TaskFilter())
        found = self._tx.rows(count_statement(TASKS, frozenset(values)), **values)
        return {Status(status): count for status, count in found}

    def _tasks(self, statement: Statement, **values: Any) -> tuple[Task, ...]:
        return self._read(self._tx.rows(statement, **values))

    def _first(self, rows: list[Any]) -> Task | None:
        return next(iter(self._read(rows)), None)

    def _read(self, rows: list[Any]) -> tuple[Task, ...]:
        found = tuple(TASK.load(body) for (body,) in rows)
        self._parts.update((task.id, _parts(task)) for task in found)
        return found

    def _write_parts(self, task: Task) -> None:
        parts = self._parts[task.id] = _parts(task)
        self._tx.many(
            ADD_PARTICIPANT,
            (
                {"task_id": task.id, "part": part, "person_id": person_id, "open": is_open}
                for part, person_id, is_open in sorted(parts)
            ),
        )


def _parts(task: Task) -> Parts:
    is_open = int(task.status in OPEN)
    parts = {("owner", task.owner_id, is_open)}
    if task.lent_to:
        parts.add(("lent", task.lent_to, is_open))
    parts |= {("co", co.person_id, is_open) for co in task.co_executors}
    return frozenset(parts | {("cc", person_id, is_open) for person_id in task.cc_ids})


def _row(task: Task) -> dict[str, Any]:
    """What may change after the assignment."""
    return {
        "status": task.status,
        "owner_id": task.owner_id,
        "urgency": task.urgency,
        "deadline": to_us(task.deadline),
        "provisional": int(task.provisional),
        "asked": int(task.pending() is not None),
        "version": task.version,
        "content": task.content,
        "body": TASK.dump(task),
    }
