"""One sweep at one desk: what its steps share, and how time speaks (contract.md: caps, holds)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any, Self

import structlog

from bot.desk import Desk
from bot.steps.capped import for_the_digest
from bot.steps.hearers import Hearers
from tasks import quiet
from tasks.deadlines import CHINA, china_day
from tasks.due import Due
from tasks.events import Event, EventKind
from tasks.messages import Button, OutgoingMessage, Priority, Purpose
from tasks.people import Person
from tasks.policy import METHOD_LABELS, Method
from tasks.task import RUNNING, Task

log = structlog.get_logger()

RUNS = tuple(sorted(status.value for status in RUNNING))


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said to one person: the template, its own facts, and the verbs of the buttons.

    `key`: the same fact is said once. `held`: waits for the next slot. `by_method`: leaves the
    way the dispatcher chose for the task (S3-03).
    """

    template: str
    key: str
    facts: dict[str, Any]
    verbs: tuple[str, ...] = ()
    purpose: Purpose = Purpose.NOTICE
    held: bool = True
    by_method: bool = False
    status: tuple[str, ...] = RUNS


@dataclass
class Round:
    """The tasks of one batch of due rows, read again, and who can hear."""

    desk: Desk
    tasks: dict[str, Task]
    hearers: Hearers

    @classmethod
    def open(cls, desk: Desk, dues: Iterable[Due]) -> Self:
        wanted = {due.task_id for due in dues if due.task_id}
        tasks = desk.stores.tasks.get_many(sorted(wanted)) if wanted else {}
        return cls(desk, tasks, Hearers(desk))

    def running(self, due: Due) -> Task | None:
        """The task of a due row, as it is now; None when nothing is to be said about it."""
        task = self.tasks.get(due.task_id or "")
        return task if task and task.status in RUNNING else None

    def keep(self, task: Task, *events: Event) -> Task:
        saved = self.desk.keep(task, events)
        self.tasks[saved.id] = saved
        return saved

    def note(self, task: Task, kind: EventKind, text: str, **data: Any) -> None:
        """An event by the clock that leaves the task itself as it is."""
        event = Event(kind=kind, at=self.desk.now, actor_id=None, text=text, data=data)
        self.desk.stores.events.append("task", task.id, event)

    def tell(self, task: Task, person: Person, words: Words) -> None:
        """Queue one automatic message: bundled, guarded, held unless it must not wait."""
        facts = basics(task)
        self.desk.say(
            OutgoingMessage(
                template=words.template,
                facts={**facts, **words.facts},
                person_id=person.id,
                buttons=tuple(Button(verb, f"{verb} {task.number}") for verb in words.verbs),
                purpose=words.purpose,
                priority=self._priority(task, words),
                method=self._method(task) if words.by_method else Method.APP,
                dedup_key=f"{words.key}:{person.id}",
                not_before=self._not_before(task) if words.held else None,
                task_number=task.number,
                case_number=task.case_number,
                bundle=not task.urgent,
                guard={
                    "status": list(words.status),
                    "owner": task.owner_id,
                    "deadline": facts["deadline"],
                },
            )
        )

    def nag(self, task: Task, person: Person, words: Words) -> bool:
        """Tell unless the caps are reached; then it stands in the person's next digest."""
        if self._capped(task, person):
            for_the_digest(self.desk, person, task)
            return False
        self.tell(task, person, words)
        return True

    def nobody(self, task: Task, key: str) -> None:
        """Neither the owner nor any B角 can hear it: the command room is told, once a day."""
        day = f"{china_day(self.desk.now):%Y%m%d}"
        owner = self.desk.roster.name(task.owner_id)
        words = Words(
            template="nag_nobody",
            key=f"nobody:{task.id}:{day}",
            facts={"owner": owner},
            verbs=("改派",),
            held=False,
        )
        log.warning("nobody_reachable", task=task.number, step=key)
        for dispatcher in self.hearers.room():
            self.tell(task, dispatcher, words)

    def _capped(self, task: Task, person: Person) -> bool:
        """Twice a day for a task, six times for a person; never what is due before the digest
        that would say it instead."""
        now = self.desk.now
        if task.urgent or now < task.deadline <= self._next_digest:
            return False
        outbox, nags = self.desk.stores.outbox, task.nags
        for_task, for_person = outbox.nags_today(person.id, task.number, self._today)
        before = self._said_before.setdefault(person.id, for_person)
        return for_task >= nags.per_task or before >= nags.per_person

    @cached_property
    def _said_before(self) -> dict[str, int]:
        """Nags of today before this sweep: what one sweep says to one person is one message."""
        return {}

    @cached_property
    def _today(self) -> datetime:
        return datetime.combine(china_day(self.desk.now), time(), CHINA).astimezone(UTC)

    @cached_property
    def _next_digest(self) -> datetime:
        """When people get their next digest."""
        at, calendar = self.desk.policy.digests.others, self.desk.calendar
        day = calendar.working_day_on_or_after(china_day(self.desk.now))
        moment = datetime.combine(day, at, CHINA)
        if moment <= self.desk.now:
            moment = datetime.combine(calendar.next_working_day(day), at, CHINA)
        return moment

    def _not_before(self, task: Task) -> datetime | None:
        now = self.desk.now
        free = quiet.not_before(now, self.desk.calendar, deadline=task.deadline, urgent=task.urgent)
        return free if free > now else None

    def _priority(self, task: Task, words: Words) -> Priority:
        if task.urgent:
            return Priority.URGENT
        return Priority.NAG if words.purpose is Purpose.NAG else Priority.CARD

    def _method(self, task: Task) -> Method:
        """S3-03: a method that is not set up falls back to in-app; the dispatcher heard so in the
        answer to 交办."""
        if task.method in self.desk.policy.methods:
            return task.method
        says = f"{METHOD_LABELS[task.method]}未配置,已改用应用内"
        log.info("method_fallback", task=task.number, method=task.method, says=says)
        return Method.APP


def basics(task: Task) -> dict[str, Any]:
    """What every message of the clock says about its task; content is masked already."""
    return {
        "number": task.number,
        "content": task.content,
        "deadline": task.deadline.isoformat(),
        "feedback": task.last_feedback,
        "signed": task.acknowledged_at is not None,
        "urgent": task.urgent,
    }


def say_left(span: timedelta) -> str:
    """还有 … : to the minute in the last hour, to five minutes before: 40分钟, 2小时, 1天6小时."""
    minutes = round(span / timedelta(minutes=1))
    if minutes < 60:
        return f"{max(minutes, 1)}分钟"
    hours, minutes = divmod(5 * round(minutes / 5), 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    return f"{hours}小时{minutes}分钟" if minutes else f"{hours}小时"
