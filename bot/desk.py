"""What an action works with inside one transaction: the stores, the centre's rules, and `now`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from storage.database import Stores
from tasks.case import Case
from tasks.deadlines import CHINA, Calendar
from tasks.errors import NotFound
from tasks.events import Event
from tasks.lifecycle import By
from tasks.masking import mask
from tasks.messages import OutgoingMessage
from tasks.people import Person, Roster
from tasks.policy import Method, Policy
from tasks.supervision import Entry
from tasks.task import Task


@dataclass
class Desk:
    """One transaction's view of the centre. `now` is aware UTC and was taken once."""

    stores: Stores
    policy: Policy
    now: datetime

    @cached_property
    def roster(self) -> Roster:
        return self.stores.people.roster(self.policy.town)

    @cached_property
    def calendar(self) -> Calendar:
        days = self.stores.calendar
        return Calendar(days.exceptions(), days.years(), self.policy.hours, self.policy.quiet)

    @property
    def local_day(self) -> date:
        return self.now.astimezone(CHINA).date()

    @property
    def today(self) -> str:
        """The local day as it stands in numbers: 20261121."""
        return f"{self.local_day:%Y%m%d}"

    @property
    def moment(self) -> tuple[Roster, datetime]:
        """Who is here, and when: what questions of standing need."""
        return self.roster, self.now

    def by(self, actor: Person) -> By:
        return By(actor, self.now, self.roster, self.calendar)

    def say(self, message: OutgoingMessage) -> None:
        """Queue a message in this transaction; it leaves after the commit.

        A 提醒方式 that is not set up here leaves in the app instead (S3-03).
        """
        if message.method not in self.policy.methods:
            message = replace(message, method=Method.APP)
        self.stores.outbox.add(message, self.now)

    def hide(self, text: str, case_id: str | None) -> str:
        """Masked for everybody's eyes: numbers of any kind, and the names the case knows."""
        name = self.stores.cases.petitioner(case_id).name if case_id else None
        return mask(text, [name] if name else [])

    def task(self, number: str) -> Task:
        task = self.stores.tasks.by_number(number)
        if task is None:
            raise NotFound(f"没有找到任务 {number},请核对编号,或写“我的待办”看清单。")
        return task

    def case_of(self, task: Task) -> Case | None:
        return self.stores.cases.get(task.case_id) if task.case_id else None

    def entry_of(self, task: Task) -> Entry | None:
        return self.stores.supervision.get(task.entry_id) if task.entry_id else None

    def keep(self, task: Task, events: Iterable[Event]) -> Task:
        """Save a changed task with its events; somebody faster -> ChangedMeanwhile."""
        saved = self.stores.tasks.save(task)
        self.stores.events.append("task", task.id, *events)
        return saved
