"""Nags that came after the day's cap: they wait for the person's next digest (contract.md)."""

import json

from bot.desk import Desk
from tasks.people import Person
from tasks.task import Task


def for_the_digest(desk: Desk, person: Person, task: Task) -> None:
    """Remember that the person's next digest must name this task."""
    waiting = _read(desk, person)
    if task.number not in waiting:
        desk.stores.facts.put(_key(person), json.dumps([*waiting, task.number]))


def take_capped(desk: Desk, person: Person) -> tuple[str, ...]:
    """The numbers that waited for this person's digest, forgotten once taken."""
    waiting = _read(desk, person)
    if waiting:
        desk.stores.facts.put(_key(person), "[]")
    return tuple(waiting)


def _read(desk: Desk, person: Person) -> list[str]:
    kept = desk.stores.facts.get(_key(person))
    return [str(number) for number in json.loads(kept)] if kept else []


def _key(person: Person) -> str:
    return f"capped:{person.id}"
