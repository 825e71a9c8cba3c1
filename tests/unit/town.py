"""A small town on a real database, with a clock that jumps from one due time to the next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.delivery import stale
from bot.desk import Desk
from bot.reminding import ensure_standing_dues, replan, sweep
from bot.service import at_desk
from bot.words import render
from storage.database import Database
from storage.letters import Letter
from storage.migrations import bring_up
from storage.sealing import Sealer
from tasks.deadlines import CHINA
from tasks.due import Due
from tasks.people import Person, Role
from tasks.policy import Policy
from tasks.task import Task
from tests.unit.calendars import calendar_2026, local

P = ParamSpec("P")
T = TypeVar("T")

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="  # for tests only

PEOPLE = (
    Person(id="room", name="陈指挥", unit="指挥室", roles=frozenset({Role.DISPATCHER})),
    Person(
        id="wang", name="王五", unit="城建办", roles=frozenset({Role.EXECUTOR}),
        deputy_ids=("li",), leader_ids=("zhao",),
    ),
    Person(
        id="li", name="李四", unit="城建办", roles=frozenset({Role.EXECUTOR}),
        leader_ids=("zhao",),
    ),
    Person(id="sun", name="孙主任", unit="城建办", roles=frozenset({Role.UNIT_HEAD})),
    Person(
        id="zhao", name="赵副镇长", unit="本镇", roles=frozenset({Role.DEPUTY_LEADER}),
        deputy_ids=("qian",),
    ),
    Person(id="qian", name="钱委员", unit="本镇", roles=frozenset({Role.POLITICAL_LEGAL})),
    Person(id="shu", name="周书记", unit="本镇", roles=frozenset({Role.PRINCIPAL})),
    Person(id="he", name="何干事", unit="民政办", roles=frozenset({Role.EXECUTOR})),
    Person(id="cc", name="吴抄送", unit="民政办", roles=frozenset({Role.OBSERVER})),
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """One message as it left."""

    at: str
    person: str
    text: str
    letter: Letter

    @property
    def first(self) -> str:
        return self.text.splitlines()[0]


class Town:
    """People, a clock, and everything they hear."""

    def __init__(self, folder: Path, now: str, policy: Policy) -> None:
        path = folder / "town.db"
        path.write_bytes(_empty_database())
        self.database = Database.open(f"sqlite:///{path}", sealer=Sealer([KEY]))
        self.policy = policy
        self.now = local(now)
        self.heard: list[Heard] = []
        self.act(_settle_down)

    def act(
        self, action: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        run = at_desk(action, self.policy, self.now)
        return self.database.write_now(run, *args, **kwargs)

    def assign(self, task: Task) -> Task:
        """The task as it stands, with its clock running."""
        self.act(_add, task)
        return task

    def task(self, task_id: str = "t1") -> Task:
        found = self.act(lambda desk: desk.stores.tasks.get(task_id))
        assert found is not None
        return found

    def change(self, task_id: str = "t1", **changes: Any) -> Task:
        """Something happened to the task; its clock is planned anew."""
        return self.act(_change, replace(self.task(task_id), **changes))

    def person(self, person_id: str, **changes: Any) -> None:
        self.act(lambda desk: desk.stores.people.save(replace(desk.roster[person_id], **changes)))

    def until(self, moment: str) -> list[Heard]:
        """Everything due on the way happens at its own time; what was heard meanwhile."""
        before, end = len(self.heard), local(moment)
        while (at := self.act(_next)) is not None and at <= end:
            self.now = max(self.now, at)
            self.settle()
        self.now = end
        return self.heard[before:]

    def jump(self, moment: str) -> list[Heard]:
        """The same after a standstill: nothing happened on the way, all of it is late."""
        before, self.now = len(self.heard), local(moment)
        self.settle()
        return self.heard[before:]

    def settle(self) -> None:
        while self.act(sweep) + self.act(self._deliver):
            pass

    def dues(self, task_id: str = "t1") -> tuple[Due, ...]:
        rows = self.act(lambda desk: desk.stores.due.of_task(task_id))
        return tuple(row for row in rows if row.state == "pending")

    def story(self, task_id: str = "t1") -> list[str]:
        return [e.text for e in self.act(lambda desk: desk.stores.events.of("task", task_id))]

    def _deliver(self, desk: Desk) -> int:
        letters = desk.stores.outbox.claim(desk.now)
        for letter in letters:
            message = letter.message
            if why := stale(desk, message):
                desk.stores.outbox.dropped(letter.id, why, desk.now)
                continue
            text = render(
                message.template,
                message.facts,
                now=desk.now,
                calendar=desk.calendar,
                centre=desk.policy.name,
            )
            desk.stores.outbox.sent(
                letter.id, text=text, buttons=message.buttons, platform="test",
                platform_message_id=letter.id, now=desk.now,
            )  # fmt: skip
            at = f"{desk.now.astimezone(CHINA):%m-%d %H:%M}"
            self.heard.append(Heard(at, message.person_id or "", text, letter))
        return len(letters)


@cache
def _empty_database() -> bytes:
    """A database in today's shape: copying it is faster than migrating for each test."""
    with TemporaryDirectory() as folder:
        bring_up(f"sqlite:///{folder}/empty.db")
        return Path(folder, "empty.db").read_bytes()


def told(heard: list[Heard]) -> list[tuple[str, str]]:
    """Who heard something, and when."""
    return [(each.at, each.person) for each in heard]


def to(person: str, heard: list[Heard]) -> list[str]:
    """The first lines one person heard."""
    return [each.first for each in heard if each.person == person]


def _settle_down(desk: Desk) -> None:
    for person in PEOPLE:
        desk.stores.people.add(person, None)
    for year in (2025, 2026):
        days = {d: w for d, w in calendar_2026().days.items() if d.year == year}
        desk.stores.calendar.replace_year(year, days)


def _add(desk: Desk, task: Task) -> None:
    desk.stores.tasks.add(task)
    replan(desk, task)


def _change(desk: Desk, task: Task) -> Task:
    saved = desk.keep(task, ())
    replan(desk, saved)
    return saved


def _next(desk: Desk) -> datetime | None:
    found = (desk.stores.due.next_at(), desk.stores.outbox.next_at())
    return min((at for at in found if at), default=None)


def stand(town: Town) -> None:
    """Plan the digests and the rest of the periodic work."""
    town.act(ensure_standing_dues)
