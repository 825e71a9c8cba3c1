"""Read centre.toml into a Policy, or name every mistake in it by line and field."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot import centre_checks as checks
from bot import toml_values as v
from bot.mistakes import BadFile, Mistake, decode, did_you_mean
from bot.toml_lines import Lines
from bot.toml_reading import Fields, Reading
from tasks.deadlines import LimitUnit, Season
from tasks.policy import DECIDER_LABELS, Decider, Group, Ladder, Policy, Profile

T = TypeVar("T")

LIMIT_UNITS: dict[str, LimitUnit] = {
    "自然日": LimitUnit.CALENDAR_DAY,
    "天": LimitUnit.CALENDAR_DAY,
    "日": LimitUnit.CALENDAR_DAY,
    "工作日": LimitUnit.WORKING_DAY,
    "周": LimitUnit.WEEK,
    "月": LimitUnit.MONTH,
    "小时": LimitUnit.HOUR,
} | {unit.value: unit for unit in LimitUnit}
DECIDERS = {DECIDER_LABELS[d]: d for d in Decider} | {d.value: d for d in Decider}

CENTRE: Fields = {"name": v.words, "town": v.words}
HOURS: Fields = {"morning": v.clock_range, "afternoon": v.clock_range}
SEASON: Fields = {"first": v.month_day, "last": v.month_day, "afternoon": v.clock_range}
QUIET: Fields = {"start": v.clock, "end": v.clock, "margin": v.count(0, 240)}
LIMITS: Fields = {
    "default_profile": v.text,
    "reminders": v.list_of(v.span),
    "undo_minutes": v.count(0, 1440),
    "extensions": v.count(0, 20),
    "extension_by": v.list_of(v.one_of(DECIDERS), at_least=1),
    "supervised_extension_by": v.list_of(v.one_of(DECIDERS), at_least=1),
    "plan_working_days": v.count(1, 60),
    "return_working_days": v.count(1, 60),
}
PROFILE: Fields = {
    "name": v.words,
    "label": v.words,
    "amount": v.count(1, 3660),
    "unit": v.one_of(LIMIT_UNITS),
    "keywords": v.list_of(v.words),
    "extend_days": v.count(0, 3660),
}
UNSIGNED: Fields = {"again": v.minutes, "head": v.minutes}
NAGS: Fields = {
    "first_day": v.list_of(v.clock, at_least=1),
    "early_days": v.count(1, 30),
    "early_at": v.list_of(v.clock, at_least=1),
    "later_every": v.count(1, 60),
    "later_at": v.clock,
    "silent_every": v.count(1, 60),
    "request_hours": v.count(1, 80),
    "per_task": v.count(1, 50),
    "per_person": v.count(1, 200),
}
DIGESTS: Fields = {"leaders": v.clock, "others": v.clock, "command_room": v.clock}
SUPERVISION: Fields = {
    "meeting_weekday": v.weekday,
    "meeting_at": v.clock,
    "cutoff_hours": v.count(0, 167),
    "bundle_lines": v.count(1, 50),
}
WORDS: Fields = {"empty_feedback": v.list_of(v.words)}
TABLES = (
    "centre", "hours", "quiet", "limits", "ladder",
    "nags", "digests", "supervision", "groups", "words",
)  # fmt: skip


def read_centre(path: Path) -> Policy:
    """The policy of a file; BadFile with all its mistakes when there is one."""
    try:
        source = decode(path.read_bytes())
    except OSError as error:
        says = "没有这个文件,运行 dingban init 可以生成" if not path.exists() else "打不开"
        raise BadFile([Mistake(path.name, 0, "", says)]) from error
    if source is None:
        raise BadFile([Mistake(path.name, 0, "", "编码认不出来,请另存为 UTF-8")])
    policy, mistakes = parse_centre(source, path.name)
    if mistakes:
        raise BadFile(mistakes)
    return policy


def parse_centre(text: str, file_name: str) -> tuple[Policy, list[Mistake]]:
    """What the text sets, the sample's values for the rest, and every mistake in it.

    `version` is a short digest of the text: two files that differ never look the same on a card.
    """
    source = text.replace("\r\n", "\n")
    reading = Reading(source, file_name)
    reading.only((), reading.tables, TABLES)
    policy = replace(
        _policy(reading), version=hashlib.sha256(source.encode(errors="replace")).hexdigest()[:8]
    )
    return policy, sorted(set(reading.mistakes))


def check_groups(text: str, file_name: str, policy: Policy, labels: Iterable[str]) -> list[Mistake]:
    """Members of [groups] who are not among the people (`姓名`, or `姓名/单位`)."""
    known, lines = set(labels), Lines(text.replace("\r\n", "\n"))
    return [
        Mistake(
            file_name,
            lines.of("groups", group.name),
            f"[groups] {group.name}",
            f"人员表里没有“{member}”{did_you_mean(member, known)}",
        )
        for group in policy.groups
        for member in group.members
        if member not in known
    ]


def _policy(reading: Reading) -> Policy:
    base = Policy()

    def part(name: str, spec: Fields, default: T) -> T:
        return _part(reading, (name,), spec, default)

    return replace(
        base,
        **reading.fields(("centre",), reading.table("centre"), CENTRE),
        hours=_part(reading, ("hours",), HOURS, base.hours, checks.hours, _seasons(reading)),
        quiet=_part(reading, ("quiet",), QUIET, base.quiet, checks.quiet),
        limits=_part(reading, ("limits",), LIMITS, base.limits, checks.limits, _profiles(reading)),
        ladder=_ladder(reading, base.ladder),
        nags=_part(reading, ("nags",), NAGS, base.nags, checks.nags),
        digests=part("digests", DIGESTS, base.digests),
        supervision=part("supervision", SUPERVISION, base.supervision),
        groups=_groups(reading),
        words=part("words", WORDS, base.words),
    )


def _part(
    reading: Reading,
    path: tuple[str, ...],
    spec: Fields,
    default: T,
    check: Callable[[T], checks.Found] | None = None,
    lists: dict[str, tuple[Any, ...] | None] | None = None,
) -> T:
    """One table as its dataclass; looked at as a whole only when every value could be read."""
    lists = lists or {}
    values = reading.fields(path, reading.table(*path), spec, also=lists)
    values |= {key: rows for key, rows in lists.items() if rows is not None}
    made: T = replace(default, **values)  # type: ignore[type-var] # T is a dataclass of the policy
    if check and not reading.wrong_below(path):
        for key, says in check(made):
            reading.wrong((*path, *key.split(".")), says)
    return made


def _seasons(reading: Reading) -> dict[str, tuple[Season, ...] | None]:
    rows = reading.rows(("hours", "seasons"), SEASON, tuple(SEASON))
    return {"seasons": None if rows is None else tuple(Season(**row) for row in rows)}


def _profiles(reading: Reading) -> dict[str, tuple[Profile, ...] | None]:
    rows = reading.rows(("limits", "profiles"), PROFILE, ("name", "label", "amount", "unit"))
    return {"profiles": None if rows is None else tuple(Profile(**row) for row in rows)}


def _ladder(reading: Reading, default: Ladder) -> Ladder:
    steps = {"ordinary": default.ordinary, "hotline": default.hotline, "urgent": default.urgent}
    reading.only(("ladder",), reading.table("ladder"), steps)
    return Ladder(
        **{
            name: _part(reading, ("ladder", name), UNSIGNED, step, checks.unsigned)
            for name, step in steps.items()
        }
    )


def _groups(reading: Reading) -> tuple[Group, ...]:
    table = reading.table("groups")
    members = reading.fields(("groups",), table, dict.fromkeys(table, v.list_of(v.words)))
    return tuple(Group(name=name, members=members[name]) for name in table if name in members)
