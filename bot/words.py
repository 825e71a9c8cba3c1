"""Every word the bot says is a template; the words are made when a message is sent."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.filters import FILTERS
from tasks.deadlines import Calendar

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
        auto_reload=False,  # they are part of the program: no look at the disk for each message
        autoescape=False,  # noqa: S701 - plain text; pages have an environment of their own
    )
    env.filters.update(FILTERS)
    return env


def _block(template: Template, block: str):  # type: ignore[no-untyped-def] # jinja has no type for it
    return template.blocks[block]
