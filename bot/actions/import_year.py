"""A new year's holiday notice: its days are taken over, what was counted without them is recounted.

rules.md §7: a year without a notice counts Monday to Friday and is marked 暂按周末推算; when the
notice comes, deadlines are computed again, with an event, and those concerned are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions.carry_out import carry_out
from bot.announcements import notice
from bot.desk import Desk
from bot.language.speak import say_exact
from bot.reminding import ensure_standing_dues, replan
from tasks.deadlines import LimitUnit, china_day
from tasks.events import Event, EventKind
from tasks.task import RUNNING, Task

EVERY = 100_000  # running tasks: all of them


@dataclass(frozen=True, kw_only=True)
class YearImported:
    """Numbers of the tasks whose deadline moved, stayed, or must be looked at by somebody."""

    moved: tuple[str, ...] = ()
    stayed: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()  # counted from words that were not kept: nothing to compute from


def import_year(desk: Desk, year: int, rows: Mapping[date, bool]) -> YearImported:
    """Replace the year's days, recompute, and plan every running task's steps anew."""
    desk.stores.calendar.replace_year(year, rows)
    desk = Desk(desk.stores, desk.policy, desk.now)  # its calendar is the new one
    provisional = desk.stores.tasks.provisional()
    touched = [task for task in provisional if desk.now < task.deadline]
    known = [task for task in touched if task.profile]
    moved = {task.number: _recompute(desk, task, year) for task in known}
    _plan_the_rest(desk, {task.id for task in known})
    ensure_standing_dues(desk)
    return YearImported(
        moved=tuple(number for number, has_moved in moved.items() if has_moved),
        stayed=tuple(number for number, has_moved in moved.items() if not has_moved),
        unclear=tuple(task.number for task in touched if not task.profile),
    )


def _recompute(desk: Desk, task: Task, year: int) -> bool:
    """Count again from the day it was assigned; True when the deadline is another one now."""
    deadline = _counted(desk, task)
    first, last = china_day(task.created_at), china_day(deadline)
    still = desk.calendar.provisional_between(first, last)
    if deadline == task.deadline and still:
        return False
    after = replace(task, deadline=deadline, provisional=still)
    event = Event(
        kind=EventKind.TASK_RECOMPUTED,
        at=desk.now,
        actor_id=None,
        text=f"按 {year} 年放假安排重新计算:截止 {say_exact(deadline)}",
        data={"old_deadline": task.deadline.isoformat(), "new_deadline": deadline.isoformat()},
    )
    saved = carry_out(desk, (after, (event,)), None)
    _tell(desk, saved, task.deadline, year)
    return deadline != task.deadline


def _counted(desk: Desk, task: Task) -> datetime:
    assert task.profile is not None  # noqa: S101 - only such tasks come here
    amount, unit = task.profile
    return desk.calendar.due_at(task.created_at, amount, LimitUnit(unit))


def _tell(desk: Desk, task: Task, old: datetime, year: int) -> None:
    """Owner and creator, once each."""
    for person in desk.roster.active(dict.fromkeys((task.owner_id, task.creator_id))):
        message = notice(desk, task, person, "task_recomputed", old=old.isoformat(), year=year)
        key = f"recomputed:{task.id}:{task.deadline.isoformat()}:{person.id}"
        desk.say(replace(message, dedup_key=key, bundle=True))


def _plan_the_rest(desk: Desk, done: set[str]) -> None:
    """Nags and steps stand on working days: those of every other running task may move."""
    for task in desk.stores.tasks.with_status(*RUNNING, limit=EVERY):
        if task.id not in done:
            replan(desk, task)
