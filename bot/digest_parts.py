"""The parts of a digest as facts: the queue, a leader's units, own tasks, the room's lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bot.bars import Bar, bars_text
from bot.desk import Desk
from bot.queue_entries import entry_facts
from bot.steps.capped import take_capped
from bot.steps.hearers import Hearers
from bot.steps.wording import requested
from storage.ledger import TaskFilter
from tasks.case import CaseStatus
from tasks.deadlines import CHINA, china_day
from tasks.escalation import principals_hear_at
from tasks.figures import closure
from tasks.people import Person
from tasks.supervision import UNDECIDED, Entry, EntryState
from tasks.task import REQUEST_LABELS, CoStatus, RequestState, Status, Task

LINES = 12  # of one list in a digest; the rest is behind a word
ALL = 100_000


@dataclass
class Overview:
    """The centre at one moment, read once for everybody; `since`: the run before this one."""

    desk: Desk
    since: datetime | None

    @cached_property
    def running(self) -> tuple[Task, ...]:
        """Assigned or acknowledged, by deadline."""
        store = self.desk.stores.tasks
        return store.with_status(Status.ASSIGNED, Status.ACKNOWLEDGED, limit=ALL)

    @cached_property
    def by_worker(self) -> dict[str, list[Task]]:
        """Whoever works on it now: the owner or who stands in, co-executors not finished."""
        hearers = Hearers(self.desk)
        found: dict[str, list[Task]] = defaultdict(list)
        for task in self.running:
            for person in hearers.workers(task):
                found[person.id].append(task)
        return found

    @cached_property
    def queue(self) -> tuple[tuple[Entry, Task], ...]:
        """Entries that wait for the principals, oldest first, and plans that are late."""
        stores, now = self.desk.stores, self.desk.now
        entries = [e for e in stores.supervision.queue() if e.state in UNDECIDED or _late(e, now)]
        tasks = stores.tasks.get_many([entry.task_id for entry in entries])
        return tuple((e, tasks[e.task_id]) for e in entries if e.task_id in tasks)

    def unmoved(self, task: Task) -> bool:
        """Nothing happened to it since the run before."""
        return self.since is not None and task.last_moved_at <= self.since


def queue_part(overview: Overview) -> dict[str, Any] | None:
    """For principals: what must be decided, new ones marked, then requests nobody answered."""
    desk, most = overview.desk, overview.desk.policy.supervision.bundle_lines
    requests = _unanswered(overview)
    if not overview.queue and not requests:
        return None
    shown = overview.queue[:most]
    asked = requests[: most - len(shown)]
    return {
        "total": len(overview.queue),
        "fresh": sum(_is_new(overview, entry) for entry, _ in overview.queue),
        "entries": [
            {**entry_facts(desk, entry, task), "fresh": _is_new(overview, entry)}
            for entry, task in shown
        ],
        "requests": asked,
        "more": len(overview.queue) + len(requests) - len(shown) - len(asked),
    }


def leader_part(overview: Overview, leader: Person) -> dict[str, Any] | None:
    """For a leader: late tasks and what has not moved, by unit, with one line of figures."""
    desk = overview.desk
    people = [p for p in desk.roster if leader in desk.roster.leaders_of(p)]
    unit_of = {person.id: person.unit for person in people}
    tasks = [task for task in overview.running if task.owner_id in unit_of]
    late = [task for task in tasks if task.overdue(overview.desk.now)]
    unmoved = [task for task in tasks if overview.unmoved(task)]
    if not late and not unmoved:
        return None
    bars = _bars(overview, tasks, unit_of)
    lines = [*late, *(task for task in unmoved if task not in late)]
    return {
        "open": len(tasks),
        "late": len(late),
        "unmoved": len(unmoved),
        "bars": [[bar.label, bar.whole, bar.part] for bar in bars],
        "drawn": bars_text(bars),
        "lines": [
            {**_line(desk, task), "who": _who(desk, task), "unmoved": task in unmoved}
            for task in lines[:LINES]
        ],
        "more": max(0, len(lines) - LINES),
        "figures": _figures(desk, tuple(unit_of)),
    }


def mine_part(overview: Overview, person: Person) -> dict[str, Any] | None:
    """For whoever works: late, due soon, not signed, silent for days, capped yesterday."""
    desk = overview.desk
    capped = take_capped(desk, person)
    groups: dict[str, list[Task]] = defaultdict(list)
    for task in overview.by_worker.get(person.id, ()):
        if name := _group(overview, task, person, capped):
            groups[name].append(task)
    total = sum(map(len, groups.values()))
    if not total:
        return None
    shown: dict[str, Any] = {}
    left = LINES
    for name in ("late", "soon", "unsigned", "silent"):
        tasks = groups[name][:left]
        left -= len(tasks)
        shown[name] = [_line(desk, task, person) for task in tasks]
        shown[f"{name}_count"] = len(groups[name])
    return {**shown, "more": total - (LINES - left)}


def room_part(overview: Overview) -> dict[str, Any] | None:
    """For the command room: how many wait where, and for how long the oldest."""
    desk = overview.desk
    cases = desk.stores.cases.with_status(CaseStatus.REGISTERED, limit=ALL)
    closed = desk.stores.tasks.with_status(Status.CLOSED, limit=ALL)
    unsigned = [task for task in overview.running if task.status is Status.ASSIGNED]
    asked = [request.at for task in overview.running if (request := task.pending())]
    late = [task.deadline for task in overview.running if task.overdue(overview.desk.now)]
    rows = (
        _row("待交办", (case.registered_at for case in cases)),
        _row("待签收", (task.assigned_at for task in unsigned)),
        _row("待审", asked),
        _row("待销号", (task.closed_at or task.last_moved_at for task in closed)),
        _row("逾期", late),
    )
    waiting = [row for row in rows if row["count"]]
    return {"rows": waiting} if waiting else None


def _late(entry: Entry, now: datetime) -> bool:
    """A plan that was owed by now and has not been filed (S3-11)."""
    owed = entry.plan_due_at
    return entry.state is EntryState.PLAN_DUE and owed is not None and owed <= now


def _is_new(overview: Overview, entry: Entry) -> bool:
    return overview.since is None or entry.since > overview.since


def _unanswered(overview: Overview) -> list[dict[str, Any]]:
    """Requests that waited a day (chat.md, Fair clocks), oldest first."""
    desk = overview.desk
    found = [
        (request.at, task, request)
        for task in overview.running
        for request in task.requests
        if request.state is RequestState.PENDING
        and principals_hear_at(task, request, desk.calendar) <= desk.now
    ]
    return [
        {
            "number": task.number,
            "kind": REQUEST_LABELS[request.kind],
            "by": desk.roster.name(request.by),
            "at": at.isoformat(),
            "says": requested(desk, task),
        }
        for at, task, request in sorted(found, key=lambda row: row[0])
    ]


def _bars(overview: Overview, tasks: Iterable[Task], unit_of: dict[str, str]) -> list[Bar]:
    """One bar a unit, the one with most late tasks first."""
    whole: dict[str, int] = defaultdict(int)
    part: dict[str, int] = defaultdict(int)
    for task in tasks:
        unit = unit_of[task.owner_id]
        whole[unit] += 1
        part[unit] += task.overdue(overview.desk.now)
    units = sorted(whole, key=lambda unit: (-part[unit], -whole[unit], unit))
    return [Bar(unit, whole[unit], part[unit]) for unit in units]


def _figures(desk: Desk, owners: tuple[str, ...]) -> str:
    """办结率 of this month's tasks of these people, with its formula."""
    first = desk.now.astimezone(CHINA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    wanted = TaskFilter(owner_ids=owners, since=first.astimezone(UTC))
    return f"本月{closure(desk.stores.tasks.counts(wanted)).text}"


def _group(overview: Overview, task: Task, person: Person, capped: tuple[str, ...]) -> str | None:
    """Which list of the person's digest the task stands in; None: nothing to say of it."""
    calendar, today = overview.desk.calendar, china_day(overview.desk.now)
    if task.overdue(overview.desk.now):
        return "late"
    if china_day(task.deadline) <= calendar.next_working_day(today):
        return "soon"
    if not _signed(task, person):
        return "unsigned"
    silent = calendar.working_days_between(china_day(task.last_moved_at), today)
    if silent >= task.nags.silent_every or task.number in capped:
        return "silent"
    return None


def _signed(task: Task, person: Person) -> bool:
    part = task.co(person.id)
    if part and person.id not in (task.owner_id, task.lent_to):
        return part.status is not CoStatus.ASSIGNED
    return task.status is not Status.ASSIGNED


def _line(desk: Desk, task: Task, person: Person | None = None) -> dict[str, Any]:
    return {
        "number": task.number,
        "content": task.content,
        "deadline": task.deadline.isoformat(),
        "late": task.overdue(desk.now),
        "moved": task.last_moved_at.isoformat(),
        "assigned": task.assigned_at.isoformat(),
        "signed": _signed(task, person) if person else task.status is not Status.ASSIGNED,
        "requested": requested(desk, task),
    }


def _who(desk: Desk, task: Task) -> str:
    owner = desk.roster.get(task.owner_id)
    return f"{owner.unit} {owner.name}" if owner else desk.roster.name(task.owner_id)


def _row(label: str, moments: Iterable[datetime]) -> dict[str, Any]:
    """How many there are, and since when the oldest."""
    found = sorted(moments)
    oldest = found[0].isoformat() if found else None
    return {"label": label, "count": len(found), "oldest": oldest}
