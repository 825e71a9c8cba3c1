"""Runs that fit no shape: why they are asked, what they could mean, how loudly they ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.language.times.claims import Level
from bot.language.times.dates import make_date
from bot.language.times.naming import FRIDAY
from bot.language.times.reading import Reading, ask
from bot.language.times.scanner import Run
from bot.language.times.shapes import read_run
from bot.language.times.values import Day, Festival, Order, Period, Today, Token, Trouble
from tasks.deadlines import ONE_DAY

Explain = Callable[[Run, Today], tuple[str, tuple[datetime, ...]]]


def unclear(run: Run, today: Today) -> tuple[Reading, Level]:
    """The first reason that applies; which moments to offer."""
    for letters, explain in REASONS:
        if set(letters) & set(run.code):
            reason, choices = explain(run, today)
            break
    else:
        reason, choices = "这样连在一起看不明白", ()
    return ask(reason, choices, today), _level(run)


def _level(run: Run) -> Level:
    """How loudly an unclear run asks; what may be just a word in a sentence asks softly."""
    code = run.code
    if code == "Ab":
        return Level.FAINT
    if "Q" in code or code[-1] in "bi":
        return Level.MARKED
    trouble, period = run.first(Trouble), run.first(Period)
    if (trouble and trouble.loose and code == "V") or code in ("O", "SA") or code.strip("a") == "A":
        return Level.LOOSE
    if period and code == "M":
        return Level.FAINT if period.is_week or period.name[0] in "这本下当" else Level.LOOSE
    return Level.FAINT if code[0] == "s" or code[-1] in "fs" else Level.PLAIN


def _moments(*runs: Run, today: Today) -> tuple[datetime, ...]:
    """What these runs would mean by themselves."""
    found = [read_run(run, today) for run in runs if run.tokens]
    readings = [result[0] for result in found if result]
    own = [reading.at for reading in readings if reading.at]
    return tuple(own) or tuple(at for reading in readings for at in reading.choices)


def _trouble(run: Run, _today: Today) -> tuple[str, tuple[datetime, ...]]:
    trouble = run.values(Trouble)[0]
    return trouble.reason, trouble.choices


def _stretch(run: Run, today: Today) -> tuple[str, tuple[datetime, ...]]:
    """11月25日至27日: its end is the likelier deadline."""
    middle = run.code.rindex("T")
    start, end = run.cut(0, middle), run.cut(middle + 1, len(run.code))
    end = _same_month(end, start)
    return "是一段时间", _moments(end, today=today) + _moments(start, today=today)


def _same_month(end: Run, start: Run) -> Run:
    """12月25日至27日, 明天9:00-11:30: the end borrows what only the start says."""
    from_day, to_day = start.first(Day), end.first(Day)
    if from_day is None or not end.tokens:
        return end
    if to_day is None:
        return Run((Token("D", end.start, end.start, from_day), *end.tokens))
    there = make_date(from_day.date.year, from_day.date.month, to_day.date.day)
    if not to_day.of_month or there is None:
        return end
    borrowed = replace(to_day, date=there)
    return Run(tuple(replace(t, value=borrowed) if t.value is to_day else t for t in end.tokens))


def _from(run: Run, today: Today) -> tuple[str, tuple[datetime, ...]]:
    if run.first(Festival):
        order = Token("O", run.end, run.end, Order(1, working=True))
        return "没有说是节后哪一天", _moments(Run((*run.tokens, order)), today=today)
    return "说的是从什么时候起", _moments(run.without("fs"), today=today)


def _about(run: Run, today: Today) -> tuple[str, tuple[datetime, ...]]:
    return "只说了个大概", _moments(run.without("a"), today=today)


def _since(run: Run, today: Today) -> tuple[str, tuple[datetime, ...]]:
    return "不知道从哪一刻算起", _moments(run.without("S"), today=today)


def _put_off(run: Run, today: Today) -> tuple[str, tuple[datetime, ...]]:
    return "是往后推多久,还是从今天算", _moments(run.without("U"), today=today)


def _period(run: Run, today: Today) -> tuple[str, tuple[datetime, ...]]:
    period = run.values(Period)[0]
    before = period.first - ONE_DAY
    friday = period.first + FRIDAY * ONE_DAY if period.is_week else period.last
    days = (before, friday) if "b" in run.code else (friday, period.last)
    return "没有说到哪一天", tuple(map(today.close, days))


def _ago(_run: Run, _today: Today) -> tuple[str, tuple[datetime, ...]]:
    return "可能是提前多久,也可能是多久以前", ()


REASONS: tuple[tuple[str, Explain], ...] = (
    ("V", _trouble),
    ("T", _stretch),
    ("U", _put_off),
    ("S", _since),
    ("a", _about),
    ("fs", _from),
    ("M", _period),
    ("A", _ago),
)
