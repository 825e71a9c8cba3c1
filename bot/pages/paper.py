"""Turns facts into HTML: the pages' own Jinja2 environment, where everything is escaped."""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.language.speak import say_day, say_late, say_short, say_span, say_time
from bot.pages.statics import address
from bot.words import short
from tasks.deadlines import CHINA, Calendar

TEMPLATES = Path(__file__).parent / "templates"
TASK_NUMBER = re.compile(r"RW\d{8}-\d{4,6}")
SOON_HOURS = 24


def sheet(template: str, *, status: int = 200, **facts: Any) -> web.Response:
    """One page of HTML; undefined facts are errors."""
    return web.Response(
        text=write(template, **facts), status=status, content_type="text/html", charset="utf-8"
    )


def write(template: str, **facts: Any) -> str:
    return environment().get_template(f"{template}.html.j2").render(**facts)


@cache
def environment() -> Environment:
    """One environment for all pages."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    env.globals["static"] = address
    env.filters.update(
        when=_when, soon=_soon, late=_late, day=_day, clock=_clock, ago=_ago, moment=_moment,
        short=short, linked=linked, urgency=_urgency, iso=_iso,
    )  # fmt: skip
    return env


def linked(text: str) -> Markup:
    """Escaped text in which each task number leads to its page."""
    return Markup(TASK_NUMBER.sub(r'<a href="/task/\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704 - escaped first, and a number holds only letters, digits and a dash


def late_word(deadline: datetime, now: datetime) -> str:
    """late, soon or fine: what the colour means, and the name of its style."""
    if now >= deadline:
        return "late"
    return "soon" if (deadline - now).total_seconds() <= SOON_HOURS * 3600 else "fine"


def _of(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


@pass_context
def _when(context: Context, value: str | datetime) -> str:
    """明天 17:00(11月21日 周六,休息日)."""
    return say_time(_of(value), context["now"], context["calendar"])


def _rests(moment: datetime, calendar: Calendar) -> bool:
    return not calendar.is_working(moment.astimezone(CHINA).date())


@pass_context
def _soon(context: Context, value: str | datetime) -> str:
    return say_short(_of(value), context["now"])


@pass_context
def _late(context: Context, value: str | datetime) -> str:
    return say_late(_of(value), context["now"], context["calendar"])


@pass_context
def _urgency(context: Context, value: str | datetime) -> str:
    return late_word(_of(value), context["now"])


@pass_context
def _day(context: Context, value: str | datetime | date) -> str:
    """11月21日 周六."""
    if isinstance(value, str | datetime):
        value = _of(value).astimezone(CHINA).date()
    return say_day(value, context["now"].astimezone(CHINA).date())


def _clock(value: str | datetime) -> str:
    return f"{_of(value).astimezone(CHINA):%H:%M}"


def _iso(value: str | datetime) -> str:
    """For the `datetime` of a <time> element."""
    return _of(value).astimezone(CHINA).isoformat(timespec="minutes")


def _moment(value: str | datetime) -> str:
    """2026-11-21 17:00, for tables that are compared and printed."""
    return f"{_of(value).astimezone(CHINA):%Y-%m-%d %H:%M}"


@pass_context
def _ago(context: Context, value: str | datetime) -> str:
    return say_span(context["now"] - _of(value))
