"""Nobody signed: said again, then the unit head told and the B角 offered the task (S3-34)."""

from dataclasses import replace
from datetime import datetime

from bot.steps.replanning import replan
from bot.steps.round import Round, Words
from tasks.due import Due, DueKind
from tasks.escalation import direct_deputy
from tasks.events import Event, EventKind
from tasks.people import Person
from tasks.task import CoStatus, RequestKind, Status, Task

UNSIGNED = (Status.ASSIGNED.value,)


def ask_again(sweep: Round, due: Due) -> None:
    """The owner, or a co-executor, hears once more that the task waits for a signature."""
    task = _unsigned(sweep, due)
    if task is None:
        return
    person = _signer(sweep, task, due)
    if person is None:
        sweep.nobody(task, due.kind)
        _take_next_step_now(sweep, due)
        return
    _tell_signer(sweep, task, person, due)
    sweep.note(task, EventKind.TASK_REMINDED, f"系统提醒 {person.name} 签收")


def tell_head(sweep: Round, due: Due) -> None:
    """Still nobody: who is above hears it; an owner's task is offered to the B角."""
    task = _unsigned(sweep, due)
    if task is None:
        return
    named = sweep.desk.roster.get(due.person_id or task.owner_id)
    if named is None:
        return
    signer = sweep.hearers.of(named) or named  # on leave: the B角 is the one who was silent
    if due.person_id is None:
        task, deputy = _offer(sweep, task, signer, due)
    else:
        deputy = None
    head = _head_of(sweep, signer)
    facts = {
        "owner": signer.name if signer is named else f"{signer.name}(代{named.name})",
        "assigned_at": task.assigned_at.isoformat(),
        "head": head.name if head else None,
        "deputy": deputy.name if deputy else None,
        "partner": due.person_id is not None,
    }
    words = Words(
        template="nag_unsigned_head",
        key=f"{due.key}:above",
        facts=facts,
        verbs=("催办",),
        status=_needed(due),
    )
    above = [head] if head else []
    if head is None or (deputy is None and due.person_id is None):
        above += sweep.hearers.room()
    for person in {person.id: person for person in above if person != deputy}.values():
        sweep.tell(task, person, words)


def _unsigned(sweep: Round, due: Due) -> Task | None:
    """The task, when this very assignment still waits for this person's signature."""
    task = sweep.running(due)
    if task is None or datetime.fromisoformat(due.data["since"]) != task.assigned_at:
        return None
    if due.person_id is None:
        # asked to return it, or freed of it: that is an answer
        answered = task.pending(RequestKind.RETURN) or task.returned
        return task if task.status is Status.ASSIGNED and not answered else None
    part = task.co(due.person_id)
    return task if part and part.status is CoStatus.ASSIGNED else None


def _signer(sweep: Round, task: Task, due: Due) -> Person | None:
    if due.person_id is None:
        return sweep.hearers.doer(task)
    return sweep.hearers.of(sweep.desk.roster.get(due.person_id))


def _tell_signer(sweep: Round, task: Task, person: Person, due: Due) -> None:
    words = Words(
        template="nag_unsigned",
        key=due.key or due.id,
        facts={"assigned_at": task.assigned_at.isoformat()},
        verbs=("签收", "退回") if due.person_id is None else ("签收",),
        by_method=True,
        status=_needed(due),
    )
    sweep.tell(task, person, words)


def _needed(due: Due) -> tuple[str, ...]:
    """A co-executor may be unsigned while the owner has signed."""
    return UNSIGNED if due.person_id is None else (*UNSIGNED, Status.ACKNOWLEDGED.value)


def _offer(sweep: Round, task: Task, owner: Person, due: Due) -> tuple[Task, Person | None]:
    """The first direct B角 who is here may sign as well; both hear of it."""
    desk = sweep.desk
    deputy = direct_deputy(owner, desk.roster, desk.now)
    if deputy is None:
        return task, None
    event = Event(
        kind=EventKind.TASK_LENT,
        at=desk.now,
        actor_id=None,
        text=f"{owner.name} 没有签收,系统请B角 {deputy.name} 先签收",
        data={"offered": deputy.id},
    )
    task = sweep.keep(replace(task, offered_to=deputy.id), event)
    replan(desk, task)
    facts = {
        "owner": owner.name,
        "deputy": deputy.name,
        "assigned_at": task.assigned_at.isoformat(),
    }
    words = Words(
        template="nag_offered",
        key=f"{due.key}:offer",
        facts=facts,
        verbs=("签收",),
        by_method=True,
        status=UNSIGNED,
    )
    sweep.tell(task, deputy, words)
    if sweep.hearers.of(owner) == owner:
        sweep.tell(task, owner, replace(words, template="nag_offered_owner"))
    return task, deputy


def _head_of(sweep: Round, signer: Person) -> Person | None:
    """The unit head, or who acts for them; nobody when the signer is the head."""
    head = sweep.desk.roster.head_of(signer.unit)
    found = sweep.hearers.of(head) if head and head.id != signer.id else None
    return found if found and found.id != signer.id else None


def _take_next_step_now(sweep: Round, due: Due) -> None:
    """Nobody can hear the first step: the second one does not wait for its hour."""
    store = sweep.desk.stores.due
    for step in store.of_task(due.task_id or ""):
        same = step.person_id == due.person_id and step.data.get("since") == due.data["since"]
        if step.kind is DueKind.UNSIGNED_HEAD and step.state == "pending" and same:
            store.plan(replace(step, at=sweep.desk.now))
