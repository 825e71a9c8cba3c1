"""What follows every move of a task: saved, its clock replanned, those concerned told."""

from bot.announcements import announce
from bot.desk import Desk
from bot.reminding import replan
from tasks.lifecycle import Changed
from tasks.people import Person
from tasks.task import Task


def carry_out(desk: Desk, changed: Changed, actor: Person | None) -> Task:
    """Save the new task, plan what is due for it now, and tell whoever must know."""
    task, events = changed
    saved = desk.keep(task, events)
    replan(desk, saved)
    announce(desk, saved, events, actor)
    return saved
