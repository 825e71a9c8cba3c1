"""The working days that come with the program, by year, and a calendar made of them (§7)."""

from datetime import date

from tasks.deadlines import Calendar, Hours, Quiet


def built_in_years() -> dict[int, dict[date, bool]]:
    """Year -> its exceptions: False for a rest day, True for a make-up working day.

    chinesecalendar raises for a year it does not know (2027 now); a year is known when its
    National Day is there.
    """
    from chinese_calendar.constants import holidays, workdays  # lazy: it is large

    known = {day.year for day in holidays if (day.month, day.day) == (10, 1)}
    years: dict[int, dict[date, bool]] = {year: {} for year in sorted(known)}
    for days, is_working in ((holidays, False), (workdays, True)):
        for day in days:
            if day.year in known:
                years[day.year][day] = is_working
    return years


def built_in_calendar(hours: Hours | None = None, quiet: Quiet | None = None) -> Calendar:
    """The calendar of a program without a database; the sample's hours unless told otherwise."""
    years = built_in_years()
    return Calendar(
        days={day: is_working for days in years.values() for day, is_working in days.items()},
        years=frozenset(years),
        hours=hours or Hours(),
        quiet=quiet or Quiet(),
    )
