"""The one description of the database's shape; every row belongs to a centre, and stays in here."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from tasks.case import CaseStatus
from tasks.messages import Purpose
from tasks.supervision import EntryState
from tasks.task import Status

# Keys compare byte by byte on both databases, so that their order means the same.
KEY = Text().with_variant(Text(collation="C"), "postgresql")
PLACE = BigInteger().with_variant(Integer(), "sqlite")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def term(*, primary: bool = False, null: bool = False) -> Any:
    """An id, a number or another word that rows are found by."""
    return Field(sa_column=Column(KEY, primary_key=primary, nullable=null))


def prose(*, null: bool = False) -> Any:
    """Text that is read, not looked up: a document, a sentence, a reason."""
    return Field(sa_column=Column(Text(), nullable=null))


def moment(*, null: bool = False) -> Any:
    """Microseconds since 1970, UTC (see `storage.utc`)."""
    return Field(sa_column=Column(BigInteger(), nullable=null))


def count(*, null: bool = False) -> Any:
    return Field(sa_column=Column(BigInteger(), nullable=null))


def flag(*, primary: bool = False) -> Any:
    """0 or 1."""
    return Field(sa_column=Column(SmallInteger(), primary_key=primary, nullable=False))


def sealed(*, null: bool = False) -> Any:
    """Bytes that only the data key can read, or a keyed digest."""
    return Field(sa_column=Column(LargeBinary(), nullable=null))


def ordinal() -> Any:
    """A row's place in the order of writing, given by the database."""
    return Field(sa_column=Column(PLACE, primary_key=True, autoincrement=True))


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the few rows that are still asked for."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def belongs_to(columns: tuple[str, ...], table: str, *targets: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(columns, [f"{table}.{target}" for target in targets])


class Row(SQLModel):
    """Base of all tables; `centre_id` comes first in every key and every query."""

    metadata = MetaData(naming_convention=NAMES)


class PersonRow(Row, table=True):
    __tablename__ = "people"
    __table_args__ = (Index(None, "centre_id", "name"),)

    centre_id: str = term(primary=True)
    id: str = term(primary=True)
    name: str = prose()
    active: int = flag()
    body: str = prose()
    phone: bytes | None = sealed(null=True)


class AccountRow(Row, table=True):
    """A person's account on a platform."""

    __tablename__ = "accounts"
    __table_args__ = (
        belongs_to(("centre_id", "person_id"), "people", "centre_id", "id"),
        Index(None, "centre_id", "person_id"),
    )

    centre_id: str = term(primary=True)
    platform: str = term(primary=True)
    account: str = term(primary=True)
    person_id: str = term()
    bound_at: int = moment()
    spoke_at: int | None = moment(null=True)
    unreachable_at: int | None = moment(null=True)


class CodeRow(Row, table=True):
    """A one-time word to bind an account or to sign in; only its hash is kept."""

    __tablename__ = "codes"
    __table_args__ = (
        belongs_to(("centre_id", "person_id"), "people", "centre_id", "id"),
        one_of("purpose", ("bind", "link")),
    )

    centre_id: str = term(primary=True)
    code_hash: str = term(primary=True)
    purpose: str = term()
    person_id: str = term()
    created_at: int = moment()
    expires_at: int = moment()
    used_at: int | None = moment(null=True)


class CaseRow(Row, table=True):
    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("centre_id", "number"),
        one_of("status", CaseStatus),
        Index(None, "centre_id", "status", "registered_at"),
        Index(None, "centre_id", "registered_at", "id"),
        partial(
            "ix_cases_external", "centre_id", "external_number", where="external_number IS NOT NULL"
        ),
    )

    centre_id: str = term(primary=True)
    id: str = term(primary=True)
    number: str = term()
    status: str = term()
    channel: str = term()
    reporter_id: str = term()
    external_number: str | None = term(null=True)
    registered_at: int = moment()
    version: int = count()
    content: str = prose()
    body: str = prose()


class PetitionerRow(Row, table=True):
    """A citizen's own data, sealed, beside the case so that it can be erased alone."""

    __tablename__ = "petitioners"
    __table_args__ = (
        belongs_to(("centre_id", "case_id"), "cases", "centre_id", "id"),
        partial("ix_petitioners_phone", "centre_id", "phone_hash", where="phone_hash IS NOT NULL"),
    )

    centre_id: str = term(primary=True)
    case_id: str = term(primary=True)
    phone_hash: str | None = term(null=True)
    data: bytes | None = sealed(null=True)


class TaskRow(Row, table=True):
    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("centre_id", "number"),
        belongs_to(("centre_id", "case_id"), "cases", "centre_id", "id"),
        one_of("status", Status),
        Index(None, "centre_id", "status", "deadline"),
        Index(None, "centre_id", "created_at", "id"),
        Index(None, "centre_id", "creator_id", "created_at"),
        partial("ix_tasks_case", "centre_id", "case_id", where="case_id IS NOT NULL"),
        partial("ix_tasks_provisional", "centre_id", "deadline", where="provisional = 1"),
        partial("ix_tasks_asked", "centre_id", "deadline", where="asked = 1"),
    )

    centre_id: str = term(primary=True)
    id: str = term(primary=True)
    number: str = term()
    case_id: str | None = term(null=True)
    status: str = term()
    owner_id: str = term()
    creator_id: str = term()
    urgency: str = term()
    deadline: int = moment()
    created_at: int = moment()
    provisional: int = flag()
    asked: int = flag()  # something undecided was asked: 退回, 转办, 延期
    version: int = count()
    content: str = prose()
    body: str = prose()


class ParticipantRow(Row, table=True):
    """Who has a part in a task; `open` while the task is assigned, acknowledged or paused."""

    __tablename__ = "participants"
    __table_args__ = (
        belongs_to(("centre_id", "task_id"), "tasks", "centre_id", "id"),
        one_of("part", ("owner", "lent", "co", "cc")),
        Index(None, "centre_id", "person_id", "open"),
    )

    centre_id: str = term(primary=True)
    task_id: str = term(primary=True)
    part: str = term(primary=True)
    person_id: str = term(primary=True)
    open: int = flag()


class EntryRow(Row, table=True):
    """The secretary's queue: one row for each deadline that was missed."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("centre_id", "task_id", "deadline"),
        belongs_to(("centre_id", "task_id"), "tasks", "centre_id", "id"),
        one_of("state", EntryState),
        Index(None, "centre_id", "state", "since"),
    )

    centre_id: str = term(primary=True)
    id: str = term(primary=True)
    task_id: str = term()
    deadline: int = moment()
    state: str = term()
    since: int = moment()
    version: int = count()
    body: str = prose()


class DueRow(Row, table=True):
    """Everything that is due, with its time."""

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("centre_id", "key"),
        one_of("state", ("pending", "done", "cancelled")),
        partial("ix_dues_pending", "centre_id", "at", "place", where="state = 'pending'"),
        partial("ix_dues_task", "centre_id", "task_id", where="task_id IS NOT NULL"),
    )

    place: int | None = ordinal()
    centre_id: str = term()
    kind: str = term()
    at: int = moment()
    task_id: str | None = term(null=True)
    person_id: str | None = term(null=True)
    key: str | None = term(null=True)
    data: str = prose()
    state: str = term()
    done_at: int | None = moment(null=True)


class InboxRow(Row, table=True):
    """What platforms handed us; the payload is emptied later, the unique key stays."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("centre_id", "platform", "message_id"),
        one_of("state", ("waiting", "handled", "failed")),
        partial("ix_inbox_waiting", "centre_id", "place", where="state = 'waiting'"),
        partial("ix_inbox_full", "centre_id", "received_at", where="payload IS NOT NULL"),
    )

    place: int | None = ordinal()
    centre_id: str = term()
    platform: str = term()
    message_id: str = term()
    chat_key: str = term()
    received_at: int = moment()
    state: str = term()
    failures: int = count()
    code: str | None = term(null=True)
    payload: bytes | None = sealed(null=True)


class OutboxRow(Row, table=True):
    """Every message that leaves. `line` is the conversation in which order is kept.

    `not_before` is first try, back-off and lease in one; `leased` says that an attempt began and
    nobody has said yet how it ended; `doubt` that the attempt before this one never said.
    `sent_at` is when it was settled, one way or another. `seq` is given when it was sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("centre_id", "dedup_key"),
        one_of("state", ("waiting", "sent", "bundled", "absorbed", "dropped", "failed")),
        one_of("purpose", Purpose),
        partial("ix_outbox_waiting", "centre_id", "priority", "place", where="state = 'waiting'"),
        partial("ix_outbox_due", "centre_id", "not_before", where="state = 'waiting'"),
        partial("ix_outbox_tried", "centre_id", "line", where="state = 'waiting' AND attempts > 0"),
        partial("ix_outbox_card", "centre_id", "line", "card", where="card IS NOT NULL"),
        partial("ix_outbox_seq", "centre_id", "seq", where="seq IS NOT NULL", unique=True),
        partial("ix_outbox_said", "centre_id", "person_id", "seq", where="seq IS NOT NULL"),
        partial("ix_outbox_nags", "centre_id", "person_id", "created_at", where="purpose = 'nag'"),
        partial(
            "ix_outbox_same", "centre_id", "person_id", "said_hash", where="said_hash IS NOT NULL"
        ),
        partial("ix_outbox_full", "centre_id", "created_at", where="message IS NOT NULL"),
    )

    place: int | None = ordinal()
    centre_id: str = term()
    line: str = term()
    person_id: str | None = term(null=True)
    purpose: str = term()
    priority: int = flag()
    dedup_key: str | None = term(null=True)
    card: str | None = term(null=True)
    is_update: int = flag()
    task_number: str | None = term(null=True)
    created_at: int = moment()
    state: str = term()
    not_before: int = moment()
    attempts: int = count()
    leased: int = flag()
    doubt: int = flag()
    message: bytes | None = sealed(null=True)
    said: bytes | None = sealed(null=True)
    said_hash: str | None = term(null=True)
    platform: str | None = term(null=True)
    platform_message_id: str | None = term(null=True)
    seq: int | None = count(null=True)
    updates_seq: int | None = count(null=True)
    sent_at: int | None = moment(null=True)
    into_place: int | None = count(null=True)
    note: str | None = prose(null=True)


class EventRow(Row, table=True):
    """Facts, append-only and chained per stream; triggers refuse every other change."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("centre_id", "stream_kind", "stream_id", "position"),
        one_of("stream_kind", ("task", "case", "entry")),
    )

    place: int | None = ordinal()
    centre_id: str = term()
    stream_kind: str = term()
    stream_id: str = term()
    position: int = count()
    kind: str = term()
    actor_id: str | None = term(null=True)
    at: int = moment()
    digest: str = term()
    previous: str = term()
    hash: str = term()


class EventPayloadRow(Row, table=True):
    """What an event says; may be erased with its salt while the chain stays whole."""

    __tablename__ = "event_payloads"
    __table_args__ = (belongs_to(("event_place",), "events", "place"),)

    event_place: int | None = Field(sa_column=Column(PLACE, primary_key=True, autoincrement=False))
    centre_id: str = term()
    salt: bytes = sealed()
    payload: str = prose()


class EventSealRow(Row, table=True):
    """Once an hour: the heads of all streams that grew, chained, so that a lost tail shows."""

    __tablename__ = "event_seals"

    centre_id: str = term(primary=True)
    position: int = Field(sa_column=Column(BigInteger(), primary_key=True, autoincrement=False))
    at: int = moment()
    upto: int = count()
    total: int = count()
    heads: str = prose()
    previous: str = term()
    hash: str = term()


class ChatRow(Row, table=True):
    """What the bot remembers beside a chat."""

    __tablename__ = "chats"
    __table_args__ = (partial("ix_chats_draft", "centre_id", "key", where="has_draft = 1"),)

    centre_id: str = term(primary=True)
    key: str = term(primary=True)
    has_draft: int = flag()
    changed_at: int = moment()
    state: bytes = sealed()


class NumberRow(Row, table=True):
    """The last number given out, per series and day."""

    __tablename__ = "numbers"

    centre_id: str = term(primary=True)
    series: str = term(primary=True)
    day: str = term(primary=True)
    value: int = count()


class CalendarDayRow(Row, table=True):
    """Only the exceptions: rest days and make-up working days of a published year."""

    __tablename__ = "calendar_days"

    centre_id: str = term(primary=True)
    day: str = term(primary=True)
    working: int = flag()


class CalendarYearRow(Row, table=True):
    __tablename__ = "calendar_years"

    centre_id: str = term(primary=True)
    year: int = Field(sa_column=Column(SmallInteger(), primary_key=True, autoincrement=False))


class FactRow(Row, table=True):
    """Small settings of the centre, and the versions that caches go by."""

    __tablename__ = "facts"

    centre_id: str = term(primary=True)
    key: str = term(primary=True)
    value: str = prose()


METADATA = Row.metadata


def table(row: type[SQLModel]) -> Table:
    """The Core table behind a row class."""
    return METADATA.tables[str(row.__tablename__)]
