"""The clock insists: late, or signed and silent. Every nag says something new."""

from datetime import datetime
from typing import Any

from bot.steps.replanning import plan_next
from bot.steps.round import Round, Words
from bot.steps.wording import requested, verbs_of
from tasks.deadlines import china_day
from tasks.due import Due, DueKind
from tasks.events import EventKind
from tasks.messages import Purpose
from tasks.people import Person
from tasks.supervision import PLAN_STEPS
from tasks.task import CO_LABELS, CoStatus, Status, Task


def nag_overdue(sweep: Round, due: Due) -> None:
    """第几次催办, 已超期多久; to the owner and to whoever of the others has not finished."""
    task = sweep.running(due)
    if task is None or not task.overdue(sweep.desk.now) or _plan_is_awaited(sweep, task):
        return
    plan_next(sweep.desk, task, DueKind.OVERDUE_NAG)
    facts: dict[str, Any] = {
        "nth": _said_already(sweep, task, task.deadline) + 1,
        "requested": requested(sweep.desk, task),
        "partners": _unfinished(sweep, task),
    }
    _nag(sweep, task, due, "nag_overdue", facts, sweep.hearers.workers(task))


def nag_silent(sweep: Round, due: Due) -> None:
    """Signed, and nothing heard for some working days (S0-43)."""
    task = sweep.running(due)
    if task is None or task.status is not Status.ACKNOWLEDGED or task.overdue(sweep.desk.now):
        return
    desk = sweep.desk
    moved, today = china_day(task.last_moved_at), china_day(desk.now)
    days = desk.calendar.working_days_between(moved, today)
    plan_next(desk, task, DueKind.SILENT_NAG)
    if days < task.nags.silent_every:
        return
    doer = sweep.hearers.doer(task)
    facts: dict[str, Any] = {
        "days": days,
        "nth": _said_already(sweep, task, task.last_moved_at) + 1,
        "requested": requested(desk, task),
    }
    _nag(sweep, task, due, "nag_silent", facts, (doer,) if doer else ())


def _nag(
    sweep: Round,
    task: Task,
    due: Due,
    template: str,
    facts: dict[str, Any],
    people: tuple[Person, ...],
) -> None:
    if sweep.hearers.doer(task) is None:
        sweep.nobody(task, due.kind)
    words = Words(
        template=template,
        key=due.key or due.id,
        facts=facts,
        verbs=verbs_of(task),
        purpose=Purpose.NAG,
        by_method=True,
    )
    told = [person.name for person in people if sweep.nag(task, person, words)]
    if told:
        text = f"系统第{facts['nth']}次催办 {'、'.join(told)}"
        sweep.note(task, EventKind.TASK_NAGGED, text, step=due.kind.value)


def _said_already(sweep: Round, task: Task, since: datetime) -> int:
    """How often the clock has nagged since then."""
    events = sweep.desk.stores.events.of("task", task.id)
    return sum(e.kind is EventKind.TASK_NAGGED and e.at >= since for e in events)


def _plan_is_awaited(sweep: Round, task: Task) -> bool:
    entry = sweep.desk.entry_of(task)
    return entry is not None and entry.state in PLAN_STEPS


def _unfinished(sweep: Round, task: Task) -> list[str]:
    """Co-executors without whom the owner cannot close, with where they stand."""
    return [
        f"{sweep.desk.roster.name(co.person_id)}({CO_LABELS[co.status]})"
        for co in task.co_executors
        if co.status is not CoStatus.CLOSED
    ]
