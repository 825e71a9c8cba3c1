"""Reads the chains of events again and says where somebody changed, cut or forged something."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, tuple_

from storage import chain
from storage.statements import POSTGRESQL, Statement, insert_into, of_centre, pick
from storage.tables import EventPayloadRow, EventRow, EventSealRow, table
from storage.transaction import Transaction
from storage.utc import to_us

EVENTS = table(EventRow)
PAYLOADS = table(EventPayloadRow)
SEALS = table(EventSealRow)

CHUNK = 2_000
KEY = ("stream_kind", "stream_id", "position")
REST = ("kind", "actor_id", "at", "digest", "previous", "hash")

# So that a seal misses no event that is just being written: writers wait these few milliseconds.
STILL = Statement(lambda: text("LOCK TABLE events IN SHARE MODE"), any_centre=True)
LAST_SEAL = Statement(
    lambda: pick(SEALS, "position", "upto", "hash").order_by(SEALS.c.position.desc()).limit(1)
)
GROWN = Statement(
    lambda: (
        pick(EVENTS, "stream_kind", "stream_id", "position", "hash", "place")
        .where(EVENTS.c.place > bindparam("upto"))
        .order_by(EVENTS.c.place)
    )
)
COUNT = Statement(
    lambda: select(func.count()).where(of_centre(EVENTS), EVENTS.c.place <= bindparam("upto"))
)
ADD_SEAL = Statement(lambda: insert_into(SEALS))
ALL_SEALS = Statement(
    lambda: pick(
        SEALS, "position", "at", "upto", "total", "heads", "previous", "hash"
    ).order_by(SEALS.c.position)
)  # fmt: skip


def _walk() -> Any:
    """A chunk of all streams, each in its order, after the row where the last chunk ended."""
    row = tuple_(*(EVENTS.c[name] for name in KEY))
    after = tuple_(*(bindparam(name) for name in KEY))
    columns = (EVENTS.c[name] for name in (*KEY, *REST))
    return (
        select(*columns, PAYLOADS.c.salt, PAYLOADS.c.payload)
        .select_from(EVENTS.outerjoin(PAYLOADS, PAYLOADS.c.event_place == EVENTS.c.place))
        .where(of_centre(EVENTS), row > after)
        .order_by(*(EVENTS.c[name] for name in KEY))
        .limit(bindparam("limit"))
    )


WALK = Statement(_walk)


@dataclass(frozen=True)
class Finding:
    """Something that does not fit; `what` is a sentence for people. Seals are a stream too."""

    stream_kind: str
    stream_id: str
    position: int
    what: str


def stream_name(centre_id: str, stream_kind: str, stream_id: str) -> str:
    """What the hashes know a stream by, so that an event cannot move to another."""
    return f"{centre_id}/{stream_kind}/{stream_id}"


def seal_heads(tx: Transaction, now: datetime) -> bool:
    """Fix the heads of the streams that grew since the last seal; False when none did."""
    if tx.dialect == POSTGRESQL:
        tx.run(STILL)
    position, upto, previous = tx.one(LAST_SEAL) or (0, 0, chain.BEGINNING)
    grown = tx.rows(GROWN, upto=upto)
    if not grown:
        return False
    heads = {(kind, stream): (at, own) for kind, stream, at, own, _place in grown}
    upto = grown[-1][-1]
    row = {
        "at": to_us(now),
        "upto": upto,
        "total": tx.rows(COUNT, upto=upto)[0][0],
        "heads": json.dumps([[*key, *head] for key, head in sorted(heads.items())]),
        "previous": previous,
    }
    tx.run(ADD_SEAL, position=position + 1, hash=_seal_hash(row), **row)
    tx.touched.add("events")
    return True


def _seal_hash(row: dict[str, Any]) -> str:
    return chain.seal_link(row["previous"], row["heads"], [row["upto"], row["total"]], row["at"])


def audit(tx: Transaction) -> list[Finding]:
    """Everything that does not fit, in the seals and in the streams."""
    findings: list[Finding] = []
    sealed = _check_seals(tx, findings)
    for found in chain.verify(_links(tx), sealed):
        _centre, kind, stream = found.stream.split("/", 2)
        findings.append(Finding(kind, stream, found.position, found.flaw))
    return findings


def _links(tx: Transaction) -> Iterator[chain.Link]:
    """All events, stream by stream, read in chunks."""
    after: dict[str, Any] = dict.fromkeys(KEY, "") | {"position": 0}
    while rows := tx.rows(WALK, **after, limit=CHUNK):
        for kind, stream, *rest in rows:
            yield chain.Link(stream_name(tx.centre_id, kind, stream), *rest)
        after = dict(zip(KEY, rows[-1], strict=False))


def _check_seals(tx: Transaction, findings: list[Finding]) -> dict[str, chain.Head]:
    """The newest sealed head of every stream."""
    heads: dict[str, chain.Head] = {}
    previous = chain.BEGINNING
    for expected, found in enumerate(tx.rows(ALL_SEALS), 1):
        names = ("position", "at", "upto", "total", "heads", "previous", "hash")
        row = dict(zip(names, found, strict=True))
        if row["position"] != expected or row["previous"] != previous:
            findings.append(Finding("seal", "", expected, "封存被删"))
        elif row["hash"] != _seal_hash(row):
            findings.append(Finding("seal", "", expected, "封存被改"))
        elif tx.rows(COUNT, upto=row["upto"])[0][0] != row["total"]:
            findings.append(Finding("seal", "", expected, "记录总数与封存不符"))
        previous = row["hash"]
        for kind, stream, position, own in json.loads(row["heads"]):
            heads[stream_name(tx.centre_id, kind, stream)] = chain.Head(position, own)
    return heads
