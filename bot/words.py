"""Every word the bot says is a template; the words are made when a message is sent."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from bot.language.speak import say_dated, say_day, say_late, say_short, say_span, say_time
from tasks.deadlines import CHINA, Calendar

TEMPLATES = Path(__file__).parent / "templates"


def render(
    template: str,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    calendar: Calendar,
    centre: str,
    block: str = "full",
) -> str:
    """The text of one message, or its `line` in a bundle; undefined facts are errors."""
    found = environment().get_template(f"{template}.j2")
    context = found.new_context({**facts, "now": now, "calendar": calendar, "centre": centre})
    return tidy("".join(_block(found, block)(context)))


def has_line(template: str) -> bool:
    """Whether the template can stand as one line among others."""
    return "line" in environment().get_template(f"{template}.j2").blocks


def tidy(text: str) -> str:
    """No blank lines: a phone shows few lines, and each should say something."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


@cache
def environment() -> Environment:
    """One environment for all templates; plain text, so nothing is escaped here."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text; pages have an environment of their own
    )
    env.filters.update(
        when=_when, dated=_dated, soon=_soon, late=_late, day=_day, ago=_ago, short=short
    )
    return env


def short(text: str, length: int = 24) -> str:
    """The first `length` characters on one line, with … where something was cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _block(template: Template, block: str):  # type: ignore[no-untyped-def] # jinja has no type for it
    return template.blocks[block]


def _moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


@pass_context
def _when(context: Context, value: str | datetime) -> str:
    return say_time(_moment(value), context["now"], context["calendar"])


@pass_context
def _dated(context: Context, value: str | datetime) -> str:
    return say_dated(_moment(value), context["now"], context["calendar"])


@pass_context
def _soon(context: Context, value: str | datetime) -> str:
    return say_short(_moment(value), context["now"])


@pass_context
def _late(context: Context, value: str | datetime) -> str:
    return say_late(_moment(value), context["now"], context["calendar"])


@pass_context
def _day(context: Context, value: str | datetime) -> str:
    today = context["now"].astimezone(CHINA).date()
    return say_day(_moment(value).astimezone(CHINA).date(), today)


@pass_context
def _ago(context: Context, value: str | datetime) -> str:
    return say_span(context["now"] - _moment(value))
