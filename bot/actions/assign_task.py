"""交办: a task with its six elements is numbered, its clock starts, and those concerned hear it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions.carry_out import carry_out_new
from bot.desk import Desk
from storage.ids import new_id
from tasks.case import Case, CaseStatus, Channel
from tasks.events import Event, EventKind
from tasks.people import Person
from tasks.policy import Method
from tasks.task import CoExecutor, ReminderKind, ReminderRule, Status, Task, Urgency


@dataclass(frozen=True, kw_only=True)
class SixElements:
    """What the dispatcher said or accepted; nothing is missing any more."""

    owner: Person
    co: tuple[Person, ...]
    cc: tuple[Person, ...]
    deadline: datetime
    reminders: tuple[ReminderRule, ...]
    content: str
    method: Method
    urgent: bool = False
    provisional: bool = False
    profile: tuple[int, str] | None = None


def assign_task(desk: Desk, creator: Person, elements: SixElements, case: Case | None) -> Task:
    """Number and store the task; its case becomes 办理中."""
    serial = desk.stores.numbers.next("RW", desk.local_day)
    task = Task(
        id=new_id(desk.now),
        number=f"RW{desk.today}-{serial:04d}",
        case_id=case.id if case else None,
        case_number=case.number if case else None,
        status=Status.ASSIGNED,
        owner_id=elements.owner.id,
        creator_id=creator.id,
        content=elements.content,
        deadline=elements.deadline,
        co_executors=tuple(CoExecutor(person_id=person.id) for person in elements.co),
        cc_ids=tuple(person.id for person in elements.cc),
        urgency=urgency(elements.urgent, case),
        method=elements.method,
        reminders=elements.reminders,
        ladder=desk.policy.ladder,
        nags=desk.policy.nags,
        policy_version=desk.policy.version,
        provisional=elements.provisional,
        profile=elements.profile,
        created_at=desk.now,
        assigned_at=desk.now,
        last_moved_at=desk.now,
    )
    desk.stores.tasks.add(task)
    text = f"{creator.name} 交办给 {elements.owner.name}"
    event = Event(kind=EventKind.TASK_ASSIGNED, at=desk.now, actor_id=creator.id, text=text)
    saved = carry_out_new(desk, task, (event,), creator)
    if case:
        _mark_case(desk, case, task, creator)
    return saved


def urgency(urgent: bool, case: Case | None) -> Urgency:
    if urgent:
        return Urgency.URGENT
    return Urgency.HOTLINE if case and case.channel is Channel.HOTLINE else Urgency.ORDINARY


def default_reminders(desk: Desk) -> tuple[ReminderRule, ...]:
    """Policy's proposal when none are said: 提前1天, 提前2小时."""
    return tuple(
        ReminderRule(ReminderKind.OFFSET, _iso(offset)) for offset in desk.policy.limits.reminders
    )


def _iso(offset: timedelta) -> str:
    """-P1D, -PT2H, -PT90M: the largest unit that fits exactly."""
    minutes = int(offset.total_seconds() // 60)
    if minutes % 1440 == 0:
        return f"-P{minutes // 1440}D"
    return f"-PT{minutes // 60}H" if minutes % 60 == 0 else f"-PT{minutes}M"


def _mark_case(desk: Desk, case: Case, task: Task, creator: Person) -> None:
    if case.status in (CaseStatus.REGISTERED, CaseStatus.AWAITING_PLAN):
        desk.stores.cases.save(replace(case, status=CaseStatus.ASSIGNED))
    event = Event(
        kind=EventKind.TASK_ASSIGNED,
        at=desk.now,
        actor_id=creator.id,
        text=f"{creator.name} 交办:{task.number} → {desk.roster.name(task.owner_id)}",
    )
    desk.stores.events.append("case", case.id, event)
