"""单位: which of mine is late, and what has not moved since last time?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from markupsafe import Markup

from bot.bars import Bar, bars_svg
from bot.desk import Desk
from bot.pages.frame import Facts, may_open_ledger, may_open_units, show
from bot.pages.paper import SOON_HOURS
from bot.pages.session import Viewer
from bot.pages.sight import overseen
from tasks.deadlines import CHINA, china_day
from tasks.errors import NotFound
from tasks.people import Person
from tasks.task import OPEN, RUNNING, Task

MOST = 5000
SHOWN = 10  # late or still tasks named per unit; the ledger has the others
SOON = timedelta(hours=SOON_HOURS)


@dataclass(frozen=True)
class UnitWork:
    """The open work of one unit: counts for the bar, and the tasks worth a look."""

    unit: str
    head: str
    late: int
    soon: int
    fine: int
    still: int
    tasks: tuple[Task, ...]

    @property
    def open(self) -> int:
        return self.late + self.soon + self.fine


async def show_units(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    return await show(request, viewer, "units", units_facts)


def units_facts(desk: Desk, person: Person) -> Facts:
    if not may_open_units(person):
        raise NotFound("单位情况由领导和单位负责人看。你的任务在“我的待办”里。")
    people = overseen(person, desk.roster)
    since = last_time(desk)
    work = units_of(desk, people, since)
    return {
        "work": work,
        "idle": sorted({p.unit for p in people} - {one.unit for one in work}),
        "picture": Markup(bars_svg([Bar(u.unit, u.open, u.late, u.soon) for u in work])),  # noqa: S704 - escaped by its own template
        "since": since,
        "may_ledger": may_open_ledger(person),
        "total": sum(one.open for one in work),
        "late": sum(one.late for one in work),
        "still": sum(one.still for one in work),
    }


def units_of(desk: Desk, people: Iterable[Person], since: datetime) -> tuple[UnitWork, ...]:
    """Units with open work; the most late first, then the most work."""
    units = {person.id: person.unit for person in people}
    by_unit: dict[str, list[Task]] = defaultdict(list)
    for task in desk.stores.tasks.with_status(*OPEN, limit=MOST):
        if task.owner_id in units:
            by_unit[units[task.owner_id]].append(task)
    found = [_work(desk, unit, tasks, since) for unit, tasks in by_unit.items()]
    return tuple(sorted(found, key=lambda one: (-one.late, -one.soon, -one.open, one.unit)))


def last_time(desk: Desk) -> datetime:
    """When leaders last heard: the digest of the working day before."""
    day = desk.calendar.previous_working_day(china_day(desk.now))
    return datetime.combine(day, desk.policy.digests.leaders, CHINA)


def _work(desk: Desk, unit: str, tasks: list[Task], since: datetime) -> UnitWork:
    late = [task for task in tasks if task.overdue(desk.now)]
    left = [task for task in tasks if not task.overdue(desk.now)]
    soon = sum(_soon(task, desk.now) for task in left)
    still = [task for task in tasks if task.last_moved_at < since]
    head = desk.roster.head_of(unit)
    worth = sorted({t.id: t for t in (*late, *still)}.values(), key=lambda task: task.deadline)
    return UnitWork(
        unit=unit,
        head=head.name if head else "",
        late=len(late),
        soon=soon,
        fine=len(left) - soon,
        still=len(still),
        tasks=tuple(worth[:SHOWN]),
    )


def _soon(task: Task, now: datetime) -> bool:
    return task.status in RUNNING and task.deadline - now <= SOON
