"""What is due by itself: digests, drafts that lapse, nightly work; each plans its next time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.desk import Desk
from bot.digests import say_digests
from bot.steps.round import Round
from tasks import quiet
from tasks.deadlines import CHINA, ONE_DAY, Calendar, china_day
from tasks.due import Due, DueKind
from tasks.policy import Policy

EMPTY_INBOX_AFTER = timedelta(days=7)  # architecture: handled payloads are forgotten
EMPTY_OUTBOX_AFTER = timedelta(days=180)
NIGHT = time(3, 0)
ON_TIME = timedelta(minutes=10)

NextTime = Callable[[datetime, Policy, Calendar], datetime]


@dataclass(frozen=True)
class Standing:
    """Something that comes again and again: its name, its kind, and when it is next."""

    name: str
    kind: DueKind
    next_time: NextTime


def _on_working_days(clock: Callable[[Policy], time]) -> NextTime:
    def next_time(now: datetime, policy: Policy, calendar: Calendar) -> datetime:
        day = calendar.working_day_on_or_after(china_day(now))
        at = datetime.combine(day, clock(policy), CHINA)
        if at > now:
            return at
        return datetime.combine(calendar.next_working_day(day), clock(policy), CHINA)

    return next_time


def _close_of_business(now: datetime, _policy: Policy, calendar: Calendar) -> datetime:
    at = calendar.close_of_business(china_day(now))
    return at if at > now else calendar.close_of_business(china_day(now) + ONE_DAY)


def _night(now: datetime, _policy: Policy, _calendar: Calendar) -> datetime:
    at = datetime.combine(china_day(now), NIGHT, CHINA)
    return at if at > now else at + ONE_DAY


def _next_hour(now: datetime, _policy: Policy, _calendar: Calendar) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


STANDING = (
    Standing("leaders", DueKind.DIGEST, _on_working_days(lambda policy: policy.digests.leaders)),
    Standing("others", DueKind.DIGEST, _on_working_days(lambda policy: policy.digests.others)),
    Standing("room", DueKind.DIGEST, _on_working_days(lambda policy: policy.digests.command_room)),
    Standing("drafts", DueKind.DRAFTS_LAPSE, _close_of_business),
    Standing("empty", DueKind.NIGHTLY, _night),
    Standing("seal", DueKind.NIGHTLY, _next_hour),
)


def ensure_standing_dues(desk: Desk) -> None:
    """Plan each recurring thing once; what was missed while we were down is caught up once."""
    for standing in STANDING:
        missed = desk.stores.due.pending(standing.kind, until=desk.now)
        if not any(due.data.get("name") == standing.name for due in missed):
            plan_standing(desk, standing)


def plan_standing(desk: Desk, standing: Standing) -> None:
    """The next time; the same day's row moves when the centre changed its hour."""
    at = standing.next_time(desk.now, desk.policy, desk.calendar).astimezone(UTC)
    local = at.astimezone(CHINA)
    mark = f"{local:%Y%m%d%H}" if standing.name == "seal" else f"{local:%Y%m%d}"
    desk.stores.due.plan(
        Due(
            kind=standing.kind,
            at=at,
            key=f"standing:{standing.name}:{mark}",
            data={"name": standing.name},
        )
    )


def digest(sweep: Round, due: Due) -> None:
    """Said on working days. One that comes late, at an hour when people are left alone, is left
    out: the next will say it all."""
    _plan_following(sweep, due)
    desk = sweep.desk
    late = desk.now - due.at > ON_TIME and quiet.not_before(desk.now, desk.calendar) > desk.now
    if desk.calendar.is_working(china_day(desk.now)) and not late:
        say_digests(desk, str(due.data["name"]))


def nightly(sweep: Round, due: Due) -> None:
    """Seal the events' heads each hour; forget old payloads each night."""
    _plan_following(sweep, due)
    stores, now = sweep.desk.stores, sweep.desk.now
    if due.data["name"] == "seal":
        stores.events.seal(now)
        return
    stores.inbox.empty_old(now - EMPTY_INBOX_AFTER)
    stores.outbox.empty_old(now - EMPTY_OUTBOX_AFTER)


def then(act: Callable[[Desk], object]) -> Callable[[Round, Due], None]:
    """A standing step that is only an action of its own, such as letting drafts lapse."""

    def step(sweep: Round, due: Due) -> None:
        _plan_following(sweep, due)
        act(sweep.desk)

    return step


def _plan_following(sweep: Round, due: Due) -> None:
    for standing in STANDING:
        if standing.name == due.data["name"]:
            plan_standing(sweep.desk, standing)
