"""退回, 转办, 延期: an executor asks, somebody entitled decides, the clock runs on (S0-06)."""

from dataclasses import replace
from datetime import datetime

from tasks.errors import MoveNotAllowed, NotYours, Unclear
from tasks.escalation import deputy_may
from tasks.events import EventKind
from tasks.lifecycle import By, Changed, check, extend, reassign
from tasks.moves import Move
from tasks.people import Person, Role, Roster
from tasks.task import REQUEST_LABELS, Request, RequestKind, RequestState, Task


def ask(task: Task, request: Request, by: By, *, extensions: int = 1) -> Changed:
    """Put a request on the task; one undecided request of a kind at a time."""
    check(task, Move.REQUEST, by)
    label = REQUEST_LABELS[request.kind]
    if task.pending(request.kind):
        raise MoveNotAllowed(f"{task.number} 的{label}申请已经交上去了,请等答复;期间时限照走。")
    if request.kind is RequestKind.EXTENSION:
        _check_extension(task, request, extensions)
    if request.kind is RequestKind.TRANSFER and request.to_person == task.owner_id:
        raise MoveNotAllowed(f"{task.number} 现在就在他手上,请写另一个人。")
    after = replace(task, requests=(*task.requests, request), last_moved_at=by.now)
    text = f"{by.actor.name} 申请{label}:{request.reason}"
    return after, (by.event(EventKind.TASK_REQUESTED, text, request=request.id),)


def agree(task: Task, request: Request, by: By, *, new_owner: Person | None = None) -> Changed:
    """同意: an extension moves the deadline, a transfer the owner; a return waits for 改派."""
    task, _ = _decided(task, request, by, RequestState.AGREED, "")
    label = REQUEST_LABELS[request.kind]
    text = f"{by.actor.name} 同意{label}"
    event = by.event(EventKind.TASK_REQUEST_AGREED, text, request=request.id)
    if request.kind is RequestKind.EXTENSION and request.new_deadline:
        task, more = extend(task, request.new_deadline, by)
        return task, (event, *more)
    if new_owner is not None:
        task, more = reassign(task, new_owner, by, checked=False)
        return task, (event, *more)
    return task, (event,)


def refuse(task: Task, request: Request, by: By, reason: str) -> Changed:
    """驳回: always with a reason; the task stays where it is."""
    task, _ = _decided(task, request, by, RequestState.REFUSED, reason)
    label = REQUEST_LABELS[request.kind]
    text = f"{by.actor.name} 不同意{label}:{reason}"
    return task, (by.event(EventKind.TASK_REQUEST_REFUSED, text, request=request.id),)


def approvers(task: Task, request: Request, roster: Roster, now: datetime) -> tuple[Person, ...]:
    """Who is asked: the command room for returns and transfers; for an extension the owner's
    leader in charge, else that leader's B角, else the principals; once supervised, principals.
    Never the asker (contract.md)."""
    if request.kind is not RequestKind.EXTENSION:
        room = roster.with_role(Role.DISPATCHER)
        here = tuple(p for p in room if not p.away(now) and p.id != request.by)
        return here or tuple(p for p in room if p.id != request.by)
    principals = tuple(p for p in roster.with_role(Role.PRINCIPAL) if p.id != request.by)
    if task.entry_id is not None:
        return principals
    owner = roster.get(task.owner_id)
    leaders = roster.leaders_of(owner) if owner else ()
    acting = (roster.stand_in(leader, now) for leader in leaders)
    able = tuple(p for p in acting if p and p.id != request.by and p.id != task.owner_id)
    return able[:1] or principals


def may_decide(task: Task, request: Request, by: By) -> bool:
    """The one asked, another leader in charge, or (always) a principal; after half a working day
    without an answer the B角 of the one asked as well; never the asker."""
    person, roster = by.actor, by.roster
    if person.id == request.by:
        return False
    asked = approvers(task, request, roster, by.now)
    if any(person.id == approver.id for approver in asked):
        return True
    if request.kind is not RequestKind.EXTENSION:
        return False
    if person.has(Role.PRINCIPAL) or _deputy_may(person, asked, request, by):
        return True
    owner = roster.get(task.owner_id)
    leaders = roster.leaders_of(owner) if owner else ()
    return task.entry_id is None and any(person.id == leader.id for leader in leaders)


def _deputy_may(person: Person, asked: tuple[Person, ...], request: Request, by: By) -> bool:
    waited = deputy_may(request, by.calendar, by.now)
    return waited and any(person.id in approver.deputy_ids for approver in asked)


def _check_extension(task: Task, request: Request, extensions: int) -> None:
    if request.new_deadline is None:
        raise Unclear("延到什么时候?请写“延期 12月5日 理由”。")
    if request.new_deadline <= task.deadline:
        raise MoveNotAllowed(f"{task.number} 的新时限要比现在的晚,请写一个更晚的时间。")
    if task.extensions >= extensions and task.entry_id is None:
        raise MoveNotAllowed(
            f"{task.number} 已经延过 {task.extensions} 次,不能再延;请抓紧办,或向领导当面说明。"
        )


def _decided(
    task: Task, request: Request, by: By, state: RequestState, reason: str
) -> tuple[Task, Request]:
    label = REQUEST_LABELS[request.kind]
    if by.actor.id == request.by:
        raise NotYours(f"自己的{label}申请不能自己批,请等领导或指挥室答复。")
    if not may_decide(task, request, by):
        who = "、".join(p.name for p in approvers(task, request, by.roster, by.now)) or "主要领导"
        raise NotYours(f"{task.number} 的{label}由 {who} 决定,你不用操作。")
    if request.state is not RequestState.PENDING:
        raise MoveNotAllowed(f"{task.number} 的{label}已经有答复了,不用再批。")
    decided = replace(
        request, state=state, decided_by=by.actor.id, decided_at=by.now, decision_reason=reason
    )
    requests = tuple(decided if r.id == request.id else r for r in task.requests)
    return replace(task, requests=requests, last_moved_at=by.now), decided
