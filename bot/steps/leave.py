"""Leave begins and ends: the B角 hears what to look after, and gives it back (S3-34)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.steps.round import Round
from tasks import quiet
from tasks.due import Due
from tasks.events import Event, EventKind
from tasks.messages import Button, OutgoingMessage, Priority, Purpose
from tasks.people import Person
from tasks.task import RUNNING, Task

MINE = (Button("我的待办", "我的待办"),)


def begin_leave(sweep: Round, due: Due) -> None:
    """The B角 gets one message with all open tasks; that there is none was said at 请假."""
    person = sweep.desk.roster.get(due.person_id or "")
    if person is None or not person.away(sweep.desk.now):
        return
    deputy = sweep.hearers.of(person)
    if deputy:
        until = person.leave_until.isoformat() if person.leave_until else None
        facts = {"name": person.name, "until": until}
        _tell(sweep, deputy, "nag_leave_begins", _own(sweep.desk, person), due, facts)


def end_leave(sweep: Round, due: Due) -> None:
    """Back: what a B角 signed meanwhile returns to its owner, and both hear of it."""
    desk = sweep.desk
    person = desk.roster.get(due.person_id or "")
    if person is None or person.away(desk.now):
        return
    helpers = {task.lent_to for task in _own(desk, person) if task.lent_to}
    tasks = [_take_back(sweep, task, person) for task in _own(desk, person)]
    deputy = sweep.hearers.deputy_of(person)
    told = {helper.id: helper for helper in desk.roster.active(helpers)}
    if deputy:
        told[deputy.id] = deputy
    for helper in told.values():
        _tell(sweep, helper, "nag_leave_over", tasks, due, {"name": person.name})
    names = "、".join(helper.name for helper in told.values()) or None
    _tell(sweep, person, "nag_leave_back", tasks, due, {"helpers": names})


def _own(desk: Desk, person: Person) -> list[Task]:
    """What the person owns and has not finished, by deadline."""
    tasks = desk.stores.tasks.open_for(person.id)
    return [task for task in tasks if task.owner_id == person.id and task.status in RUNNING]


def _take_back(sweep: Round, task: Task, owner: Person) -> Task:
    """Lent because of the leave (never offered because of silence): the owner has it again."""
    if task.lent_to is None or task.offered_to is not None:
        return task
    event = Event(
        kind=EventKind.TASK_LENT,
        at=sweep.desk.now,
        actor_id=None,
        text=f"{owner.name} 已回来,由本人继续办理",
        data={"back": owner.id},
    )
    return sweep.keep(replace(task, lent_to=None), event)


def _tell(
    sweep: Round,
    person: Person,
    template: str,
    tasks: Iterable[Task],
    due: Due,
    facts: dict[str, Any],
) -> None:
    """One message about several tasks; nothing when there is none."""
    tasks = list(tasks)
    if not tasks:
        return
    urgent = any(task.urgent for task in tasks)
    free = quiet.not_before(
        sweep.desk.now, sweep.desk.calendar, deadline=tasks[0].deadline, urgent=urgent
    )
    sweep.desk.say(
        OutgoingMessage(
            template=template,
            facts={**facts, "tasks": [_line(task, sweep.desk.now) for task in tasks]},
            person_id=person.id,
            buttons=MINE,
            purpose=Purpose.NOTICE,
            priority=Priority.CARD,
            dedup_key=f"{due.key}:{_stamp(due.at)}:{person.id}",
            not_before=free if free > sweep.desk.now else None,
        )
    )


def _line(task: Task, now: datetime) -> dict[str, Any]:
    return {
        "number": task.number,
        "content": task.content,
        "deadline": task.deadline.isoformat(),
        "late": task.overdue(now),
        "signed": task.acknowledged_at is not None,
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat()
