"""The ladder: which step is due when, by the task's own frozen rules (contract.md).

Unsigned -> overdue -> the secretary's queue; a request nobody answers; a plan nobody files.
Everything here is plain arithmetic over one task; what a step does is the sweep's business.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from tasks.deadlines import CHINA, Calendar, china_day
from tasks.due import Due, DueKind
from tasks.people import Person, Roster
from tasks.policy import Unsigned
from tasks.reminders import coming
from tasks.supervision import PLAN_STEPS, Entry, EntryState
from tasks.task import (
    RUNNING,
    CoStatus,
    ReminderKind,
    Request,
    RequestKind,
    RequestState,
    Status,
    Task,
    Urgency,
)

HALF_A_DAY = 240  # working minutes until an approver's B角 may decide (chat.md, Fair clocks)


def plan(
    task: Task,
    calendar: Calendar,
    now: datetime,
    *,
    entry: Entry | None = None,
    done: frozenset[str] = frozenset(),
) -> tuple[Due, ...]:
    """Every due row the task needs from `now` on; of a repeating nag only the next.

    `entry` is the open entry in the queue, `done` the keys of steps already taken. A step that
    happens once and was missed is planned at its own, past time, so that it is caught up.
    """
    if task.status not in RUNNING:
        return ()
    steps = (
        *_signatures(task, calendar, now),
        *_reminders(task, calendar, now),
        *_deadline(task, entry),
        *_nag(task, calendar, now, entry),
        *_requests(task, calendar),
        *(_queue(task, calendar, now, entry) if entry else ()),
    )
    return tuple(step for step in steps if step.key not in done)


def unsigned_rule(task: Task) -> Unsigned:
    """The signature steps of a task of that urgency."""
    return {
        Urgency.ORDINARY: task.ladder.ordinary,
        Urgency.HOTLINE: task.ladder.hotline,
        Urgency.URGENT: task.ladder.urgent,
    }[task.urgency]


def deputy_may(request: Request, calendar: Calendar, now: datetime) -> bool:
    """Half a working day without an answer: the B角 of whoever is asked for an extension may
    decide as well (chat.md, Fair clocks)."""
    waiting = request.state is RequestState.PENDING and request.kind is RequestKind.EXTENSION
    return waiting and now >= calendar.add_working_minutes(request.at, HALF_A_DAY)


def principals_hear_at(task: Task, request: Request, calendar: Calendar) -> datetime:
    """The first slot of the working day after the approver was nagged: from then on the
    principals' digest names the request."""
    day = calendar.next_working_day(china_day(_nagged_at(task, request, calendar)))
    return calendar.halves(day)[0][0] - timedelta(minutes=calendar.quiet.margin)


def reachable(
    person: Person, roster: Roster, now: datetime, unreachable: Callable[[str], bool]
) -> Person | None:
    """Who gets what is meant for `person`: themselves, else the first B角 along the chain who is
    here and whom a message can reach; None when there is nobody (S3-34)."""
    seen: set[str] = set()
    chain = [person]
    while chain:
        candidate = chain.pop(0)
        if candidate.id in seen:
            continue
        seen.add(candidate.id)
        here = candidate.active and not candidate.away(now)
        if here and not unreachable(candidate.id):
            return candidate
        chain.extend(roster.active(candidate.deputy_ids))
    return None


def direct_deputy(person: Person, roster: Roster, now: datetime) -> Person | None:
    """The first of a person's own B角 who is here: the one a silent person's task is offered to."""
    return next((p for p in roster.active(person.deputy_ids) if not p.away(now)), None)


def overdue_slots(task: Task, calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """The nagging times after `now` of a task that is late (China's day, answered in UTC)."""
    nags = task.nags
    first = max(1, calendar.working_days_late(task.deadline, now))
    day = calendar.late_day(task.deadline, first)
    for n in count(first):
        if n == 1:
            clocks = nags.first_day
        elif n <= nags.early_days:
            clocks = nags.early_at
        else:
            clocks = () if (n - nags.early_days) % nags.later_every else (nags.later_at,)
        for clock in sorted(clocks):
            at = _at(day, clock)
            if at > max(now, task.deadline):
                yield at
        day = calendar.next_working_day(day)


def silent_at(task: Task, calendar: Calendar, now: datetime) -> datetime:
    """The next time a signed task that has not moved is asked about (S0-43)."""
    day = china_day(task.last_moved_at)
    while (at := _at(day, task.nags.later_at)) <= now or day == china_day(task.last_moved_at):
        day = calendar.add_working_days(day, task.nags.silent_every)
    return at


def _signatures(task: Task, calendar: Calendar, now: datetime) -> Iterator[Due]:
    """Nobody signed: again, then the unit head and the B角; each co-executor likewise."""
    waiting = [co.person_id for co in task.co_executors if co.status is CoStatus.ASSIGNED]
    people = [None, *waiting] if task.status is Status.ASSIGNED else waiting
    rule = unsigned_rule(task)
    steps = ((DueKind.UNSIGNED_AGAIN, rule.again), (DueKind.UNSIGNED_HEAD, rule.head))
    for person_id in people:
        for kind, minutes in steps:
            at = _after(task, calendar, task.assigned_at, minutes)
            if at <= now:  # somebody who joined later, or a clock that was stopped
                at = _after(task, calendar, now, minutes)
            marks = (person_id or "owner", _stamp(task.assigned_at))
            since = task.assigned_at.isoformat()
            yield _due(task, kind, at, *marks, person_id=person_id, since=since)


def _after(task: Task, calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """Working minutes; for 紧急 plain minutes."""
    if task.urgent:
        return start + timedelta(minutes=minutes)
    return calendar.add_working_minutes(start, minutes)


def _reminders(task: Task, calendar: Calendar, now: datetime) -> Iterator[Due]:
    for reminder in coming(task, calendar, now):
        yield _due(
            task,
            DueKind.REMINDER,
            reminder.at,
            _stamp(task.deadline),
            _stamp(reminder.at),
            deadline=task.deadline.isoformat(),
            recurring=reminder.rule.kind is ReminderKind.RECUR,
        )


def _deadline(task: Task, entry: Entry | None) -> Iterator[Due]:
    """Into the queue at the deadline, unless the clock has put it there for this deadline."""
    if entry and entry.deadline == task.deadline and not entry.manual:
        return
    yield _due(task, DueKind.DEADLINE, task.deadline, _stamp(task.deadline))


def _nag(task: Task, calendar: Calendar, now: datetime, entry: Entry | None) -> Iterator[Due]:
    """Late: the next slot. Signed but silent: every few working days. Never while the principals
    wait for a plan: that has a nag of its own."""
    if entry and entry.state in PLAN_STEPS:
        return
    if task.overdue(now):
        at = next(overdue_slots(task, calendar, now))
        yield _due(task, DueKind.OVERDUE_NAG, at, _stamp(task.deadline), _stamp(at))
    elif task.status is Status.ACKNOWLEDGED:
        at = silent_at(task, calendar, now)
        if at < task.deadline:
            yield _due(task, DueKind.SILENT_NAG, at, _stamp(task.last_moved_at), _stamp(at))


def _requests(task: Task, calendar: Calendar) -> Iterator[Due]:
    """An undecided request: the approver is nagged, then the B角, then the principals."""
    for request in task.requests:
        if request.state is not RequestState.PENDING:
            continue
        steps = [
            (DueKind.REQUEST_NAG, _nagged_at(task, request, calendar)),
            (DueKind.REQUEST_PRINCIPALS, principals_hear_at(task, request, calendar)),
        ]
        if request.kind is RequestKind.EXTENSION and task.entry_id is None:
            half_a_day = calendar.add_working_minutes(request.at, HALF_A_DAY)
            steps.append((DueKind.REQUEST_DEPUTY, half_a_day))
        for kind, at in steps:
            yield _due(task, kind, at, request.id, request=request.id)


def _nagged_at(task: Task, request: Request, calendar: Calendar) -> datetime:
    return calendar.add_working_minutes(request.at, 60 * task.nags.request_hours)


def _queue(task: Task, calendar: Calendar, now: datetime, entry: Entry) -> Iterator[Due]:
    """A plan that is owed (then once each working day), and the day an entry comes back."""
    if entry.state is EntryState.PLAN_DUE and entry.plan_due_at:
        at = entry.plan_due_at
        if at <= now:
            at = _at(calendar.next_working_day(china_day(now)), task.nags.later_at)
        yield _due(task, DueKind.PLAN_DUE, at, entry.id, _stamp(at), entry=entry.id)
    if entry.state is EntryState.DECIDED and entry.look_again_at:
        at = entry.look_again_at
        yield _due(task, DueKind.LOOK_AGAIN, at, entry.id, _stamp(at), entry=entry.id)


def _due(
    task: Task,
    kind: DueKind,
    at: datetime,
    *marks: str,
    person_id: str | None = None,
    **data: str | bool,
) -> Due:
    key = ":".join((task.id, kind, *marks))
    at = at.astimezone(UTC)
    return Due(kind=kind, at=at, task_id=task.id, person_id=person_id, key=key, data=data)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, CHINA).astimezone(UTC)


def _stamp(moment: datetime) -> str:
    """A moment as part of a key."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f").removesuffix(".000000")
