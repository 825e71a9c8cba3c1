"""Which sequences of words mean something: a table of shapes over the letters of a run.

Letters: D day · H festival · M period · O n-th working day · P part of the day · C clock ·
K edge of the working day · A length · R repetition · E every · I every other · L ahead of ·
Q deadline word · U put off · G from now · S since an event · b before · i within · f after ·
s from · a about · T to · J and/or · V unclear · ( ) gloss.

A run must fit a shape from end to end. What fits none is asked (see `unclear`), so nothing is
half understood.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from bot.language.times.claims import Level
from bot.language.times.lengths import again_every, before_deadline, from_now
from bot.language.times.moments import Spoken, moment
from bot.language.times.naming import named_day
from bot.language.times.reading import Reading, ask
from bot.language.times.recurring import recurrence
from bot.language.times.scanner import Run
from bot.language.times.values import (
    Amount,
    Clock,
    Edge,
    Part,
    Recurrence,
    Today,
    Trouble,
    Unit,
)


class Shape(NamedTuple):
    code: str
    read: Callable[[Run, Today], Reading]
    level: Level


def _moment(run: Run, today: Today) -> Reading:
    day = named_day(run, today)
    if isinstance(day, Trouble):
        return ask(day.reason, day.choices, today)
    counted = "O" in run.code or any(
        amount.unit is Unit.WORKING_DAY for amount in run.values(Amount)
    )
    spoken = Spoken(day, run.first(Part), run.first(Clock), run.first(Edge), counted)
    return moment(spoken, today)


def _from_now(run: Run, today: Today) -> Reading:
    return from_now(run.values(Amount), today)


def _ahead(run: Run, today: Today) -> Reading:
    return before_deadline(run.values(Amount), today)


def _just_before(run: Run, today: Today) -> Reading:
    """“前一天”, “前2小时” stand before the deadline; “前三天” may be three days that are gone."""
    amount = run.values(Amount)[0]
    if amount.unit in (Unit.MINUTE, Unit.HOUR) or amount == Amount(1, Unit.DAY):
        return _ahead(run, today)
    return ask("可能是截止前,也可能是已经过了的", (), today)


def _recurrence(run: Run, today: Today) -> Reading:
    rule = run.values(Recurrence)[0]
    return recurrence(rule, run.first(Part), run.first(Clock), today)


def _every(run: Run, today: Today) -> Reading:
    return again_every(run.values(Amount), today, apart=run.code.startswith("I"))


_UP_TO = "(?:[QT]|[LU]T|U)*"
_TIME = "(?:P?C|PK?|K)"
_DAY = r"(?:D(?:\(D\))?|DD|H(?:\(D\))?|H[bf]O|Hb|HbA|MO|A+f)"

SHAPES = (
    Shape("LA+|QbL?A+", _ahead, Level.PLAIN),
    Shape("bA", _just_before, Level.PLAIN),
    Shape("RP?C?b?", _recurrence, Level.FAINT),
    Shape("[EI]A", _every, Level.FAINT),
    Shape("Q*A+", _from_now, Level.LOOSE),
    Shape("Q*A+i|G?A+f|GA", _from_now, Level.PLAIN),
    Shape("s?DsAi?", _moment, Level.PLAIN),
    Shape(f"{_UP_TO}(?:P|P?K)", _moment, Level.FAINT),
    Shape(f"{_UP_TO}(?:P?C|(?:P|P?K)b)b?Q?", _moment, Level.PLAIN),
    Shape(rf"{_UP_TO}{_DAY}(?:\({_TIME}\)|{_TIME})?[bi]?Q?", _moment, Level.PLAIN),
    Shape(f"{_UP_TO}Mi", _moment, Level.PLAIN),
)


def read_run(run: Run, today: Today) -> tuple[Reading, Level] | None:
    """The meaning of a run that fits a shape, and how much such a shape claims."""
    for shape, regex in _compiled():
        if regex.fullmatch(run.code):
            return shape.read(run, today), shape.level
    return None


@cache
def _compiled() -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    return tuple((shape, re.compile(shape.code)) for shape in SHAPES)
