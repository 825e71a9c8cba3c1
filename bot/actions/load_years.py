"""The working days of the years that the built-in calendar knows, put into our own table."""

from datetime import date

from bot.desk import Desk

FIRST_YEAR = 2024


def load_known_years(desk: Desk) -> None:
    """Fill in every known year that the centre does not have; an imported notice is left alone."""
    known = desk.stores.calendar.years()
    this_year = desk.local_day.year
    if {this_year - 1, this_year} <= known:
        return
    for year, rows in built_in_years().items():
        if year not in known:
            desk.stores.calendar.replace_year(year, rows)


def built_in_years() -> dict[int, dict[date, bool]]:
    """Year -> its exceptions: False for a rest day, True for a make-up working day.

    The package raises for years it does not know, so only years with a National Day are taken.
    """
    from chinese_calendar.constants import holidays, workdays  # lazy: it is large

    years = {day.year for day in holidays if (day.month, day.day) == (10, 1)}
    found: dict[int, dict[date, bool]] = {year: {} for year in years if year >= FIRST_YEAR}
    for days, works in ((holidays, False), (workdays, True)):
        for day in days:
            if day.year in found:
                found[day.year][day] = works
    return found
