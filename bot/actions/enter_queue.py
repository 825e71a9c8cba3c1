"""Into the secretary's review queue: by the clock at the deadline (S3-08), or by hand."""

from dataclasses import replace

from bot.announcements import redraw
from bot.desk import Desk
from bot.queue_entries import entry_card, redraw_entry
from bot.steps.hearers import Hearers
from bot.steps.replanning import replan
from bot.steps.round import Round, Words
from bot.steps.wording import requested, verbs_of
from storage.ids import new_id
from tasks.errors import MoveNotAllowed
from tasks.events import Event, EventKind
from tasks.lifecycle import check
from tasks.moves import Move
from tasks.people import Person, Role
from tasks.supervision import Entry, EntryState, come_back, end
from tasks.task import Task


def enter_queue(
    desk: Desk, task: Task, *, manual_by: Person | None = None, cause: str = ""
) -> Task:
    """Make the entry of this deadline, mark the task, and tell everyone concerned once.

    `manual_by`: the dispatcher or leader who puts it there before its time, with the `cause`.
    An earlier entry that is still open ends; one of this very deadline comes back.
    """
    if manual_by is not None:
        check(task, Move.SUPERVISE, desk.by(manual_by))
    before = desk.stores.supervision.open_of_task(task.id)
    if manual_by is not None and before is not None:
        raise MoveNotAllowed(f"{task.number} 已经在督办中,写“督办”看队列。")
    what = f"{manual_by.name} 列入书记督办:{cause}" if manual_by else "到时限未办结,进入书记督办"
    started = Event(
        kind=EventKind.SUPERVISION_STARTED,
        at=desk.now,
        actor_id=manual_by.id if manual_by else None,
        text=what,
        data={"deadline": task.deadline.isoformat(), "manual": manual_by is not None},
    )
    entry = _entry(desk, task, before, manual_by, cause)
    desk.stores.events.append("entry", entry.id, started)
    saved = desk.keep(replace(task, entry_id=entry.id, supervised=True), [started])
    replan(desk, saved)
    redraw(desk, saved)
    redraw_entry(desk, entry, saved)
    _tell(desk, saved, entry, manual_by)
    return saved


def enter_queue_late(desk: Desk, task: Task) -> Task:
    """What was done too late while nobody swept (an outage) is supervised all the same."""
    known = desk.stores.supervision.by_deadline(task.id, task.deadline)
    return task if known is not None else enter_queue(desk, task)


def _entry(
    desk: Desk, task: Task, before: Entry | None, manual_by: Person | None, cause: str
) -> Entry:
    """One entry for each missed deadline: a new one, or that of this deadline again."""
    store = desk.stores.supervision
    known = store.by_deadline(task.id, task.deadline)
    if known is not None:
        return store.save(_again(desk, known, manual_by, cause))
    if before is not None:
        store.save(end(before, at=desk.now))
        over = Event(
            kind=EventKind.SUPERVISION_ENDED,
            at=desk.now,
            actor_id=None,
            text="新的时限又到期,另立一条",
        )
        desk.stores.events.append("entry", before.id, over)
    entry = Entry(
        id=new_id(desk.now),
        task_id=task.id,
        task_number=task.number,
        deadline=task.deadline,
        since=desk.now,
        manual=manual_by is not None,
        cause=cause,
        responsible_leader_id=_responsible(desk, task, before),
    )
    store.add(entry)
    return entry


def _again(desk: Desk, entry: Entry, manual_by: Person | None, cause: str) -> Entry:
    """The entry of this deadline was lifted, or was made by hand before the deadline came."""
    if entry.state is EntryState.ENDED:
        return replace(
            come_back(entry),
            since=desk.now,
            ended_at=None,
            ended_from=None,
            manual=manual_by is not None,
            cause=cause,
        )
    return come_back(entry) if entry.state is EntryState.DECIDED else entry


def _responsible(desk: Desk, task: Task, before: Entry | None) -> str | None:
    """包案领导 (S3-10): who was named for the entry before, else the owner's leader in charge."""
    if before is not None and before.responsible_leader_id:
        return before.responsible_leader_id
    owner = desk.roster.get(task.owner_id)
    leaders = desk.roster.leaders_of(owner) if owner else ()
    return next((leader.id for leader in leaders if leader.id != task.owner_id), None)


def _tell(desk: Desk, task: Task, entry: Entry, manual_by: Person | None) -> None:
    """Executor, leader in charge and cc once each; principals now only when it is 紧急, else
    with their next digest; a missing 包案领导 is asked for."""
    sweep = Round(desk, {task.id: task}, Hearers(desk))
    words = _words(desk, task, entry, manual_by)
    told = {manual_by.id} if manual_by else set()
    if sweep.hearers.doer(task) is None:
        sweep.nobody(task, "deadline")
    for person in sweep.hearers.workers(task):
        _once(sweep, task, person, replace(words, verbs=verbs_of(task)), told)
    copy = replace(words, template="nag_deadline_copy")
    for person in (*sweep.hearers.leaders(task), *desk.roster.active(task.cc_ids)):
        _once(sweep, task, person, copy, told)
    if entry.responsible_leader_id is None:
        missing = Words(
            template="nag_leader_missing", key=f"leader:{entry.id}", facts={}, verbs=("包案",)
        )
        for person in sweep.hearers.room():
            sweep.tell(task, person, missing)
    if task.urgent:
        tell_principals(desk, task, entry)


def _words(desk: Desk, task: Task, entry: Entry, manual_by: Person | None) -> Words:
    leader = entry.responsible_leader_id
    facts = {
        "owner": desk.roster.name(task.owner_id),
        "manual_by": manual_by.name if manual_by else None,
        "cause": entry.cause,
        "leader": desk.roster.name(leader) if leader else None,
        "requested": requested(desk, task),
    }
    stage = "by_hand" if manual_by else "deadline"
    return Words(
        template="nag_deadline", key=f"queue:{entry.id}:{entry.version}:{stage}", facts=facts
    )


def _once(sweep: Round, task: Task, person: Person, words: Words, told: set[str]) -> None:
    if person.id not in told:
        told.add(person.id)
        sweep.tell(task, person, words)


def tell_principals(desk: Desk, task: Task, entry: Entry) -> None:
    """紧急 does not wait for the morning: every principal gets the entry at once."""
    for principal in desk.roster.with_role(Role.PRINCIPAL):
        desk.say(entry_card(desk, entry, task, principal))
