"""What people read in the morning, and the command room before it goes home (contract.md).

One message a person, whatever roles they hold; nothing to say, nothing sent; oldest first.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.digest_parts import Overview, leader_part, mine_part, queue_part, room_part
from tasks.messages import Button, OutgoingMessage, Priority, Purpose
from tasks.people import Person, Role

CARD = "digest"  # of two that could not leave yet only the newer is sent
PARTS = ("queue", "leader", "mine", "room")


def say_digests(desk: Desk, name: str) -> int:
    """Queue one run: `leaders`, `others` or `room`. Returns how many people hear something."""
    overview = Overview(desk, _last(desk, name))
    heard = 0
    for person in desk.roster:
        if person.away(desk.now) or not _WHO[name](person):
            continue
        parts = _PARTS[name](overview, person)
        if any(parts.values()):
            desk.say(_message(desk, name, person, parts))
            heard += 1
    desk.stores.facts.put(_key(name), desk.now.isoformat())
    return heard


def situation(desk: Desk, person: Person) -> dict[str, Any]:
    """The same picture on request (情况), at any hour."""
    parts = _morning(Overview(desk, None), person)
    return {"at": desk.now.isoformat(), "title": "情况", **parts}


def _morning(overview: Overview, person: Person) -> dict[str, Any]:
    """Everything for one person in one message, the most pressing first."""
    return {
        "queue": queue_part(overview) if person.has(Role.PRINCIPAL) else None,
        "leader": leader_part(overview, person) if person.leads else None,
        "mine": mine_part(overview, person),
        "room": room_part(overview) if person.has(Role.DISPATCHER) else None,
    }


def _evening(overview: Overview, _person: Person) -> dict[str, Any]:
    return {**dict.fromkeys(PARTS), "room": room_part(overview)}


_PARTS: dict[str, Callable[[Overview, Person], dict[str, Any]]] = {
    "leaders": _morning,
    "others": _morning,
    "room": _evening,
}
_WHO: dict[str, Callable[[Person], bool]] = {
    "leaders": lambda person: person.leads,
    "others": lambda person: not person.leads,
    "room": lambda person: person.has(Role.DISPATCHER),
}


def _message(desk: Desk, name: str, person: Person, parts: dict[str, Any]) -> OutgoingMessage:
    return OutgoingMessage(
        template="digest_room" if name == "room" else "digest_morning",
        facts={"at": desk.now.isoformat(), "title": "早报", **parts},
        person_id=person.id,
        buttons=_buttons(parts),
        purpose=Purpose.DIGEST,
        priority=Priority.DIGEST,
        card=CARD,
    )


def _buttons(parts: dict[str, Any]) -> tuple[Button, ...]:
    words = {"queue": "督办", "leader": "逾期", "mine": "我的待办", "room": "待交办"}
    return tuple(Button(word, word) for part, word in words.items() if parts[part])


def _last(desk: Desk, name: str) -> datetime | None:
    """When this run was last said."""
    kept = desk.stores.facts.get(_key(name))
    return datetime.fromisoformat(kept) if kept else None


def _key(name: str) -> str:
    return f"digest:{name}:last"
