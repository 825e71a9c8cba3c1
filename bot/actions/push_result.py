"""S3-12: principals hear the result of a supervised task at once; only then is it struck off."""

from dataclasses import replace
from datetime import UTC

from bot.announcements import notice, redraw
from bot.desk import Desk
from bot.queue_entries import redraw_entry
from bot.steps.hearers import Hearers
from bot.steps.replanning import replan
from tasks.errors import MoveNotAllowed
from tasks.events import Event, EventKind
from tasks.messages import Priority
from tasks.people import Person, Role
from tasks.supervision import end, revive
from tasks.task import Status, Task

ACCEPTED = frozenset({"sent", "bundled"})
WAYS = ("当面", "电话")


def push_result(desk: Desk, task: Task) -> Task:
    """After 办结 of a supervised task: its entry ends, every principal gets the result."""
    if not task.supervised or task.status is not Status.CLOSED:
        return task
    saved = end_by_close(desk, task)
    for person in desk.roster.with_role(Role.PRINCIPAL):
        message = notice(desk, saved, person, "result_push", **_facts(desk, saved))
        key = f"{_prefix(saved)}{person.id}"
        desk.say(replace(message, priority=Priority.URGENT, dedup_key=key))
    return saved


def end_by_close(desk: Desk, task: Task) -> Task:
    """The open entry ends with the task's 办结."""
    return _end(desk, task, "任务已办结,督办结束")


def end_quietly(desk: Desk, task: Task) -> Task:
    """The task was called off: its entry ends and nobody hears of it here."""
    return _end(desk, task, "任务已撤销,督办结束")


def resume_entry(desk: Desk, task: Task) -> Task:
    """An 办结 was taken back: the entry that it ended stands again, the principals are told."""
    ended = next(iter(desk.stores.supervision.of_task(task.id)), None)
    if ended is None or task.entry_id or ended.ended_from is None or not task.supervised:
        return task
    kept = desk.stores.supervision.save(revive(ended, now=desk.now))
    event = _by_clock(desk, EventKind.SUPERVISION_RETURNED, "办结已撤回,继续督办")
    desk.stores.events.append("entry", kept.id, event)
    saved = desk.keep(replace(task, entry_id=kept.id), (event,))
    replan(desk, saved)
    redraw(desk, saved)
    redraw_entry(desk, kept, saved)
    for person in desk.roster.with_role(Role.PRINCIPAL):
        desk.say(notice(desk, saved, person, "result_taken_back"))
    return saved


def may_strike_off(desk: Desk, task: Task) -> str | None:
    """Why a supervised task cannot be struck off yet; None when every principal knows."""
    left = untold(desk, task)
    if not left:
        return None
    names = "、".join(person.name for person in left)
    number = task.number
    return (
        f"{number} 是督办件,结果还没送到 {names},不能销号;"
        f"报告过了请写“已当面报告 {number} {left[0].name}”或“已电话报告 {number} {left[0].name}”。"
    )


def untold(desk: Desk, task: Task) -> tuple[Person, ...]:
    """Principals whom the result has not reached: not accepted by the platform, not told in
    person, and not marked unreachable (then it stands on their queue)."""
    if not task.supervised or task.status is not Status.CLOSED:
        return ()
    known = _accepted(desk, task) | _told(desk, task)
    hearers = Hearers(desk)
    left = (p for p in desk.roster.with_role(Role.PRINCIPAL) if p.id not in known)
    return tuple(p for p in left if not hearers.out_of_reach(p.id))


def result_events(desk: Desk, task: Task) -> tuple[Event, ...]:
    """For the striking off: which principals got the result, and who could not be reached."""
    if not task.supervised:
        return ()
    accepted, hearers = _accepted(desk, task), Hearers(desk)
    found = []
    for person in desk.roster.with_role(Role.PRINCIPAL):
        if person.id in accepted:
            text = f"结果已送达 {person.name}"
        elif hearers.out_of_reach(person.id):
            text = f"{person.name} 收不到消息,结果列在督办清单上"
        else:
            continue  # told in person: that is an event already
        event = _by_clock(desk, EventKind.RESULT_PUSHED, text)
        found.append(replace(event, data={"person": person.id}))
    return tuple(found)


def report_told(
    desk: Desk, task: Task, people: tuple[Person, ...], way: str, actor: Person
) -> Task:
    """已当面报告, 已电话报告: recorded with who told whom."""
    if not task.supervised or task.status is not Status.CLOSED:
        raise MoveNotAllowed(f"{task.number} 不是已办结的督办件,不用记报告。")
    by = desk.by(actor)
    events = tuple(
        by.event(
            EventKind.RESULT_TOLD,
            f"{actor.name} 已{way}向 {person.name} 报告结果",
            person=person.id,
            way=way,
        )
        for person in people
    )
    return desk.keep(task, events)


def unread_results(desk: Desk, person: Person) -> tuple[str, ...]:
    """Numbers of results that could not be delivered to this principal: shown on the queue."""
    rows = desk.stores.outbox.accepted("result:")
    failed = (key for key, who, state in rows if who == person.id and state == "failed")
    return tuple(dict.fromkeys(key.split(":")[1] for key in failed))


def _end(desk: Desk, task: Task, text: str) -> Task:
    entry = desk.entry_of(task)
    if entry is None or not entry.open:
        return task
    kept = desk.stores.supervision.save(end(entry, at=desk.now))
    event = _by_clock(desk, EventKind.SUPERVISION_ENDED, text)
    desk.stores.events.append("entry", kept.id, event)
    saved = desk.keep(replace(task, entry_id=None), (event,))
    redraw(desk, saved)
    redraw_entry(desk, kept, saved)
    return saved


def _facts(desk: Desk, task: Task) -> dict[str, object]:
    newest = next(iter(desk.stores.supervision.of_task(task.id)), None)
    leader = newest.responsible_leader_id if newest else None
    closed = task.closed_at or desk.now
    return {
        "closed_at": closed.isoformat(),
        "closed_by": desk.roster.name(task.lent_to or task.owner_id),
        "missed": newest.deadline.isoformat() if newest else task.deadline.isoformat(),
        "decided": len(newest.decisions) if newest else 0,
        "leader": desk.roster.name(leader) if leader else None,
    }


def _prefix(task: Task) -> str:
    """One push for each 办结 of a task: 重办 and done again is told again."""
    closed = f"{task.closed_at.astimezone(UTC):%Y%m%dT%H%M%S%f}" if task.closed_at else ""
    return f"result:{task.number}:{closed}:"


def _accepted(desk: Desk, task: Task) -> frozenset[str]:
    rows = desk.stores.outbox.accepted(_prefix(task))
    return frozenset(person_id for _, person_id, state in rows if person_id and state in ACCEPTED)


def _told(desk: Desk, task: Task) -> frozenset[str]:
    since = task.closed_at or desk.now
    events = desk.stores.events.of("task", task.id)
    told = (e for e in events if e.kind is EventKind.RESULT_TOLD and e.at >= since)
    return frozenset(str(event.data["person"]) for event in told)


def _by_clock(desk: Desk, kind: EventKind, text: str) -> Event:
    return Event(kind=kind, at=desk.now, actor_id=None, text=text)
