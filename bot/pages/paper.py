"""Turns facts into HTML: the pages' own Jinja2 environment, where everything is escaped."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.filters import FILTERS, moment_of
from bot.pages.statics import address
from tasks.deadlines import CHINA

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
        auto_reload=False,  # they are part of the program
    )
    env.globals["static"] = address
    env.filters.update(
        FILTERS, clock=_clock, moment=_moment, linked=linked, urgency=_urgency, iso=_iso
    )
    return env


def linked(text: str) -> Markup:
    """Escaped text in which each task number leads to its page."""
    return Markup(TASK_NUMBER.sub(r'<a href="/task/\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704 - escaped first, and a number holds only letters, digits and a dash


def late_word(deadline: datetime, now: datetime) -> str:
    """late, soon or fine: what the colour means, and the name of its style."""
    if now >= deadline:
        return "late"
    return "soon" if (deadline - now).total_seconds() <= SOON_HOURS * 3600 else "fine"


@pass_context
def _urgency(context: Context, value: str | datetime) -> str:
    return late_word(moment_of(value), context["now"])


def _clock(value: str | datetime) -> str:
    return f"{moment_of(value).astimezone(CHINA):%H:%M}"


def _iso(value: str | datetime) -> str:
    """For the `datetime` of a <time> element."""
    return moment_of(value).astimezone(CHINA).isoformat(timespec="minutes")


def _moment(value: str | datetime) -> str:
    """2026-11-21 17:00, for tables that are compared and printed."""
    return f"{moment_of(value).astimezone(CHINA):%Y-%m-%d %H:%M}"
