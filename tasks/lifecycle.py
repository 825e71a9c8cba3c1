"""The state machine: one function per move -> (new task, events); the table is in `moves`.

Every function is pure: the caller loads, calls, saves and tells. A move is checked for the
person and the state at the moment it is made; a refusal says what to write instead.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tasks.deadlines import CHINA, Calendar, china_day
from tasks.errors import MoveNotAllowed
from tasks.events import Event, EventKind
from tasks.moves import OWNERS, Move, check_rule, not_now
from tasks.people import Person, Roster
from tasks.standing import Standing, standings
from tasks.task import (
    CO_LABELS,
    OPEN,
    CoExecutor,
    CoStatus,
    Request,
    RequestState,
    Status,
    Task,
)

WORKING_DAY = 450  # minutes of work in a day, for "at least one working day"

Changed = tuple[Task, tuple[Event, ...]]


@dataclass(frozen=True)
class By:
    """Who makes a move, when (the moment its writer sent it), among whom."""

    actor: Person
    now: datetime
    roster: Roster
    calendar: Calendar = field(default_factory=Calendar)

    def event(self, kind: EventKind, text: str, **data: object) -> Event:
        return Event(kind=kind, at=self.now, actor_id=self.actor.id, text=text, data=data)


def check(task: Task, move: Move, by: By) -> frozenset[Standing]:
    """Refuse a move by the wrong person or in the wrong state; else what the actor is to it."""
    held = standings(by.actor, task, by.roster, by.now)
    check_rule(task, move, held)
    return held


def acknowledge(task: Task, by: By) -> Changed:
    """签收: the owner signs the task; a co-executor signs their own part."""
    part = task.co(by.actor.id)
    if part and by.actor.id not in (task.owner_id, task.lent_to):
        return _acknowledge_part(task, part, by)
    owner = by.roster.get(task.owner_id)
    if owner and task.status is Status.ACKNOWLEDGED and by.actor.id in owner.deputy_ids:
        raise MoveNotAllowed(f"{task.number} {owner.name} 已经签收,由他办,你不用再签。")
    held = check(task, Move.ACKNOWLEDGE, by)
    lent = by.actor.id if Standing.OWNER not in held else task.lent_to
    after = replace(
        task,
        status=Status.ACKNOWLEDGED,
        acknowledged_at=by.now,
        acknowledged_by=by.actor.id,
        last_moved_at=by.now,
        lent_to=lent,
        offered_to=None,  # the offer was for as long as nobody had signed
    )
    return after, (by.event(EventKind.TASK_ACKNOWLEDGED, f"{by.actor.name} 签收"),)


def report(task: Task, text: str, by: By) -> Changed:
    """反馈: progress; from somebody who had not signed it signs as well."""
    check(task, Move.FEEDBACK, by)
    task, events = _signed(task, by)
    after = replace(task, last_feedback=text, last_moved_at=by.now)
    return after, (*events, by.event(EventKind.TASK_REPORTED, f"{by.actor.name} 反馈:{text}"))


def close(task: Task, result: str, by: By) -> Changed:
    """办结: the owner closes once every co-executor has finished; a co-executor their part."""
    held = check(task, Move.CLOSE, by)
    if held.isdisjoint(OWNERS):
        return _close_part(task, result, by)
    unfinished = [co for co in task.co_executors if co.status is not CoStatus.CLOSED]
    if unfinished:
        names = "、".join(
            f"{by.roster.name(co.person_id)}({CO_LABELS[co.status]})" for co in unfinished
        )
        raise MoveNotAllowed(
            f"{task.number} 还不能办结:配合的 {names} 没完成。请等他们办结,或请指挥室改派。"
        )
    task, events = _signed(task, by)
    after = _withdraw_requests(
        replace(
            task,
            status=Status.CLOSED,
            result=result,
            closed_at=by.now,
            last_moved_at=by.now,
        )
    )
    return after, (*events, by.event(EventKind.TASK_CLOSED, f"{by.actor.name} 办结:{result}"))


def reassign(task: Task, new_owner: Person, by: By, *, checked: bool = True) -> Changed:
    """改派: another owner, a new signature clock; the deadline stays.

    `checked=False` for a transfer that was agreed, or a principal's decision.
    """
    if checked:
        check(task, Move.REASSIGN, by)
    if new_owner.id == task.owner_id and task.lent_to is None:
        raise MoveNotAllowed(f"{task.number} 本来就是 {new_owner.name} 的,不用改派。")
    others = tuple(co for co in task.co_executors if co.person_id != new_owner.id)
    after = _withdraw_requests(
        replace(
            task,
            status=Status.ASSIGNED,
            owner_id=new_owner.id,
            co_executors=others,
            cc_ids=tuple(cc for cc in task.cc_ids if cc != new_owner.id),
            lent_to=None,
            offered_to=None,
            assigned_at=by.now,
            acknowledged_at=None,
            acknowledged_by=None,
            last_moved_at=by.now,
        )
    )
    old = by.roster.name(task.owner_id)
    text = f"{by.actor.name} 改派:{old} → {new_owner.name}"
    return after, (by.event(EventKind.TASK_REASSIGNED, text, old=task.owner_id),)


def replace_part(task: Task, out: Person, new: Person | None, by: By) -> Changed:
    """改派 of a co-executor: released, or changed for somebody else."""
    check(task, Move.REASSIGN, by)
    if task.co(out.id) is None:
        raise MoveNotAllowed(f"{out.name} 没有配合 {task.number},不用改派。")
    others = tuple(co for co in task.co_executors if co.person_id not in (out.id, new and new.id))
    added = (CoExecutor(person_id=new.id),) if new and new.id != task.owner_id else ()
    after = replace(task, co_executors=(*others, *added), last_moved_at=by.now)
    text = f"{by.actor.name} 改派配合:{out.name} → {new.name if new else '不再配合'}"
    data = {"out": out.id, "new": new.id if new else None}
    return after, (by.event(EventKind.TASK_PART_CHANGED, text, **data),)


def extend(task: Task, deadline: datetime, by: By, *, reason: str = "") -> Changed:
    """A new deadline that was agreed or decided; the ladder before it starts again."""
    after = replace(
        task,
        deadline=deadline,
        profile=None,
        provisional=False,
        last_moved_at=by.now,
        extensions=task.extensions + (deadline > task.deadline),
    )
    local = deadline.astimezone(CHINA)
    text = f"{by.actor.name} 改期到 {local.month}月{local.day}日 {local:%H:%M}"
    text += f":{reason}" if reason else ""
    data = {"old": task.deadline.isoformat(), "new": deadline.isoformat()}
    return after, (by.event(EventKind.TASK_EXTENDED, text, **data),)


def urge(task: Task, by: By, *, words: str = "") -> Changed:
    """催办: one nag now, recorded."""
    check(task, Move.URGE, by)
    text = f"{by.actor.name} 催办" + (f":{words}" if words else "")
    return task, (by.event(EventKind.TASK_URGED, text),)


def reopen(task: Task, reason: str, by: By, calendar: Calendar) -> Changed:
    """重办: back to the owner with what was left of the clock, at least one working day."""
    check(task, Move.REOPEN, by)
    closed_at = task.closed_at or by.now
    deadline = by.now + (task.deadline - closed_at)
    if calendar.working_minutes_between(closed_at, task.deadline) < WORKING_DAY:
        tomorrow = calendar.add_working_days(china_day(by.now), 1)
        deadline = max(deadline, calendar.close_of_business(tomorrow))
    after = replace(
        task,
        status=Status.ACKNOWLEDGED,
        deadline=deadline,
        closed_at=None,
        result=None,
        last_moved_at=by.now,
        co_executors=tuple(replace(co, status=CoStatus.ACKNOWLEDGED) for co in task.co_executors),
    )
    return after, (by.event(EventKind.TASK_REOPENED, f"{by.actor.name} 退回重办:{reason}"),)


def cancel(task: Task, reason: str, by: By, *, undo: bool = False) -> Changed:
    """撤销, or 撤回 by the one who just sent it; the number stays used."""
    check(task, Move.CANCEL, by)
    after = _withdraw_requests(replace(task, status=Status.CANCELLED, last_moved_at=by.now))
    text = f"{by.actor.name} {'撤回' if undo else '撤销'}:{reason}"
    return after, (by.event(EventKind.TASK_CANCELLED, text),)


def strike_off(task: Task, told: str, by: By) -> Changed:
    """销号: checked by the centre, with how the petitioner was told (S3-20, S4-08)."""
    check(task, Move.STRIKE_OFF, by)
    after = replace(task, status=Status.STRUCK_OFF, last_moved_at=by.now)
    return after, (by.event(EventKind.TASK_STRUCK_OFF, f"{by.actor.name} 销号({told})"),)


def take_back_close(task: Task, by: By) -> Changed:
    """撤回 of an 办结 nobody has checked yet."""
    if task.status is not Status.CLOSED:
        raise MoveNotAllowed(not_now(task, Move.CLOSE))
    after = replace(
        task, status=Status.ACKNOWLEDGED, closed_at=None, result=None, last_moved_at=by.now
    )
    return after, (by.event(EventKind.TASK_CLOSE_TAKEN_BACK, f"{by.actor.name} 撤回办结"),)


def take_back_acknowledge(task: Task, by: By) -> Changed:
    """撤回 of a signature by the one who just gave it; nothing else has happened since."""
    if task.status is not Status.ACKNOWLEDGED or task.acknowledged_by != by.actor.id:
        raise MoveNotAllowed(not_now(task, Move.ACKNOWLEDGE))
    after = replace(
        task,
        status=Status.ASSIGNED,
        acknowledged_at=None,
        acknowledged_by=None,
        last_moved_at=by.now,
    )
    return after, (by.event(EventKind.TASK_SIGNATURE_TAKEN_BACK, f"{by.actor.name} 撤回签收"),)


def _acknowledge_part(task: Task, part: CoExecutor, by: By) -> Changed:
    if task.status not in OPEN or part.status is not CoStatus.ASSIGNED:
        raise MoveNotAllowed(not_now(task, Move.ACKNOWLEDGE))
    after = _with_part(task, replace(part, status=CoStatus.ACKNOWLEDGED), by)
    return after, (by.event(EventKind.TASK_ACKNOWLEDGED, f"{by.actor.name} 签收(配合)"),)


def _close_part(task: Task, result: str, by: By) -> Changed:
    part = task.co(by.actor.id)
    if part is None or part.status is CoStatus.CLOSED:
        raise MoveNotAllowed(f"你配合 {task.number} 的部分已经办结,不用再写。")
    after = _with_part(task, replace(part, status=CoStatus.CLOSED, result=result), by)
    text = f"{by.actor.name} 完成配合:{result}"
    return after, (by.event(EventKind.TASK_PART_CLOSED, text),)


def _signed(task: Task, by: By) -> Changed:
    """Reporting or closing without a signature signs first: nobody is sent back for a form."""
    part = task.co(by.actor.id)
    is_owner = by.actor.id in (task.owner_id, task.lent_to)
    if part and not is_owner:
        return _acknowledge_part(task, part, by) if part.status is CoStatus.ASSIGNED else (task, ())
    return acknowledge(task, by) if task.status is Status.ASSIGNED else (task, ())


def _with_part(task: Task, part: CoExecutor, by: By) -> Task:
    parts = tuple(part if co.person_id == part.person_id else co for co in task.co_executors)
    return replace(task, co_executors=parts, last_moved_at=by.now)


def _withdraw_requests(task: Task) -> Task:
    """A task that moved on takes its undecided requests with it."""

    def withdrawn(request: Request) -> Request:
        if request.state is RequestState.PENDING:
            return replace(request, state=RequestState.WITHDRAWN)
        return request

    return replace(task, requests=tuple(withdrawn(request) for request in task.requests))
