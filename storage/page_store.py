"""What only the pages ask: own words of a chat, unanswered messages, and the rows of the ledger."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from storage.case_store import CASE
from storage.documents import listed
from storage.inbox_store import MESSAGE, PURPOSE
from storage.ledger import Page, page_of
from storage.sealing import Sealer
from storage.statements import Among, HoldsAll, Statement, of_centre, pick, same
from storage.stores import Stores
from storage.tables import (
    CaseRow,
    EntryRow,
    InboxRow,
    OutboxRow,
    ParticipantRow,
    TaskRow,
    table,
)
from storage.task_store import TASK
from storage.transaction import Transaction
from storage.utc import from_us, to_us
from tasks.case import Case
from tasks.messages import IncomingMessage
from tasks.task import RUNNING, Task

INBOX = table(InboxRow)
OUTBOX = table(OutboxRow)
CASES = table(CaseRow)
TASKS = table(TaskRow)
ENTRIES = table(EntryRow)
PARTICIPANTS = table(ParticipantRow)

Conditions = dict[str, Callable[[], ColumnElement[bool]]]
COUNTED: list[ColumnElement[Any]] = [
    literal_column(f"'{status.value}'") for status in sorted(RUNNING)
]


@dataclass(frozen=True)
class Spoken:
    """Somebody's own words, as they came in."""

    id: str
    at: datetime
    message: IncomingMessage


@dataclass(frozen=True)
class LedgerRow:
    """One line of the ledger: a task with its case, or either alone."""

    case: Case | None
    task: Task | None


@dataclass(frozen=True, kw_only=True)
class LedgerFilter:
    """Empty fields ask for nothing. `since` and `until` are of registration or assignment.

    `owner_ids`: tasks of these, cases registered by them. `seen_by`: only rows in which one of
    them has a part. `place_words`: a village's name; rows that hold it or are of `place_ids`.
    """

    task_statuses: tuple[str, ...] = ()
    case_statuses: tuple[str, ...] = ()
    owner_ids: tuple[str, ...] | None = None
    seen_by: tuple[str, ...] | None = None
    place_words: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    overdue_at: datetime | None = None
    in_queue: bool = False


# The newest words of a few chats; without an index on the chat this walks the last week's rows.
SPOKEN = Statement(
    lambda: (
        pick(INBOX, "place", "received_at", "payload")
        .where(
            INBOX.c.payload.is_not(None),
            INBOX.c.received_at >= bindparam("since"),
            Among(INBOX.c.chat_key, "keys"),
        )
        .order_by(INBOX.c.received_at.desc(), INBOX.c.place.desc())
        .limit(bindparam("limit"))
    )
)
STATE = Statement(lambda: pick(INBOX, "state").where(*same(INBOX, "platform", "message_id")))
ANSWERS = Statement(
    lambda: (
        pick(OUTBOX, "place")
        .where(
            *same(OUTBOX, "person_id"), OUTBOX.c.state == "waiting", OUTBOX.c.purpose == "answer"
        )
        .limit(1)
    )
)
NEWEST = Statement(lambda: select(func.max(OUTBOX.c.seq)).where(*same(OUTBOX, "person_id")))


class PageStore:
    def __init__(self, transaction: Transaction, sealer: Sealer) -> None:
        self._tx = transaction
        self._sealer = sealer

    def spoken(
        self, chat_keys: Iterable[str], limit: int, since: datetime | None = None
    ) -> tuple[Spoken, ...]:
        """What was written in these chats, oldest first, the newest `limit`."""
        values = {"keys": listed(chat_keys), "limit": limit, "since": _since(since)}
        return self._spoken(self._tx.rows(SPOKEN, **values))

    def unanswered(self, platform: str, message_id: str, person_id: str) -> bool:
        """Whether a message waits to be handled, or its answer to be sent."""
        state = self._tx.one(STATE, platform=platform, message_id=message_id)
        if state is not None and state[0] == "waiting":
            return True
        return self._tx.one(ANSWERS, person_id=person_id) is not None

    def newest_seq(self, person_id: str) -> int:
        """The seq of the last thing said to a person; 0 when nothing was."""
        found = self._tx.one(NEWEST, person_id=person_id)
        return int(found[0] or 0) if found else 0

    def ledger(
        self, wanted: LedgerFilter, after_key: str | None = None, limit: int = 50
    ) -> Page[LedgerRow]:
        """Newest first; `after_key` is the last page's `next_key`."""
        values = _values(wanted, after_key)
        found = self._tx.rows(_ledger(frozenset(values)), **values, limit=limit)
        return page_of(found, limit, (_row(each[2], each[3]) for each in found))

    def _spoken(self, rows: list[Any]) -> tuple[Spoken, ...]:
        return tuple(
            Spoken(str(place), from_us(at), MESSAGE.load(self._sealer.open(payload, PURPOSE)))
            for place, at, payload in reversed(rows)
        )


def page_store(stores: Stores) -> PageStore:
    """The pages' store in the same transaction as the others."""
    return PageStore(stores.facts._tx, stores.sealer)  # noqa: SLF001 - not among Stores: nothing but pages needs it


def _since(moment: datetime | None) -> int:
    return to_us(moment) if moment else 0


def _row(task_body: str | None, case_body: str | None) -> LedgerRow:
    return LedgerRow(
        CASE.load(case_body) if case_body else None, TASK.load(task_body) if task_body else None
    )


def _values(wanted: LedgerFilter, after_key: str | None) -> dict[str, Any]:
    """The parameters; their names say which conditions are asked for."""
    values: dict[str, Any] = {}
    for name in wanted.__dataclass_fields__:
        value = getattr(wanted, name)
        if isinstance(value, datetime):
            values[name] = to_us(value)
        elif value or value == ():
            values[name] = 1 if value is True else listed(value)
    for name in ("task_statuses", "case_statuses", "words", "place_words"):
        if values.get(name) == "[]":
            del values[name]  # nothing asked; an empty `owner_ids` or `seen_by` means nobody
    if after_key:
        moment, _, row_id = after_key.partition(":")
        values["after"], values["after_id"] = int(moment), row_id
    return values


@cache
def _ledger(fields: frozenset[str]) -> Statement:
    """Tasks with their cases, and cases that have no task."""

    def build() -> Any:
        halves = [_tasks(fields)] if _asks_tasks(fields) else []
        if _asks_cases(fields):
            halves.append(_cases(fields))
        both = union_all(*halves).subquery("rows")
        query = select(both.c.at, both.c.id, both.c.task, both.c["case"])
        if "after" in fields:
            same_time = and_(both.c.at == bindparam("after"), both.c.id < bindparam("after_id"))
            query = query.where(or_(both.c.at < bindparam("after"), same_time))
        return query.order_by(both.c.at.desc(), both.c.id.desc()).limit(bindparam("limit"))

    return Statement(build)


def _asks_tasks(fields: frozenset[str]) -> bool:
    return "task_statuses" in fields or "case_statuses" not in fields


def _asks_cases(fields: frozenset[str]) -> bool:
    """Lateness, the queue and a task's status are of tasks only."""
    only_tasks = {"task_statuses", "overdue_at", "in_queue"} & fields
    return "case_statuses" in fields or not only_tasks


def _tasks(fields: frozenset[str]) -> Any:
    born = TASKS.c.created_at
    joined = TASKS.outerjoin(
        CASES, and_(CASES.c.centre_id == TASKS.c.centre_id, CASES.c.id == TASKS.c.case_id)
    )
    columns = (born.label("at"), TASKS.c.id, TASKS.c.body.label("task"), CASES.c.body.label("case"))
    query = select(*columns).select_from(joined).where(of_centre(TASKS))
    text = _text(TASKS.c.number, TASKS.c.content, CASES.c.number, CASES.c.content)
    conditions: Conditions = {
        "task_statuses": lambda: Among(TASKS.c.status, "task_statuses"),
        "owner_ids": lambda: Among(TASKS.c.owner_id, "owner_ids"),
        "seen_by": _has_part,
        "place_words": lambda: or_(
            Among(TASKS.c.owner_id, "place_ids"), HoldsAll(TASKS.c.content, "place_words")
        ),
        "words": lambda: HoldsAll(text, "words"),
        "since": lambda: born >= bindparam("since"),
        "until": lambda: born < bindparam("until"),
        "overdue_at": lambda: and_(
            TASKS.c.status.in_(COUNTED), TASKS.c.deadline <= bindparam("overdue_at")
        ),
        "in_queue": _in_queue,
    }
    return query.where(*(conditions[name]() for name in sorted(fields) if name in conditions))


def _cases(fields: frozenset[str]) -> Any:
    born = CASES.c.registered_at
    has_task = select(TASKS.c.id).where(
        TASKS.c.centre_id == CASES.c.centre_id, TASKS.c.case_id == CASES.c.id
    )
    query = select(
        born.label("at"), CASES.c.id, cast(null(), Text()).label("task"), CASES.c.body.label("case")
    ).where(of_centre(CASES), ~has_task.exists())
    text = _text(CASES.c.number, CASES.c.content)
    conditions: Conditions = {
        "case_statuses": lambda: Among(CASES.c.status, "case_statuses"),
        "owner_ids": lambda: Among(CASES.c.reporter_id, "owner_ids"),
        "seen_by": lambda: Among(CASES.c.reporter_id, "seen_by"),
        "place_words": lambda: or_(
            Among(CASES.c.reporter_id, "place_ids"), HoldsAll(CASES.c.content, "place_words")
        ),
        "words": lambda: HoldsAll(text, "words"),
        "since": lambda: born >= bindparam("since"),
        "until": lambda: born < bindparam("until"),
    }
    return query.where(*(conditions[name]() for name in sorted(fields) if name in conditions))


def _text(*columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """All of it in one, to be searched; what is missing is empty."""
    whole: ColumnElement[Any] = literal_column("''")
    for column in columns:
        whole = whole.concat(literal_column("' '")).concat(
            func.coalesce(column, literal_column("''"))
        )
    return whole


def _has_part() -> ColumnElement[bool]:
    part = select(PARTICIPANTS.c.task_id).where(
        PARTICIPANTS.c.centre_id == TASKS.c.centre_id,
        PARTICIPANTS.c.task_id == TASKS.c.id,
        Among(PARTICIPANTS.c.person_id, "seen_by"),
    )
    return or_(part.exists(), Among(TASKS.c.creator_id, "seen_by"))


def _in_queue() -> ColumnElement[bool]:
    entry = select(ENTRIES.c.id).where(
        ENTRIES.c.centre_id == TASKS.c.centre_id,
        ENTRIES.c.task_id == TASKS.c.id,
        ENTRIES.c.state != "ended",
    )
    return entry.exists() & (bindparam("in_queue") == 1)
