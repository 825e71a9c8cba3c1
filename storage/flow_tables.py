"""The tables of what comes, goes and is due, and of the events that tell about it."""

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from storage.columns import (
    PLACE,
    Row,
    belongs_to,
    count,
    flag,
    moment,
    one_of,
    ordinal,
    partial,
    prose,
    sealed,
    term,
)
from tasks.messages import Purpose


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
