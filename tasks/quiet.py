"""Fair clocks: what comes before a deadline moves earlier, what comes after waits (chat.md).

Aware moments in, aware moments out, in the zone of the argument. Every window includes its first
minute and not its last: quiet from 20:00 means that 19:59 is the last minute that may speak.
"""

from datetime import date, datetime, time, timedelta

from tasks.deadlines import CHINA, ONE_DAY, Calendar, Period, china_day

ONE_MINUTE = timedelta(minutes=1)
LONGEST_HOLD = 60  # days; no holiday is that long


def is_quiet(moment: datetime, calendar: Calendar) -> bool:
    """The moment falls into quiet hours (20:00–07:30 in the sample), on any day."""
    return _in_quiet(moment.astimezone(CHINA).time(), calendar)


def is_lunch(moment: datetime, calendar: Calendar) -> bool:
    """Between the slots of the two halves of the day: 12:30–13:30, in summer to 14:00."""
    starts, ends = _lunch(china_day(moment), calendar)
    return starts <= moment < ends


def earlier(moment: datetime, calendar: Calendar) -> datetime:
    """When a reminder before a deadline is sent: never later than `moment`, on any day.

    In quiet hours or lunch it moves to the last minute before them.
    """
    for _ in range(4):  # out of lunch, out of quiet, and once more each: then it is a bad setting
        if is_lunch(moment, calendar):
            moved = _lunch(china_day(moment), calendar)[0] - ONE_MINUTE
        elif is_quiet(moment, calendar):
            moved = _quiet_began(moment, calendar) - ONE_MINUTE
        else:
            return moment
        moment = moved.astimezone(moment.tzinfo)
    return moment


def not_before(
    moment: datetime,
    calendar: Calendar,
    *,
    deadline: datetime | None = None,
    urgent: bool = False,
) -> datetime:
    """When an automatic message that comes after something may leave: now or in the next slot.

    Never held: what is urgent, and a task due (`deadline`) before the hold would end.
    """
    if urgent:
        return moment
    freed = _next_slot(moment, calendar)
    return moment if deadline is not None and moment < deadline < freed else freed


def slots(day: date, calendar: Calendar) -> tuple[Period, ...]:
    """When automatic messages may leave on that day; none on a rest day.

    From `margin` before to `margin` after each half of the day; quiet hours cut them.
    """
    if not calendar.is_working(day):
        return ()
    margin = timedelta(minutes=calendar.quiet.margin)
    return tuple((opens - margin, closes + margin) for opens, closes in calendar.halves(day))


def _next_slot(moment: datetime, calendar: Calendar) -> datetime:
    today = china_day(moment)
    for passed in range(LONGEST_HOLD):
        day = today + passed * ONE_DAY
        for opens, closes in slots(day, calendar):
            freed = _out_of_quiet(max(opens, moment), calendar)
            if freed < closes:
                return freed.astimezone(moment.tzinfo)
    return moment  # no slot at all is a bad setting: better spoken at once than never


def _lunch(day: date, calendar: Calendar) -> Period:
    """What lies between the two slots; empty (the end not after the start) when they meet."""
    margin = timedelta(minutes=calendar.quiet.margin)
    forenoon, afternoon = calendar.halves(day)
    return forenoon[1] + margin, afternoon[0] - margin


def _in_quiet(clock: time, calendar: Calendar) -> bool:
    start, end = calendar.quiet.start, calendar.quiet.end
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def _quiet_began(moment: datetime, calendar: Calendar) -> datetime:
    """The start of the quiet hours in which `moment` lies."""
    local = moment.astimezone(CHINA)
    began = datetime.combine(local.date(), calendar.quiet.start, CHINA)
    return began if began <= local else began - ONE_DAY


def _out_of_quiet(moment: datetime, calendar: Calendar) -> datetime:
    """The end of the quiet hours in which `moment` lies, else `moment`."""
    if not is_quiet(moment, calendar):
        return moment
    local = moment.astimezone(CHINA)
    ends = datetime.combine(local.date(), calendar.quiet.end, CHINA)
    return ends if ends > local else ends + ONE_DAY
