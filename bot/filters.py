"""How templates say times and cut texts: the same words in chat and on pages."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from bot.language.speak import say_dated, say_day, say_late, say_short, say_span, say_time
from tasks.deadlines import china_day


def short(text: str, length: int = 24) -> str:
    """The first `length` characters on one line, with … where something was cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def moment_of(value: str | datetime) -> datetime:
    """Facts carry moments as ISO text; pages also as they are."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


@pass_context
def when(context: Context, value: str | datetime) -> str:
    """明天 17:00(11月21日 周六,休息日)."""
    return say_time(moment_of(value), context["now"], context["calendar"])


@pass_context
def dated(context: Context, value: str | datetime) -> str:
    """11月21日 17:00(周六): never 明天, for what is still read tomorrow."""
    return say_dated(moment_of(value), context["now"], context["calendar"])


@pass_context
def soon(context: Context, value: str | datetime) -> str:
    return say_short(moment_of(value), context["now"])


@pass_context
def late(context: Context, value: str | datetime) -> str:
    return say_late(moment_of(value), context["now"], context["calendar"])


@pass_context
def day(context: Context, value: str | datetime | date) -> str:
    """11月21日 周六."""
    if isinstance(value, str | datetime):
        value = china_day(moment_of(value))
    return say_day(value, china_day(context["now"]))


@pass_context
def ago(context: Context, value: str | datetime) -> str:
    return say_span(context["now"] - moment_of(value))


FILTERS: dict[str, Callable[..., Any]] = {
    "when": when,
    "dated": dated,
    "soon": soon,
    "late": late,
    "day": day,
    "ago": ago,
    "short": short,
}
