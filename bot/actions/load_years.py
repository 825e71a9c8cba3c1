"""The working days of the years that the built-in calendar knows, put into our own table."""

from bot.actions.import_year import import_year
from bot.desk import Desk
from bot.working_days import built_in_years

NOVEMBER = 11  # the State Council publishes next year's notice about then


def load_known_years(desk: Desk) -> None:
    """Fill in every known year that the centre does not have; an imported notice is left alone.

    After an upgrade that brought a new year, what was counted without it is counted again.
    """
    known = desk.stores.calendar.years()
    today = desk.local_day
    needed = {today.year - 1, today.year} | ({today.year + 1} if today.month >= NOVEMBER else set())
    if needed <= known:
        return
    for year, rows in built_in_years().items():
        if year not in known:
            import_year(desk, year, rows)
