"""Whose hands a task is in, and the list that stands beside a task on a wide screen."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.desk import Desk
from bot.pages.sight import overseen
from bot.queue_entries import open_entries
from tasks.people import Person, Role
from tasks.task import Task

MOST = 30


class Beside(NamedTuple):
    """A list and what it is; empty when there is nothing to choose from."""

    title: str
    tasks: tuple[Task, ...]


def hands(desk: Desk, person: Person) -> Iterable[Task]:
    """Own open tasks, and those of people this person stands in for, by deadline."""
    found = {task.id: task for task in desk.stores.tasks.open_for(person.id)}
    for other in desk.roster:
        if person.id in other.deputy_ids and other.away(desk.now):
            acting = desk.roster.stand_in(other, desk.now)
            if acting and acting.id == person.id:
                found |= {task.id: task for task in desk.stores.tasks.open_for(other.id)}
    return sorted(found.values(), key=lambda task: (task.deadline, task.id))


def beside(desk: Desk, person: Person) -> Beside:
    """The list this person works through: own tasks, else the queue, else what is late."""
    own = tuple(hands(desk, person))
    if own:
        return Beside("我的待办", own[:MOST])
    if person.has(Role.PRINCIPAL):
        entries = open_entries(desk)[:MOST]
        found = desk.stores.tasks.get_many(entry.task_id for entry in entries)
        return Beside("督办", tuple(found[entry.task_id] for entry in entries))
    below = {worker.id for worker in overseen(person, desk.roster)}
    late = (task for task in desk.stores.tasks.overdue(desk.now) if task.owner_id in below)
    return Beside("已超期", tuple(late)[:MOST])
