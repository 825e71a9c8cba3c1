"""The one description of the database's shape; every row belongs to a centre, and stays in here."""

from sqlalchemy import Column, Index, SmallInteger, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import (
    Row,
    belongs_to,
    count,
    flag,
    moment,
    one_of,
    partial,
    prose,
    sealed,
    term,
)
from storage.flow_tables import (
    DueRow,
    EventPayloadRow,
    EventRow,
    EventSealRow,
    InboxRow,
    OutboxRow,
)
from tasks.case import CaseStatus
from tasks.supervision import EntryState
from tasks.task import Status

__all__ = [
    "METADATA", "AccountRow", "CalendarDayRow", "CalendarYearRow", "CaseRow", "ChatRow", "CodeRow",
    "DueRow", "EntryRow", "EventPayloadRow", "EventRow", "EventSealRow", "FactRow", "InboxRow",
    "NumberRow", "OutboxRow", "ParticipantRow", "PersonRow", "PetitionerRow", "TaskRow", "table",
]  # fmt: skip


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
        partial("ix_petitioners_tail", "centre_id", "tail_hash", where="tail_hash IS NOT NULL"),
        partial("ix_petitioners_name", "centre_id", "name_hash", where="name_hash IS NOT NULL"),
    )

    centre_id: str = term(primary=True)
    case_id: str = term(primary=True)
    phone_hash: str | None = term(null=True)
    tail_hash: str | None = term(null=True)  # the last four digits, as people ask for them
    name_hash: str | None = term(null=True)
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
