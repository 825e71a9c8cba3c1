"""The chain tells every changed, removed or swapped event; an erased payload is no flaw."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chain import (
    BEGINNING,
    Finding,
    Flaw,
    Head,
    Link,
    canonical,
    link,
    salted_digest,
    seal_link,
    verify,
)

PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), PLAIN, st.lists(PLAIN, max_size=3))
PAYLOADS = st.dictionaries(PLAIN, VALUES, max_size=4)


def a_chain(payloads: list[dict[str, Any]], stream: str = "main/task/1") -> list[Link]:
    links: list[Link] = []
    previous = BEGINNING
    for position, payload in enumerate(payloads, 1):
        text, salt = canonical(payload), hashlib.sha256(bytes([position])).digest()[:16]
        fixed: dict[str, Any] = {
            "stream": stream,
            "position": position,
            "kind": f"kind{position % 3}",
            "actor": None if position % 2 else "P1",
            "at_us": 1_763_600_000_000_000 + position,
            "payload_digest": salted_digest(text, salt),
        }
        own = link(previous, **fixed)
        links.append(Link(**fixed, previous_hash=previous, hash=own, salt=salt, payload=text))
        previous = own
    return links


CHAINS = st.lists(PAYLOADS, min_size=1, max_size=6).map(a_chain)


@given(PAYLOADS)
def test_a_payload_has_one_way_to_be_written(payload: dict[str, Any]) -> None:
    backwards = dict(reversed(payload.items()))
    assert canonical(payload) == canonical(backwards)


def test_canonical_text_is_plain() -> None:
    china = timezone(timedelta(hours=8))
    payload = {"b": datetime(2026, 11, 20, 10, 30, tzinfo=china), "a": {"字": [1, None]}}
    assert canonical(payload) == '{"a":{"字":[1,null]},"b":"2026-11-20T02:30:00+00:00"}'
    same = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert canonical({"at": same}) == canonical({"at": same.astimezone(china)})
    assert canonical({"on": date(2026, 11, 20)}) == '{"on":"2026-11-20"}'


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 11, 20), ValueError),  # noqa: DTZ001 - the point of the test
        (float("nan"), ValueError),
        (object(), TypeError),
        ({1, 2}, TypeError),
        (b"bytes", TypeError),
    ],
)
def test_what_cannot_be_written_one_way_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        canonical({"value": value})


def test_a_digest_tells_nothing_without_its_salt() -> None:
    assert salted_digest("张三", b"a" * 16) != salted_digest("张三", b"b" * 16)
    assert salted_digest("张三", b"a" * 16) == salted_digest("张三", b"a" * 16)


def test_neighbouring_columns_cannot_lend_each_other_signs() -> None:
    fixed: dict[str, Any] = {"position": 1, "at_us": 5, "payload_digest": "d"}
    hashes = {
        link("", stream="ab", kind="c", actor="", **fixed),
        link("", stream="a", kind="bc", actor="", **fixed),
        link("", stream="ab", kind="c", actor=None, **fixed),
        link("ab", stream="", kind="c", actor="", **fixed),
        link("", stream="ab", kind="", actor="c", **fixed),
    }
    assert len(hashes) == 5


@given(CHAINS)
def test_an_untouched_chain_has_no_findings(links: list[Link]) -> None:
    assert verify(links) == []
    assert verify(links, {"main/task/1": Head(links[-1].position, links[-1].hash)}) == []


@given(CHAINS, st.data())
def test_an_erased_payload_leaves_the_chain_whole(links: list[Link], data: st.DataObject) -> None:
    erased = data.draw(st.sets(st.integers(0, len(links) - 1)))
    kept = [
        one._replace(salt=None, payload=None) if place in erased else one
        for place, one in enumerate(links)
    ]
    assert verify(kept) == []


CHANGES: dict[str, Any] = {
    "stream": "main/task/2",
    "position": 99,
    "kind": "other",
    "actor": "P9",
    "at_us": 1,
    "payload_digest": "0" * 64,
    "previous_hash": "0" * 64,
    "hash": "0" * 64,
    "payload": '{"x":"forged"}',
    "salt": b"forged",
}


@given(CHAINS, st.data(), st.sampled_from(sorted(CHANGES)))
def test_every_changed_field_is_found(links: list[Link], data: st.DataObject, name: str) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    changed = list(links)
    changed[place] = changed[place]._replace(**{name: CHANGES[name]})
    assert verify(changed)


@given(CHAINS, st.data(), st.sampled_from(["payload", "salt"]))
def test_half_an_erasure_is_a_change(links: list[Link], data: st.DataObject, name: str) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    gone: dict[str, Any] = {name: None}
    links[place] = links[place]._replace(**gone)
    assert verify(links) == [Finding("main/task/1", place + 1, Flaw.PAYLOAD)]


@given(CHAINS, st.data())
def test_a_removed_event_is_found(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    sealed = {"main/task/1": Head(links[-1].position, links[-1].hash)}
    kept = links[:place] + links[place + 1 :]
    found = verify(kept, sealed)
    flaw = Flaw.TAIL if place == len(links) - 1 else Flaw.GAP
    assert Finding("main/task/1", place + (1 if flaw is Flaw.TAIL else 2), flaw) in found


@given(st.lists(PAYLOADS, min_size=2, max_size=6).map(a_chain), st.data())
def test_swapped_events_are_found(links: list[Link], data: st.DataObject) -> None:
    first, second = data.draw(
        st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True)
    )
    swapped = list(links)
    swapped[first], swapped[second] = links[second], links[first]
    assert verify(swapped)  # in another order
    renumbered = [one._replace(position=place) for place, one in enumerate(swapped, 1)]
    assert verify(renumbered)  # and in each other's places


@given(CHAINS)
def test_a_chain_written_anew_from_the_middle_breaks_its_seal(links: list[Link]) -> None:
    sealed = {"main/task/1": Head(links[0].position, links[0].hash)}
    forged = a_chain([{"forged": "yes, all of it"} for _ in links])
    assert verify(forged) == []  # in itself it is whole
    assert Finding("main/task/1", 1, Flaw.SEALED) in verify(forged, sealed)


def test_a_stream_removed_as_a_whole_is_found_by_its_seal() -> None:
    sealed = {"main/task/1": Head(3, "h"), "main/case/7": Head(1, "h")}
    assert verify([], sealed) == [
        Finding("main/task/1", 1, Flaw.TAIL),
        Finding("main/case/7", 1, Flaw.TAIL),
    ]


def test_streams_do_not_disturb_each_other() -> None:
    links = a_chain([{}, {}]) + a_chain([{}, {}, {}], "main/case/1")
    assert verify(links) == []
    links[3] = links[3]._replace(actor="P9")
    assert verify(links) == [Finding("main/case/1", 2, Flaw.BROKEN)]


def test_one_change_is_told_once() -> None:
    links = a_chain([{} for _ in range(5)])
    links[1] = links[1]._replace(at_us=7)
    assert verify(links) == [Finding("main/task/1", 2, Flaw.BROKEN)]


def test_a_seal_covers_everything_it_is_given() -> None:
    seals = {
        seal_link("", "[]", [1, 2], 5),
        seal_link("x", "[]", [1, 2], 5),
        seal_link("", "[1]", [1, 2], 5),
        seal_link("", "[]", [12], 5),
        seal_link("", "[]", [1], 25),
        seal_link("", "[]", [2, 1], 5),
        seal_link("", "[]", [1, 2], 6),
    }
    assert len(seals) == 7
