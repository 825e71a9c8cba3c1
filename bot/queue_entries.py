"""How an entry of the review queue looks: the same facts for list, card, digest and page."""

from typing import Any

from bot.desk import Desk
from tasks.messages import Button, OutgoingMessage, Priority, Purpose
from tasks.people import Person, Role
from tasks.supervision import (
    DECISION_LABELS,
    UNDECIDED,
    DecisionKind,
    Entry,
    EntryState,
)
from tasks.task import CO_LABELS, RequestKind, Status, Task

IN_TIME = "到期未办结"
DECIDING = ("限期", "要方案", "约谈", "包案", "转办", "解除")
JUDGING = ("同意", "驳回", "限期", "约谈")


def open_entries(desk: Desk) -> tuple[Entry, ...]:
    """The whole queue: what waits for a decision first, each part oldest first."""
    found = desk.stores.supervision.queue()
    waiting = tuple(entry for entry in found if entry.state in UNDECIDED)
    return (*waiting, *(entry for entry in found if entry.state not in UNDECIDED))


def entry_facts(desk: Desk, entry: Entry, task: Task) -> dict[str, Any]:
    """What is known of one entry. Times are ISO; `late_from` is the deadline that counts now."""
    name = desk.roster.name
    leader = entry.responsible_leader_id
    return {
        "number": task.number,
        "content": task.content,
        "urgent": task.urgent,
        "why": f"人工:{entry.cause}" if entry.manual else IN_TIME,
        "by_hand": entry.manual,
        "missed": entry.deadline.isoformat(),
        "deadline": task.deadline.isoformat(),
        "late": desk.now >= task.deadline,
        "owner": name(task.lent_to or task.owner_id),
        "signed": task.status is not Status.ASSIGNED,
        "paused": task.status is Status.PAUSED,
        "co": [f"{name(co.person_id)}({CO_LABELS[co.status]})" for co in task.co_executors],
        "feedback": task.last_feedback,
        "leader": name(leader) if leader else None,
        "reason": entry.reason,
        "state": entry.state.value,
        "undecided": entry.state in UNDECIDED,
        "back_from": DECISION_LABELS[entry.back_from] if entry.back_from else None,
        "request": _request(desk, task),
        "decided": _decided(desk, entry),
        **_plan(desk, entry),
    }


def entry_card(
    desk: Desk, entry: Entry, task: Task, person: Person, *, update: bool = False
) -> OutgoingMessage:
    """One entry for one person, with the decisions a principal may take; redrawn in place."""
    return OutgoingMessage(
        template="queue_entry",
        facts={"e": entry_facts(desk, entry, task), "changed": update},
        person_id=person.id,
        buttons=entry_buttons(entry, task, person),
        purpose=Purpose.NOTICE,
        priority=Priority.URGENT if task.urgent else Priority.CARD,
        task_number=task.number,
        case_number=task.case_number,
        card=entry_card_key(task),
        update=update,
    )


def entry_card_key(task: Task) -> str:
    return f"entry:{task.number}"


def entry_buttons(entry: Entry, task: Task, person: Person) -> tuple[Button, ...]:
    """Each button is a command that lacks at most one word, which is then asked."""
    return tuple(Button(word, f"{word} {task.number}") for word in _verbs(entry, task, person))


def redraw_entry(desk: Desk, entry: Entry, task: Task) -> None:
    """Every principal's card of this entry shows how it stands now."""
    for principal in desk.roster.with_role(Role.PRINCIPAL):
        desk.say(entry_card(desk, entry, task, principal, update=True))


def _verbs(entry: Entry, task: Task, person: Person) -> tuple[str, ...]:
    if not entry.open:
        return ()
    if not person.has(Role.PRINCIPAL):
        lacking = entry.responsible_leader_id is None and person.has(Role.DISPATCHER)
        return ("包案",) if lacking else ()
    if entry.state is EntryState.PLAN_REVIEW:
        return JUDGING
    asked = task.pending(RequestKind.EXTENSION)
    return ("准延期", *DECIDING) if asked else DECIDING


def _request(desk: Desk, task: Task) -> dict[str, Any] | None:
    """An extension that nobody has answered: the queue says on whose desk it lies."""
    request = task.pending(RequestKind.EXTENSION)
    if request is None or request.new_deadline is None:
        return None
    owner = desk.roster.get(task.owner_id)
    leaders = desk.roster.leaders_of(owner) if owner else ()
    principals = desk.roster.with_role(Role.PRINCIPAL)
    asked = leaders if request.at < _entered(desk, task) and leaders else principals
    return {
        "by": desk.roster.name(request.by),
        "until": request.new_deadline.isoformat(),
        "at": request.at.isoformat(),
        "asked": "、".join(person.name for person in asked),
        "reason": request.reason,
    }


def _entered(desk: Desk, task: Task) -> Any:
    """Since when principals decide its extensions; a task outside the queue: not yet."""
    entry = desk.entry_of(task)
    return entry.since if entry else desk.now


def _decided(desk: Desk, entry: Entry) -> dict[str, Any] | None:
    last = entry.last
    if last is None or entry.state is EntryState.WAITING:
        return None
    return {
        "label": DECISION_LABELS[last.kind],
        "by": desk.roster.name(last.by),
        "at": last.at.isoformat(),
        "until": last.until.isoformat() if last.until else None,
        "person": desk.roster.name(last.person_id) if last.person_id else None,
        "again": last.kind in (DecisionKind.TALK, DecisionKind.LEADER),
    }


def _plan(desk: Desk, entry: Entry) -> dict[str, Any]:
    due, until = entry.plan_due_at, entry.plan_until
    return {
        "plan": entry.plan,
        "plan_by": desk.roster.name(entry.plan_by) if entry.plan_by else None,
        "plan_due": due.isoformat() if due else None,
        "plan_late": bool(due and due <= desk.now),
        "plan_until": until.isoformat() if until and until > desk.now else None,
    }
