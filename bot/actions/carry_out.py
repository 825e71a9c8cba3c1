"""What follows every move of a task: saved, its clock replanned, those concerned told."""

from bot.announcements import announce
from bot.desk import Desk
from bot.reminding import replan
from tasks.events import Event
from tasks.lifecycle import Changed
from tasks.people import Person
from tasks.task import Task


def carry_out(desk: Desk, changed: Changed, actor: Person | None) -> Task:
    """Save the new task, plan what is due for it now, and tell whoever must know."""
    task, events = changed
    saved = desk.keep(task, events)
    _follow(desk, saved, events, actor)
    return saved


def carry_out_new(desk: Desk, task: Task, events: tuple[Event, ...], actor: Person) -> Task:
    """The same for a task that was just added."""
    desk.stores.events.append("task", task.id, *events)
    _follow(desk, task, events, actor)
    return task


def _follow(desk: Desk, task: Task, events: tuple[Event, ...], actor: Person | None) -> None:
    replan(desk, task)
    announce(desk, task, events, actor)
