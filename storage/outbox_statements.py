"""The outbox's sentences: what waits, what may leave now, what was said."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    case,
    distinct,
    exists,
    func,
    null,
    or_,
    select,
    text,
    update,
)

from storage.letters import LETTER_COLUMNS, SAID_COLUMNS
from storage.statements import Claimed, Statement, changed, insert_into, of_centre, pick, same
from storage.tables import OutboxRow, table

OUTBOX = table(OutboxRow)
EARLIER = OUTBOX.alias("earlier")
CARRIER = OUTBOX.alias("carrier")
BUNDLE = OUTBOX.alias("bundle")

WAITING = OUTBOX.c.state == "waiting"
SENT = OUTBOX.c.state == "sent"
OWN = same(OUTBOX, "place")


def _tried_before(*when: ColumnElement[bool]) -> ColumnElement[bool]:
    """An earlier letter of this conversation was tried and is not settled.

    It holds back letters of its own urgency until its next try, and updates of its own card
    until it is settled. A letter that merely waits for its hour holds nobody back.
    """
    urgency = EARLIER.c.priority == OUTBOX.c.priority
    for condition in when:
        urgency = urgency & condition
    return exists(
        select(EARLIER.c.place).where(
            EARLIER.c.centre_id == OUTBOX.c.centre_id,
            EARLIER.c.line == OUTBOX.c.line,
            EARLIER.c.state == "waiting",
            EARLIER.c.attempts > 0,
            EARLIER.c.place < OUTBOX.c.place,
            or_(urgency, EARLIER.c.card == OUTBOX.c.card),
        )
    )


ADD = Statement(
    lambda: insert_into(OUTBOX).on_conflict_do_nothing(index_elements=["centre_id", "dedup_key"])
)
CARD = Statement(
    lambda: pick(
        OUTBOX, "place", "state", "leased", "attempts", "is_update", "purpose", "priority",
        "not_before",
    )
    .where(*same(OUTBOX, "line", "card"), or_(WAITING, SENT))
    .order_by(OUTBOX.c.place.desc())
    .limit(1)
)  # fmt: skip
REPLACE = Statement(
    lambda: changed(
        update(OUTBOX).where(*OWN),
        "message", "purpose", "priority", "is_update", "task_number", "not_before",
    ).values(said=null(), said_hash=null())
)  # fmt: skip

LOCK_CLAIMS = Statement(
    lambda: text("SELECT pg_advisory_xact_lock(hashtextextended(:centre_id, 1))")
)
CLAIM = Statement(
    lambda: (
        update(OUTBOX)
        .where(
            Claimed(
                OUTBOX.c.place,
                pick(OUTBOX, "place")
                .where(
                    WAITING,
                    OUTBOX.c.not_before <= bindparam("now"),
                    ~_tried_before(EARLIER.c.not_before > bindparam("now")),
                )
                .order_by(OUTBOX.c.priority, OUTBOX.c.place)
                .limit(bindparam("limit")),
            )
        )
        .values(
            not_before=bindparam("lease_ends"),
            attempts=OUTBOX.c.attempts + 1,
            doubt=OUTBOX.c.leased,
            leased=1,
        )
        .returning(*(OUTBOX.c[name] for name in LETTER_COLUMNS))
    )
)
RENDERED = Statement(lambda: changed(update(OUTBOX).where(*OWN, WAITING), "said"))
SENT_NOW = Statement(
    lambda: changed(
        update(OUTBOX).where(*OWN, WAITING),
        "said", "said_hash", "platform", "platform_message_id", "sent_at",
    )
    .values(state="sent", leased=0)
    .returning(OUTBOX.c.is_update, OUTBOX.c.line, OUTBOX.c.card)
)  # fmt: skip
NUMBERED = Statement(lambda: changed(update(OUTBOX).where(*OWN), "seq", "updates_seq"))
SEQ_OF = Statement(lambda: pick(OUTBOX, "seq").where(*OWN))
LATEST = Statement(
    lambda: (
        pick(OUTBOX, "seq", "platform", "platform_message_id")
        .where(*same(OUTBOX, "line", "card"), SENT, OUTBOX.c.seq.is_not(None))
        .order_by(OUTBOX.c.seq.desc())
        .limit(1)
    )
)
SETTLE = Statement(
    lambda: changed(
        update(OUTBOX).where(*OWN, WAITING), "state", "sent_at", "note", "into_place"
    ).values(leased=0)
)
RETRY = Statement(
    lambda: changed(update(OUTBOX).where(*OWN, WAITING), "not_before", "note").values(leased=0)
)
RELEASE = Statement(
    lambda: changed(update(OUTBOX).where(*OWN, WAITING, OUTBOX.c.leased == 1), "not_before").values(
        leased=0, attempts=OUTBOX.c.attempts - 1
    )
)

NEXT_AT = Statement(
    lambda: select(func.min(OUTBOX.c.not_before)).where(
        of_centre(OUTBOX), WAITING, ~_tried_before()
    )
)
DEPTH = Statement(lambda: select(func.count()).where(of_centre(OUTBOX), WAITING))
SPOKEN_TO = Statement(
    lambda: (
        pick(OUTBOX, "seq").where(*same(OUTBOX, "person_id"), OUTBOX.c.seq.is_not(None)).limit(1)
    )
)
SAME_WORDS = Statement(
    lambda: (
        pick(OUTBOX, "place")
        .where(*same(OUTBOX, "person_id", "said_hash"), OUTBOX.c.sent_at >= bindparam("since"))
        .limit(1)
    )
)
BY_SEQ = Statement(
    lambda: pick(OUTBOX, *SAID_COLUMNS).where(*same(OUTBOX, "seq"), OUTBOX.c.message.is_not(None))
)
LATEST_CARD = Statement(
    lambda: (
        pick(OUTBOX, *SAID_COLUMNS)
        .where(*same(OUTBOX, "line", "card"), SENT, OUTBOX.c.message.is_not(None))
        .order_by(OUTBOX.c.seq.desc())
        .limit(1)
    )
)
EMPTY = Statement(
    lambda: (
        update(OUTBOX)
        .where(
            of_centre(OUTBOX),
            OUTBOX.c.message.is_not(None),
            OUTBOX.c.created_at < bindparam("before"),
            OUTBOX.c.state != "waiting",
        )
        .values(message=null(), said=null())
    )
)


def _nags() -> Any:
    """Nags that were or will be said since then; those in one bundle count once for the person."""
    message = func.coalesce(OUTBOX.c.into_place, OUTBOX.c.place)
    about = distinct(case((OUTBOX.c.task_number == bindparam("task_number"), message)))
    return select(func.count(about), func.count(distinct(message))).where(*_nag_rows())


def _nag_rows() -> tuple[ColumnElement[bool], ...]:
    said = or_(WAITING, SENT, OUTBOX.c.state == "bundled")
    at = func.coalesce(OUTBOX.c.sent_at, OUTBOX.c.not_before)
    born = OUTBOX.c.created_at >= bindparam("born_since")
    return (
        *same(OUTBOX, "person_id"),
        OUTBOX.c.purpose == "nag",
        said,
        born,
        at >= bindparam("since"),
    )


NAGS = Statement(_nags)


def _accepted() -> Any:
    """A message inside another is where that other one is."""
    inside = CARRIER.c.place == OUTBOX.c.into_place
    around = BUNDLE.c.place == CARRIER.c.into_place
    state = func.coalesce(BUNDLE.c.state, CARRIER.c.state, OUTBOX.c.state)
    return (
        select(OUTBOX.c.dedup_key, OUTBOX.c.person_id, state)
        .select_from(OUTBOX.outerjoin(CARRIER, inside).outerjoin(BUNDLE, around))
        .where(
            of_centre(OUTBOX),
            OUTBOX.c.dedup_key >= bindparam("first"),
            OUTBOX.c.dedup_key < bindparam("beyond"),
        )
        .order_by(OUTBOX.c.dedup_key)
    )


ACCEPTED = Statement(_accepted)


@cache
def said_statement(fields: frozenset[str]) -> Statement:
    """What was said after a seq, newest first; `fields`: person_id, line, direct."""

    def build() -> Any:
        query = pick(OUTBOX, *SAID_COLUMNS).where(
            OUTBOX.c.seq > bindparam("after_seq"), OUTBOX.c.message.is_not(None)
        )
        for name in sorted(fields & {"person_id", "line"}):
            query = query.where(OUTBOX.c[name] == bindparam(name))
        if "direct" in fields:
            query = query.where(~OUTBOX.c.line.like("chat:%"))
        return query.order_by(OUTBOX.c.seq.desc()).limit(bindparam("limit"))

    return Statement(build)
