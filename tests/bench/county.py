"""A large centre on SQLite: 2,000 people, 10,000 reminders in one second, a million rows behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.desk import Desk
from storage import sqlite
from storage.due_store import DUES
from storage.statements import SQLITE, Statement, insert_into
from storage.utc import to_us
from tasks.due import DueKind
from tasks.escalation import plan
from tasks.people import Person, Role
from tasks.policy import Ladder, Nags
from tasks.task import ReminderKind, ReminderRule, Status, Task
from tests.bench.centre import FRIDAY, centre

PEOPLE, REMINDERS, PENDING = 2_000, 10_000, 1_000_000
MOMENT = (FRIDAY + timedelta(minutes=30)).astimezone(UTC)  # the second begins
LEFT = timedelta(minutes=15)
RULE = ReminderRule(ReminderKind.OFFSET, "-PT15M")
LATER = timedelta(days=90)  # what is pending comes over so long a time
KINDS = (DueKind.REMINDER, DueKind.DEADLINE, DueKind.SILENT_NAG, DueKind.UNSIGNED_AGAIN)
ADD = Statement(lambda: insert_into(DUES))


async def build(file: Path) -> None:
    """The database, closed again."""
    async with centre(file) as service:
        await service.act(_add_people)
        await service.act(_add_tasks)
    _add_pending(file)


def reset(file: Path) -> None:
    """As if the second had never been: what was done is pending again, nothing was said."""
    with closing(sqlite.connect(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM outbox")
        connection.execute("UPDATE dues SET state = 'pending', done_at = NULL WHERE state = 'done'")
        connection.execute("COMMIT")


def _add_people(desk: Desk) -> None:
    for n in range(PEOPLE):
        person = Person(
            id=_person(n), name=f"干部{n}", unit="综合执法队", roles=frozenset({Role.EXECUTOR})
        )
        desk.stores.people.add(person, None)


def _add_tasks(desk: Desk) -> None:
    """Each with all the rows its ladder needs; their reminders are spread over the second."""
    room = desk.roster.with_role(Role.DISPATCHER)[0]
    for n in range(REMINDERS):
        task = _task(n, room.id, desk.now)
        desk.stores.tasks.add(task)
        desk.stores.due.plan(*plan(task, desk.calendar, desk.now))


def _task(n: int, room: str, now: datetime) -> Task:
    at = MOMENT + n * timedelta(seconds=1) / REMINDERS
    return Task(
        id=f"{n:032x}",
        number=f"RW20261120-{n + 1:04}",
        case_id=None,
        case_number=None,
        status=Status.ACKNOWLEDGED,
        owner_id=_person(n % PEOPLE),
        creator_id=room,
        content=f"清理城东村{n}组水渠,雨天前完成,完成后拍照反馈",
        deadline=at + LEFT,
        reminders=(RULE,),
        ladder=Ladder(),
        nags=Nags(),
        policy_version="默认",
        created_at=now,
        assigned_at=now,
        acknowledged_at=now,
        last_moved_at=now,
    )


def _person(n: int) -> str:
    return f"p{n:031x}"


def _add_pending(file: Path) -> None:
    """Straight into the table, in the quickest way there is; the service sets its own modes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        connection.executemany(ADD.text(SQLITE), _pending())
        connection.execute("COMMIT")


def _pending() -> Iterator[dict[str, Any]]:
    step = to_us(MOMENT + LATER) - to_us(MOMENT)
    first = to_us(MOMENT + timedelta(hours=1))
    for n in range(PENDING):
        kind, task = KINDS[n % len(KINDS)], f"{REMINDERS + n // len(KINDS):032x}"
        at = first + n * 7_919_000_003 % step  # in no order
        yield {
            "centre_id": "main",
            "kind": kind,
            "at": at,
            "task_id": task,
            "person_id": None,
            "key": f"{task}:{kind}:20261120T010000:{at}",
            "data": '{"deadline":"2026-11-25T09:00:00+00:00","recurring":false}',
            "state": "pending",
            "done_at": None,
        }
