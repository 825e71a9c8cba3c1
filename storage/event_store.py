"""Facts for ever: append-only, chained per task, case and queue entry, sealed once an hour."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, select

from storage import chain
from storage.documents import load_facts, tagged
from storage.event_audit import Finding, audit, seal_heads, stream_name
from storage.statements import Statement, insert_into, pick, same
from storage.tables import EventPayloadRow, EventRow, table
from storage.transaction import Transaction
from storage.utc import from_us, to_us
from tasks.events import Event, EventKind

EVENTS = table(EventRow)
PAYLOADS = table(EventPayloadRow)

StreamKind = Literal["task", "case", "entry"]
ERASED = "(内容已清除)"

HEAD = Statement(
    lambda: (
        pick(EVENTS, "position", "hash")
        .where(*same(EVENTS, "stream_kind", "stream_id"))
        .order_by(EVENTS.c.position.desc())
        .limit(1)
    )
)
ADD = Statement(lambda: insert_into(EVENTS))
ADD_PAYLOAD = Statement(lambda: insert_into(PAYLOADS))
ERASE = Statement(
    lambda: delete(PAYLOADS).where(
        PAYLOADS.c.centre_id == bindparam("centre_id"),
        PAYLOADS.c.event_place.in_(
            select(EVENTS.c.place).where(*same(EVENTS, "stream_kind", "stream_id"))
        ),
    )
)


def _read() -> Any:
    """Events with what they say, where it was not erased."""
    said = PAYLOADS.c.event_place == EVENTS.c.place
    columns = (EVENTS.c[name] for name in ("place", "stream_kind", "stream_id", "kind", "actor_id"))
    return select(*columns, EVENTS.c.at, PAYLOADS.c.payload).select_from(
        EVENTS.outerjoin(PAYLOADS, said)
    )


OF = Statement(
    lambda: _read().where(*same(EVENTS, "stream_kind", "stream_id")).order_by(EVENTS.c.position)
)
SINCE = Statement(
    lambda: (
        _read()
        .where(EVENTS.c.centre_id == bindparam("centre_id"), EVENTS.c.place > bindparam("after"))
        .order_by(EVENTS.c.place)
        .limit(bindparam("limit"))
    )
)


class EventStore:
    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        self._heads: dict[tuple[str, str], tuple[int, str]] = {}

    def append(self, stream_kind: StreamKind, stream_id: str, *events: Event) -> None:
        """Add facts to the end of a stream, under the version check of the row they are about."""
        if not events:
            return
        stream = (stream_kind, stream_id)
        head = self._heads.get(stream) or self._head(stream_kind, stream_id)
        for event in events:
            head = self._add(stream_kind, stream_id, head, event)
        self._heads[stream] = head

    def _head(self, stream_kind: str, stream_id: str) -> tuple[int, str]:
        found = self._tx.one(HEAD, stream_kind=stream_kind, stream_id=stream_id)
        return (found[0], found[1]) if found else (0, chain.BEGINNING)

    def _add(
        self, stream_kind: str, stream_id: str, head: tuple[int, str], event: Event
    ) -> tuple[int, str]:
        position, previous = head[0] + 1, head[1]
        salt, payload = secrets.token_bytes(16), _payload(event)
        digest = chain.salted_digest(payload, salt)
        at = to_us(event.at)
        own = chain.link(
            previous,
            stream=stream_name(self._tx.centre_id, stream_kind, stream_id),
            position=position,
            kind=event.kind,
            actor=event.actor_id,
            at_us=at,
            payload_digest=digest,
        )
        place = self._tx.insert(
            ADD,
            stream_kind=stream_kind,
            stream_id=stream_id,
            position=position,
            kind=event.kind,
            actor_id=event.actor_id,
            at=at,
            digest=digest,
            previous=previous,
            hash=own,
        )
        self._tx.run(ADD_PAYLOAD, event_place=place, salt=salt, payload=payload)
        return position, own

    def of(self, stream_kind: StreamKind, stream_id: str) -> tuple[Event, ...]:
        """Oldest first."""
        rows = self._tx.rows(OF, stream_kind=stream_kind, stream_id=stream_id)
        return tuple(_event(row) for row in rows)

    def since(
        self, after: int = 0, limit: int = 1000
    ) -> tuple[tuple[int, StreamKind, str, Event], ...]:
        """(place, stream kind, stream id, event) of all streams, in the order they were written."""
        rows = self._tx.rows(SINCE, after=after, limit=limit)
        return tuple((row[0], row[1], row[2], _event(row)) for row in rows)

    def erase(self, stream_kind: StreamKind, stream_id: str) -> None:
        """Forget what a stream says; what happened, when and by whom stays, and the chain holds."""
        self._tx.run(ERASE, stream_kind=stream_kind, stream_id=stream_id)

    def seal(self, now: datetime) -> bool:
        """Once an hour: fix the heads of all streams that grew; False when none did."""
        return seal_heads(self._tx, now)

    def verify(self) -> list[Finding]:
        """Everything that does not fit; empty when nobody touched anything."""
        return audit(self._tx)


def _payload(event: Event) -> str:
    return chain.canonical({"text": event.text, "data": event.data}, tagged)


def _event(row: Any) -> Event:
    _place, _kind, _stream, kind, actor_id, at, payload = row
    said: Mapping[str, Any] = load_facts(payload) if payload else {"text": ERASED, "data": {}}
    return Event(
        kind=EventKind(kind),
        at=from_us(at),
        actor_id=actor_id,
        text=said["text"],
        data=said["data"],
    )
