"""A principal's decision on a queue entry: recorded, the clock moved, those concerned told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.announcements import announce, notice, reach
from bot.desk import Desk
from bot.language.speak import say_exact
from bot.queue_entries import redraw_entry
from bot.steps.replanning import replan
from tasks import requests
from tasks.deadlines import LimitUnit
from tasks.errors import MoveNotAllowed, Unclear
from tasks.events import Event, EventKind
from tasks.lifecycle import Changed, extend, reassign
from tasks.people import Person
from tasks.supervision import (
    DEADLINE_WORKING_DAYS,
    DECISION_LABELS,
    LEADER_WORKING_DAYS,
    WITH_REASON,
    Decision,
    DecisionKind,
    Entry,
    EntryState,
    check_leader,
    check_principal,
    decide,
)
from tasks.task import RequestKind, RequestState, Task

EVENTS = {
    DecisionKind.PLAN_AGREED: EventKind.SUPERVISION_PLAN_AGREED,
    DecisionKind.PLAN_RETURNED: EventKind.SUPERVISION_PLAN_RETURNED,
    DecisionKind.LIFT: EventKind.SUPERVISION_ENDED,
}
TOLD_BY_US = frozenset({EventKind.TASK_EXTENDED, EventKind.TASK_REQUEST_AGREED})
QUIETLY = frozenset({DecisionKind.TALK, DecisionKind.PLAN, DecisionKind.PLAN_RETURNED})
NEXT_STEPS = {
    DecisionKind.PLAN: ("方案",),
    DecisionKind.PLAN_RETURNED: ("方案",),
    DecisionKind.TALK: ("反馈",),
    DecisionKind.TRANSFER: ("签收",),
}


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a principal said. `words`: the whole decision as it was written, kept as the reason
    where no other was given; `default`: the time was not said but proposed by the rules."""

    kind: DecisionKind
    reason: str = ""
    words: str = ""
    until: datetime | None = None
    meets: datetime | None = None  # when a talk begins; `until` is its end
    person: Person | None = None
    default: bool = False


@dataclass(frozen=True)
class Ruled:
    """What came of it: for the answer."""

    task: Task
    entry: Entry
    ruling: Ruling
    before: Decision | None  # the decision it replaced
    told: tuple[str, ...]  # names


def rule(desk: Desk, task: Task, ruling: Ruling, actor: Person) -> Ruled:
    """Decide one entry; a refusal changes nothing."""
    check_principal(actor, desk.roster)
    entry = entry_in_queue(desk, task)
    ruling = _complete(desk, task, entry, _masked(desk, task, ruling))
    decision = _decision(desk, ruling, actor)
    before = _replaced(entry, ruling)
    kept = desk.stores.supervision.save(decide(entry, decision))
    event = _event(desk, kept, decision, ruling, actor)
    desk.stores.events.append("entry", kept.id, event)
    after, moved = _effect(desk, task, ruling, actor)
    saved = _keep(desk, after, (event, *moved), actor)
    redraw_entry(desk, kept, saved)
    told = _tell(desk, Ruled(saved, kept, ruling, before, ()), actor)
    return Ruled(saved, kept, ruling, before, told)


def entry_in_queue(desk: Desk, task: Task) -> Entry:
    """The open entry of a task, else a refusal that says how to put it there."""
    entry = desk.entry_of(task)
    if entry is None or not entry.open:
        raise MoveNotAllowed(f"{task.number} 不在督办中;要督办请写“督办 {task.number} 理由”。")
    return entry


def _replaced(entry: Entry, ruling: Ruling) -> Decision | None:
    """The decision that no longer counts; naming a leader or judging a plan replaces none."""
    standing = entry.state in (EntryState.DECIDED, EntryState.PLAN_DUE)
    return entry.last if standing and ruling.kind is not DecisionKind.LEADER else None


def _masked(desk: Desk, task: Task, ruling: Ruling) -> Ruling:
    reason, words = (desk.hide(text, task.case_id) for text in (ruling.reason, ruling.words))
    return replace(ruling, reason=reason, words=words)


def _complete(desk: Desk, task: Task, entry: Entry, ruling: Ruling) -> Ruling:
    """Fill in the time that was not said; proposals are marked 默认."""
    match ruling.kind:
        case DecisionKind.EXTEND:
            return _as_asked(desk, task, ruling)
        case DecisionKind.LEADER if ruling.person:
            check_leader(ruling.person)
            return _or_days(desk, ruling, LEADER_WORKING_DAYS)
        case DecisionKind.PLAN | DecisionKind.PLAN_RETURNED:
            return _or_days(desk, ruling, desk.policy.limits.plan_working_days)
        case DecisionKind.PLAN_AGREED if not ruling.until and entry.plan_until:
            if entry.plan_until > desk.now:
                return replace(ruling, until=entry.plan_until)
    if ruling.kind in (DecisionKind.TRANSFER, DecisionKind.PLAN_AGREED):
        runs = task.deadline > desk.now  # put in by hand before its time: the deadline stays
        return ruling if runs else _or_days(desk, ruling, DEADLINE_WORKING_DAYS)
    return ruling


def _as_asked(desk: Desk, task: Task, ruling: Ruling) -> Ruling:
    """准延期 without a time means the time that was asked for, while that is still to come."""
    request = task.pending(RequestKind.EXTENSION)
    asked = request.new_deadline if request else None
    until = ruling.until or asked
    if until is None or until <= desk.now:
        raise Unclear(f"{task.number} 延到什么时候?请写“准延期 {task.number} 下周三”。")
    return replace(ruling, until=until)


def _or_days(desk: Desk, ruling: Ruling, days: int) -> Ruling:
    """Close of business some working days from today, unless a time was said."""
    if ruling.until is not None:
        return ruling
    until = desk.calendar.due_at(desk.now, days, LimitUnit.WORKING_DAY)
    return replace(ruling, until=until, default=True)


def _decision(desk: Desk, ruling: Ruling, actor: Person) -> Decision:
    own_words = "" if ruling.kind in WITH_REASON else ruling.words
    return Decision(
        kind=ruling.kind,
        by=actor.id,
        at=desk.now,
        reason=ruling.reason or own_words,
        until=ruling.until,
        person_id=ruling.person.id if ruling.person else None,
    )


def _event(desk: Desk, entry: Entry, decision: Decision, ruling: Ruling, actor: Person) -> Event:
    said = DECISION_LABELS[ruling.kind]
    said += f" {ruling.person.name}" if ruling.person else ""
    moment = ruling.meets or ruling.until
    said += f" {say_exact(moment)}" if moment else ""
    said += f":{ruling.reason}" if ruling.reason else ""
    kind = EVENTS.get(ruling.kind, EventKind.SUPERVISION_DECIDED)
    return desk.by(actor).event(
        kind,
        f"{actor.name} {said}",
        entry=entry.id,
        decision=decision.kind.value,
        until=decision.until.isoformat() if decision.until else None,
        person=decision.person_id,
    )


def _effect(desk: Desk, task: Task, ruling: Ruling, actor: Person) -> Changed:
    """What the decision does to the task itself."""
    by = desk.by(actor)
    match ruling.kind:
        case DecisionKind.TRANSFER if ruling.person:
            task, moved = reassign(task, ruling.person, by, checked=False)
        case DecisionKind.LIFT:
            return replace(task, entry_id=None), ()
        case DecisionKind.EXTEND:
            return _grant(desk, task, ruling, actor)
        case DecisionKind.LIMIT | DecisionKind.PLAN_AGREED:
            moved = ()
        case _:
            return task, ()
    if ruling.until is None:
        return task, moved
    task, more = extend(_without_request(task), ruling.until, by, reason=ruling.reason)
    return task, (*moved, *more)


def _grant(desk: Desk, task: Task, ruling: Ruling, actor: Person) -> Changed:
    """准延期 answers the request where there is one; else it is simply a later deadline."""
    by = desk.by(actor)
    request = task.pending(RequestKind.EXTENSION)
    assert ruling.until is not None  # noqa: S101 - `_as_asked` saw to it
    if request is None:
        return extend(task, ruling.until, by, reason=ruling.reason)
    return requests.agree(task, replace(request, new_deadline=ruling.until), by)


def _without_request(task: Task) -> Task:
    """A deadline that a principal set leaves nothing to answer about an extension."""
    kept = tuple(
        replace(request, state=RequestState.WITHDRAWN)
        if request.kind is RequestKind.EXTENSION and request.state is RequestState.PENDING
        else request
        for request in task.requests
    )
    return replace(task, requests=kept)


def _keep(desk: Desk, task: Task, events: Iterable[Event], actor: Person) -> Task:
    """Like `carry_out`, but a new deadline is told once, in the decision's own words."""
    events = tuple(events)
    saved = desk.keep(task, events)
    replan(desk, saved)
    announce(desk, saved, [event for event in events if event.kind not in TOLD_BY_US], actor)
    return saved


def _tell(desk: Desk, ruled: Ruled, actor: Person) -> tuple[str, ...]:
    """The owner and the responsible leader always; co-executors and cc when the clock moves;
    the principal whose decision was replaced."""
    facts = decision_facts(desk, ruled)
    people = [p for p in desk.roster.active(_hearers(desk, ruled)) if p.id != actor.id]
    owners = set(_doers(desk, ruled.task))
    for person in people:
        verbs = NEXT_STEPS.get(ruled.ruling.kind, ("反馈", "办结"))
        shown = verbs if person.id in owners and ruled.entry.open else ()
        told = {**facts, "who": actor.name, "mine": person.id in owners}
        desk.say(notice(desk, ruled.task, person, "decision_made", *shown, **told))
    return tuple(person.name for person in people)


def _doers(desk: Desk, task: Task) -> tuple[str, ...]:
    """Who answers for it now: the owner, and the B角 it was lent to."""
    return reach(desk, replace(task, co_executors=()))


def _hearers(desk: Desk, ruled: Ruled) -> tuple[str, ...]:
    everyone = (*reach(desk, ruled.task), *ruled.task.cc_ids)
    found = _doers(desk, ruled.task) if ruled.ruling.kind in QUIETLY else everyone
    leader = desk.roster.get(ruled.entry.responsible_leader_id or "")
    acting = desk.roster.stand_in(leader, desk.now) if leader else None
    others = [acting.id if acting else None, ruled.before.by if ruled.before else None]
    return tuple(dict.fromkeys((*found, *(person_id for person_id in others if person_id))))


def decision_facts(desk: Desk, ruled: Ruled) -> dict[str, object]:
    """What answer and notices say of a decision."""
    ruling, before = ruled.ruling, ruled.before
    return {
        "decision": ruling.kind.value,
        "label": DECISION_LABELS[ruling.kind],
        "until": ruling.until.isoformat() if ruling.until else None,
        "meets": ruling.meets.isoformat() if ruling.meets else None,
        "default": ruling.default,
        "person": ruling.person.name if ruling.person else None,
        "why": ruling.reason,
        "plan": ruled.entry.plan,
        "before": DECISION_LABELS[before.kind] if before else None,
        "before_by": desk.roster.name(before.by) if before else None,
    }
