"""Who hears about what: one small function per event; the actor's own answer is the command's."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.cards import card, task_facts
from bot.desk import Desk
from bot.steps.hearers import Hearers
from tasks.events import Event, EventKind
from tasks.messages import Button, OutgoingMessage, Priority, Purpose
from tasks.people import Person, Role
from tasks.requests import approvers
from tasks.task import CoStatus, Request, Task

Announcement = Callable[[Desk, Task, Event], Iterable[OutgoingMessage]]


def announce(desk: Desk, task: Task, events: Iterable[Event], actor: Person | None) -> None:
    """Tell those concerned, then redraw the cards people have."""
    told: set[str] = {actor.id} if actor else set()
    for event in events:
        for message in WHO_HEARS.get(event.kind, nobody)(desk, task, event):
            if message.card:
                desk.say(message)
            elif message.person_id not in told:
                desk.say(message)
                told.add(message.person_id or "")
    redraw(desk, task, [str(event.data[key]) for event in events for key in ("old", "out")
                        if event.data.get(key)])  # fmt: skip


def redraw(desk: Desk, task: Task, others: Iterable[str] = ()) -> None:
    """Update the card in place for everyone who has one."""
    holders = dict.fromkeys((*task.hands, *task.cc_ids, task.creator_id, *others))
    for person in desk.roster.active(holders):
        desk.say(card(desk, task, person, update=True))


def notice(
    desk: Desk, task: Task, person: Person, template: str, /, *buttons: str, **facts: Any
) -> OutgoingMessage:
    """A message about a task to one person; each button is a verb of this task."""
    return OutgoingMessage(
        template=template,
        facts={**task_facts(desk, task), **facts},
        person_id=person.id,
        buttons=tuple(Button(word, f"{word} {task.number}") for word in buttons),
        purpose=Purpose.NOTICE,
        priority=Priority.URGENT if task.urgent else Priority.CARD,
        task_number=task.number,
        case_number=task.case_number,
    )


def nobody(_desk: Desk, _task: Task, _event: Event) -> Iterable[OutgoingMessage]:
    return ()


def _assigned(desk: Desk, task: Task, _event: Event) -> Iterable[OutgoingMessage]:
    for person in desk.roster.active(dict.fromkeys((*reach(desk, task), *task.cc_ids))):
        yield card(desk, task, person)


def _reassigned(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    for person in desk.roster.active(reach(desk, task)):
        yield card(desk, task, person)
    old = desk.roster.get(str(event.data["old"]))
    if old and old.active and old.id not in task.hands:
        yield notice(desk, task, old, "task_taken_away")


def _part_changed(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    """The one released hears it; the one who came in gets the card."""
    out = desk.roster.get(str(event.data["out"]))
    if out and out.active:
        yield notice(desk, task, out, "task_part_released")
    names = (desk.roster.name(out.id if out else None), event.data["new"])
    new = desk.roster.name(names[1]) if names[1] else None
    for owner in desk.roster.active(reach(desk, task)[:1]):
        yield notice(desk, task, owner, "task_part_changed", out=names[0], new=new)
    for person in desk.roster.active([str(event.data["new"])]):
        yield card(desk, task, person)


def _close_taken_back(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    for person in room(desk, task):
        yield notice(desk, task, person, "task_close_taken_back", who=_actor(desk, event))


def _closed(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    for person in room(desk, task):
        yield notice(desk, task, person, "task_closed", "销号", "重办", who=_actor(desk, event))


def _part_closed(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    left = [
        desk.roster.name(co.person_id)
        for co in task.co_executors
        if co.status is not CoStatus.CLOSED
    ]
    for person in desk.roster.active(reach(desk, task)[:1]):
        yield notice(desk, task, person, "task_part_closed", who=_actor(desk, event), left=left)


def _requested(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    request = _request(task, event)
    for person in approvers(task, request, desk.roster, desk.now):
        yield ask_approver(desk, task, request, person)


def ask_approver(
    desk: Desk, task: Task, request: Request, person: Person, template: str = "task_requested"
) -> OutgoingMessage:
    """The request, with 同意 and 驳回; also used when an approver is reminded."""
    return notice(
        desk,
        task,
        person,
        template,
        "同意",
        "驳回",
        who=desk.roster.name(request.by),
        kind=request.kind.value,
        reason=request.reason,
        new_deadline=request.new_deadline.isoformat() if request.new_deadline else None,
        to=desk.roster.name(request.to_person) if request.to_person else None,
        late=request.late,
    )


def _answered(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    request = _request(task, event)
    asker = desk.roster.get(request.by)
    if asker and asker.active:
        yield notice(
            desk,
            task,
            asker,
            "task_request_answered",
            who=_actor(desk, event),
            agreed=event.kind is EventKind.TASK_REQUEST_AGREED,
            kind=request.kind.value,
            reason=request.decision_reason or "",
        )


def _extended(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    for person in desk.roster.active((*reach(desk, task), *task.cc_ids)):
        yield notice(
            desk, task, person, "task_extended", who=_actor(desk, event), old=event.data["old"]
        )


def _urged(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    past = desk.stores.events.of("task", task.id)
    nth = sum(one.kind is EventKind.TASK_URGED for one in past)
    for person in Hearers(desk).workers(task):
        verbs = ("签收", "反馈", "办结") if task.status.value == "assigned" else ("反馈", "办结")
        facts = {"who": _actor(desk, event), "words": event.text.partition(":")[2], "nth": nth}
        yield notice(desk, task, person, "task_urged", *verbs, **facts)


def _reopened(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    for person in desk.roster.active(reach(desk, task)):
        reason = event.text.partition(":")[2]
        yield notice(
            desk, task, person, "task_reopened", "反馈", "办结", who=_actor(desk, event),
            reason=reason,
        )  # fmt: skip


def _cancelled(desk: Desk, task: Task, event: Event) -> Iterable[OutgoingMessage]:
    for person in desk.roster.active((*reach(desk, task), *task.cc_ids)):
        yield notice(desk, task, person, "task_cancelled", why=event.text)


def reach(desk: Desk, task: Task) -> tuple[str, ...]:
    """Who works on it and can hear it now: the owner or who stands in, and the co-executors."""
    found: dict[str, None] = {}
    for person_id in task.hands:
        person = desk.roster.get(person_id)
        acting = desk.roster.stand_in(person, desk.now) if person else None
        found[acting.id if acting else person_id] = None
    return tuple(found)


def room(desk: Desk, task: Task) -> tuple[Person, ...]:
    """The dispatcher who gave the task; away or gone, the others of the command room."""
    creator = desk.roster.get(task.creator_id)
    if creator and creator.active and creator.has(Role.DISPATCHER) and not creator.away(desk.now):
        return (creator,)
    everyone = desk.roster.with_role(Role.DISPATCHER)
    return tuple(person for person in everyone if not person.away(desk.now)) or everyone


def _request(task: Task, event: Event) -> Request:
    wanted = event.data.get("request")
    return next(request for request in task.requests if request.id == wanted)


def _actor(desk: Desk, event: Event) -> str:
    return desk.roster.name(event.actor_id)


WHO_HEARS: dict[EventKind, Announcement] = {
    EventKind.TASK_ASSIGNED: _assigned,
    EventKind.TASK_REASSIGNED: _reassigned,
    EventKind.TASK_PART_CHANGED: _part_changed,
    EventKind.TASK_PART_CLOSED: _part_closed,
    EventKind.TASK_CLOSE_TAKEN_BACK: _close_taken_back,
    EventKind.TASK_CLOSED: _closed,
    EventKind.TASK_REQUESTED: _requested,
    EventKind.TASK_REQUEST_AGREED: _answered,
    EventKind.TASK_REQUEST_REFUSED: _answered,
    EventKind.TASK_EXTENDED: _extended,
    EventKind.TASK_URGED: _urged,
    EventKind.TASK_REOPENED: _reopened,
    EventKind.TASK_CANCELLED: _cancelled,
}
