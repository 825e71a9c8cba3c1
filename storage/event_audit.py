"""Reads the chains of events again and says where somebody changed, cut or forged something."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, text, tuple_

from storage import chain
from storage.statements import POSTGRESQL, Statement, insert_into, of_centre, pick
from storage.tables import EventPayloadRow, EventRow, EventSealRow, table
from storage.transaction import Transaction
from storage.utc import to_us

EVENTS = table(EventRow)
PAYLOADS = table(EventPayloadRow)
SEALS = table(EventSealRow)

BEGINNING = ""  # what the first event of a stream, and the first seal, is chained to
CHUNK = 2_000

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
    row = tuple_(EVENTS.c.stream_kind, EVENTS.c.stream_id, EVENTS.c.position)
    after = tuple_(bindparam("stream_kind"), bindparam("stream_id"), bindparam("position"))
    columns = (EVENTS.c[name] for name in Link._fields[:-2])
    return (
        select(*columns, PAYLOADS.c.salt, PAYLOADS.c.payload)
        .select_from(EVENTS.outerjoin(PAYLOADS, PAYLOADS.c.event_place == EVENTS.c.place))
        .where(of_centre(EVENTS), row > after)
        .order_by(EVENTS.c.stream_kind, EVENTS.c.stream_id, EVENTS.c.position)
        .limit(bindparam("limit"))
    )


WALK = Statement(_walk)


class Link(NamedTuple):
    """One event as the chain sees it; without salt and payload it was erased."""

    stream_kind: str
    stream_id: str
    position: int
    kind: str
    actor_id: str | None
    at: int
    digest: str
    previous: str
    hash: str
    salt: bytes | None
    payload: str | None


@dataclass(frozen=True)
class Finding:
    """Something that does not fit; `what` is a sentence for people. Seals are a stream too."""

    stream_kind: str
    stream_id: str
    position: int
    what: str


Heads = dict[tuple[str, str], tuple[int, str]]


def stream_name(centre_id: str, stream_kind: str, stream_id: str) -> str:
    """What the hashes know a stream by, so that an event cannot move to another."""
    return f"{centre_id}/{stream_kind}/{stream_id}"


def seal_heads(tx: Transaction, now: datetime) -> bool:
    """Fix the heads of the streams that grew since the last seal; False when none did."""
    if tx.dialect == POSTGRESQL:
        tx.run(STILL)
    position, upto, previous = tx.one(LAST_SEAL) or (0, 0, BEGINNING)
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
    """All findings, at most one for each stream and one for each seal."""
    findings: list[Finding] = []
    sealed = _check_seals(tx, findings)
    for stream, links in _streams(tx):
        wrong = _check_stream(tx.centre_id, links, sealed.pop(stream, (0, "")))
        if wrong is not None:
            findings.append(wrong)
    findings += [Finding(*stream, head[0], "整条记录被删") for stream, head in sealed.items()]
    return findings


def _streams(tx: Transaction) -> Iterator[tuple[tuple[str, str], list[Link]]]:
    """Each stream with its events, read in chunks."""
    waiting: list[Link] = []
    for link in _links(tx):
        if waiting and waiting[0][:2] != link[:2]:
            yield waiting[0][:2], waiting
            waiting = []
        waiting.append(link)
    if waiting:
        yield waiting[0][:2], waiting


def _links(tx: Transaction) -> Iterator[Link]:
    after: dict[str, Any] = {"stream_kind": "", "stream_id": "", "position": 0}
    while rows := tx.rows(WALK, **after, limit=CHUNK):
        links = [Link(*row) for row in rows]
        yield from links
        after = dict(zip(Link._fields[:3], links[-1][:3], strict=True))


def _check_stream(centre_id: str, links: list[Link], sealed: tuple[int, str]) -> Finding | None:
    """The first thing wrong with one stream."""
    previous = BEGINNING
    for expected, link in enumerate(links, 1):
        what = _wrong_with(centre_id, link, expected, previous)
        if link.position == sealed[0] and link.hash != sealed[1]:
            what = what or "与整点封存不符"
        if what is not None:
            return Finding(link.stream_kind, link.stream_id, expected, what)
        previous = link.hash
    last = links[-1]
    if last.position < sealed[0]:
        return Finding(last.stream_kind, last.stream_id, last.position + 1, "末尾的记录被删")
    return None


def _wrong_with(centre_id: str, link: Link, expected: int, previous: str) -> str | None:
    if link.position != expected:
        return "中间的记录被删"
    own = chain.link(
        link.previous,
        stream=stream_name(centre_id, link.stream_kind, link.stream_id),
        position=link.position,
        kind=link.kind,
        actor=link.actor_id,
        at_us=link.at,
        payload_digest=link.digest,
    )
    if link.previous != previous or link.hash != own:
        return "记录被改"
    if link.payload is None or link.salt is None:
        return None  # erased: the rest of it stands
    digest = chain.salted_digest(link.payload, bytes(link.salt))
    return None if digest == link.digest else "内容被改"


def _check_seals(tx: Transaction, findings: list[Finding]) -> Heads:
    """The newest sealed head of every stream."""
    heads: Heads = {}
    previous = BEGINNING
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
        heads.update({(kind, stream): (at, own) for kind, stream, at, own in _heads_of(row)})
    return heads


def _heads_of(row: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    return [(kind, stream, at, own) for kind, stream, at, own in json.loads(row["heads"])]
