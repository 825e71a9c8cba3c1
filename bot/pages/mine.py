"""我的待办: what is due next, and what waits for an answer of this person?"""

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

from bot.desk import Desk
from bot.pages.frame import Facts, show
from bot.pages.session import Viewer
from bot.pages.task import facts_of
from bot.pages.work import hands
from tasks.case import Case, CaseStatus
from tasks.deadlines import china_day
from tasks.people import Person, Role
from tasks.requests import may_decide
from tasks.task import REQUEST_LABELS, RUNNING, RequestState, Status, Task

MOST = 500  # of one kind; more than that nobody works through
SHOWN = 30  # of each part, so that the page stays light


@dataclass(frozen=True)
class Asked:
    """Somebody waits for a word of this person about a task."""

    task: Task
    what: str
    by: str


@dataclass(frozen=True)
class Part:
    """A heading and its tasks; empty parts are not shown."""

    title: str
    tasks: tuple[Task, ...]


async def show_mine(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    return await show(request, viewer, "mine", mine_facts)


def mine_facts(desk: Desk, person: Person) -> Facts:
    own = list(hands(desk, person))
    parts = [part for part in by_time(desk, own) if part.tasks]
    first = parts[0].tasks[0] if parts else None
    return {
        "parts_list": parts,
        "count": len(own),
        "shown": SHOWN,
        "asked": asked_of(desk, person),
        "cases": unassigned(desk, person),
        "to_check": to_check(desk, person),
        "copies": desk.stores.tasks.cc_of(person.id)[:MOST],
        "first": facts_of(desk, person, first.number) if first else None,
    }


def by_time(desk: Desk, tasks: Iterable[Task]) -> tuple[Part, ...]:
    """Late first, then today, then what nobody has signed, then the rest; each task once."""
    titles = ("已超期", "今天到期", "还没签收", "以后到期", "已中止")
    sorted_out: dict[str, list[Task]] = {title: [] for title in titles}
    for task in tasks:
        sorted_out[_title(desk, task)].append(task)
    return tuple(Part(title, tuple(found)) for title, found in sorted_out.items())


def _title(desk: Desk, task: Task) -> str:
    if task.status is Status.PAUSED:
        return "已中止"
    if task.overdue(desk.now):
        return "已超期"
    if china_day(task.deadline) == china_day(desk.now):
        return "今天到期"
    return "还没签收" if task.status is Status.ASSIGNED else "以后到期"


def asked_of(desk: Desk, person: Person) -> tuple[Asked, ...]:
    """Requests that wait for this person's 同意 or 驳回."""
    if not (person.leads or person.has(Role.DISPATCHER)):
        return ()
    return tuple(
        Asked(task, REQUEST_LABELS[request.kind], desk.roster.name(request.by))
        for task in desk.stores.tasks.with_status(*RUNNING)
        for request in task.requests
        if request.state is RequestState.PENDING and may_decide(task, request, desk.by(person))
    )


def unassigned(desk: Desk, person: Person) -> tuple[Case, ...]:
    """Cases nobody has been given yet; the command room's own queue."""
    if not person.has(Role.DISPATCHER):
        return ()
    return desk.stores.cases.with_status(CaseStatus.REGISTERED, limit=MOST)


def to_check(desk: Desk, person: Person) -> tuple[Task, ...]:
    if not person.has(Role.DISPATCHER):
        return ()
    return desk.stores.tasks.with_status(Status.CLOSED, limit=MOST)
