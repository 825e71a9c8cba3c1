"""The event chain as pure hashing: what is hashed, and what a changed or missing event looks like.

Each event's hash covers its fixed columns, a salted digest of its payload, and the hash before it.
A payload can therefore be erased with its salt while the chain stays whole; without the salt nobody
can try out what it said.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

Plain = Callable[[object], object]

BEGINNING = ""  # what the first event of a stream, and the first seal, is chained to


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be kept in an event")


def canonical(payload: Mapping[str, Any], plain: Plain = _plain) -> str:
    """The one way to write a payload down: sorted keys, no spaces, times in UTC.

    `plain` makes JSON of what JSON lacks. Raises ValueError for a naive time or a number that is
    none, TypeError for what cannot be kept.
    """
    return _encoder(plain).encode(payload)


@cache
def _encoder(plain: Plain) -> json.JSONEncoder:
    return json.JSONEncoder(
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=plain,
    )


def salted_digest(text: str, salt: bytes) -> str:
    """Hex digest of a payload that says nothing without its salt."""
    return hmac.digest(salt, text.encode(), "sha256").hex()


def link(
    previous_hash: str,
    *,
    stream: str,
    position: int,
    kind: str,
    actor: str | None,
    at_us: int,
    payload_digest: str,
) -> str:
    """The hash of one event; `at_us` in microseconds since 1970, `actor` None for the clock."""
    return _hashed("event", previous_hash, stream, position, kind, actor, at_us, payload_digest)


def seal_link(previous_seal: str, heads: str, counts: Sequence[int], at_us: int) -> str:
    """The hash of one hourly seal over all heads (as text) and counts."""
    return _hashed("seal", previous_seal, heads, len(counts), *counts, at_us)


def _hashed(*columns: str | int | None) -> str:
    """Each column goes in with its kind and length, so that no two rows hash alike."""
    parts = []
    for column in columns:
        content = b"" if column is None else str(column).encode()
        kind = b"s" if isinstance(column, str) else b"n" if column is None else b"i"
        parts.append(b"%s%d:%s" % (kind, len(content), content))
    return hashlib.sha256(b"".join(parts)).hexdigest()


class Link(NamedTuple):
    """One event as the chain sees it; without salt and payload it was erased."""

    stream: str
    position: int  # from 1, without gaps
    kind: str
    actor: str | None
    at_us: int
    payload_digest: str
    previous_hash: str
    hash: str
    salt: bytes | None = None
    payload: str | None = None


class Head(NamedTuple):
    """An event that a seal has seen: it must still be there."""

    position: int
    hash: str


class Flaw(StrEnum):
    """What can be wrong; the values are words for people."""

    GAP = "中间的记录被删"
    REPEATED = "记录重复或顺序被换"
    BROKEN = "记录被改"
    PAYLOAD = "内容被改"
    SEALED = "与整点封存不符"
    TAIL = "末尾的记录被删"


class Finding(NamedTuple):
    """One thing that does not fit, and where."""

    stream: str
    position: int
    flaw: Flaw


def verify(links: Iterable[Link], sealed: Mapping[str, Head] | None = None) -> list[Finding]:
    """Everything that does not fit; links come in the order of their positions, stream by stream.

    After a finding the reading goes on from what is stored, so that one change is told once.
    """
    waiting = dict(sealed or {})
    findings: list[Finding] = []
    last: dict[str, Head] = {}
    for one in links:
        before = last.get(one.stream, Head(0, BEGINNING))
        flaw = _flaw(one, before) or _sealed_flaw(one, waiting)
        if flaw is not None:
            findings.append(Finding(one.stream, one.position, flaw))
        last[one.stream] = Head(one.position, one.hash)
    ends = {stream: last.get(stream, Head(0, BEGINNING)).position for stream in waiting}
    return findings + [
        Finding(stream, ends[stream] + 1, Flaw.TAIL)
        for stream, head in waiting.items()
        if ends[stream] < head.position
    ]


def _flaw(one: Link, before: Head) -> Flaw | None:
    if one.position != before.position + 1:
        return Flaw.GAP if one.position > before.position else Flaw.REPEATED
    own = link(
        one.previous_hash,
        stream=one.stream,
        position=one.position,
        kind=one.kind,
        actor=one.actor,
        at_us=one.at_us,
        payload_digest=one.payload_digest,
    )
    if one.previous_hash != before.hash or one.hash != own:
        return Flaw.BROKEN
    return None if _payload_fits(one) else Flaw.PAYLOAD


def _payload_fits(one: Link) -> bool:
    """Erased means both are gone; half of it gone is a change."""
    if one.payload is None or one.salt is None:
        return one.payload is None and one.salt is None
    return salted_digest(one.payload, bytes(one.salt)) == one.payload_digest


def _sealed_flaw(one: Link, sealed: Mapping[str, Head]) -> Flaw | None:
    head = sealed.get(one.stream)
    replaced = head is not None and head.position == one.position and head.hash != one.hash
    return Flaw.SEALED if replaced else None
