"""Lists a page at a time: what may be asked for, and the key of where the last page ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Select, Table, and_, bindparam, func, or_, select

from storage.documents import listed
from storage.statements import Among, HoldsAll, Statement, of_centre, pick
from storage.tables import CaseRow, EntryRow, TaskRow, table
from storage.utc import to_us

T = TypeVar("T")

CASES = table(CaseRow)
TASKS = table(TaskRow)
ENTRIES = table(EntryRow)


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Empty fields ask for nothing; `since` and `until` are of the registration, until excluded."""

    statuses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    reporter_ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """Empty fields ask for nothing; `since` and `until` are of the assignment, until excluded."""

    statuses: tuple[str, ...] = ()
    owner_ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    due_before: datetime | None = None
    in_queue: bool = False  # the secretary's, not ended


Filter = CaseFilter | TaskFilter


@dataclass(frozen=True)
class Page(Generic[T]):
    """`next_key` asks for what follows; None: this was the last page."""

    rows: tuple[T, ...]
    next_key: str | None


@cache
def page_statement(rows: Table, fields: frozenset[str]) -> Statement:
    """Newest first, only the conditions that are asked for."""
    born = _born(rows)

    def build() -> Select[Any]:
        query = pick(rows, born.name, "id", "body").where(*_conditions(rows, fields))
        return query.order_by(born.desc(), rows.c.id.desc()).limit(bindparam("limit"))

    return Statement(build)


@cache
def count_statement(rows: Table, fields: frozenset[str]) -> Statement:
    """How many there are of each status."""

    def build() -> Select[Any]:
        counted = select(rows.c.status, func.count()).where(of_centre(rows))
        return counted.where(*_conditions(rows, fields)).group_by(rows.c.status)

    return Statement(build)


def parameters(wanted: Filter, after_key: str | None = None) -> dict[str, Any]:
    """The values of the conditions; their names say which conditions are asked for."""
    values: dict[str, Any] = {}
    for name in wanted.__dataclass_fields__:
        value = getattr(wanted, name)
        if isinstance(value, datetime):
            values[name] = to_us(value)
        elif isinstance(value, tuple) and value:
            values[name] = listed(value)
        elif value is True:
            values[name] = 1
    if after_key:
        values["after"], values["after_id"] = _read_key(after_key)
    return values


def page_of(found: list[Any], limit: int, rows: Iterable[T]) -> Page[T]:
    """`found` begins with time and id of each row."""
    last = found[-1] if len(found) == limit else None
    return Page(tuple(rows), f"{last[0]}:{last[1]}" if last else None)


def words_of(text: str | Iterable[str]) -> tuple[str, ...]:
    """The words that must all stand in the content."""
    return tuple(text.split() if isinstance(text, str) else text)


def _read_key(after_key: str) -> tuple[int, str]:
    moment, _, row_id = after_key.partition(":")
    return int(moment), row_id


def _born(rows: Table) -> Column[int]:
    born: Column[int] = rows.c.registered_at if rows is CASES else rows.c.created_at
    return born


def _conditions(rows: Table, fields: frozenset[str]) -> list[ColumnElement[bool]]:
    """In a fixed order, so that equal filters are equal sentences."""
    return [_condition(rows, name) for name in sorted(fields - {"after_id"})]


LISTS = {
    "statuses": "status",
    "channels": "channel",
    "reporter_ids": "reporter_id",
    "owner_ids": "owner_id",
}


def _condition(rows: Table, name: str) -> ColumnElement[bool]:
    born = _born(rows)
    if name in LISTS:
        return Among(rows.c[LISTS[name]], name)
    match name:
        case "words":
            return HoldsAll(rows.c.content, name)
        case "since":
            return born >= bindparam(name)
        case "until":
            return born < bindparam(name)
        case "due_before":
            return TASKS.c.deadline < bindparam(name)
        case "in_queue":
            return _in_queue()
    earlier = and_(born == bindparam("after"), rows.c.id < bindparam("after_id"))
    return or_(born < bindparam("after"), earlier)


def _in_queue() -> ColumnElement[bool]:
    entry = select(ENTRIES.c.id).where(
        ENTRIES.c.centre_id == TASKS.c.centre_id,
        ENTRIES.c.task_id == TASKS.c.id,
        ENTRIES.c.state != "ended",
    )
    return entry.exists()
