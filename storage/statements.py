"""SQL written once with Core and compiled once for each database."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Select, String, Table, Text, Update, bindparam
from sqlalchemy import select as _select
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as _insert
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

SQLITE = "sqlite"
POSTGRESQL = "postgresql"


class Statement:
    """One sentence of SQL; its text for a database is made at first use and kept.

    A sentence that does not name the centre is refused, unless `any_centre` says it means all.
    """

    def __init__(self, build: Callable[[], ClauseElement], *, any_centre: bool = False) -> None:
        self._build = build
        self._any_centre = any_centre
        self._texts: dict[str, str] = {}

    def text(self, dialect: str) -> str:
        known = self._texts.get(dialect)
        return known if known is not None else self._compile(dialect)

    def _compile(self, dialect: str) -> str:
        compiled = self._build().compile(dialect=_dialect(dialect))
        if not self._any_centre and "centre_id" not in compiled.params:
            raise ValueError(f"a query without its centre: {compiled}")
        self._texts[dialect] = _with_constants(str(compiled), compiled.params, dialect)
        return self._texts[dialect]


def _with_constants(sql: str, params: Mapping[str, Any], dialect: str) -> str:
    """Write the constants into the sentence: a partial index fits only a condition it can see."""
    for name, value in params.items():
        if value is not None:
            sql = _with_constant(sql, name, value, dialect)
    return sql


def _with_constant(sql: str, name: str, value: int | str, dialect: str) -> str:
    shown = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
    if dialect == POSTGRESQL:
        return sql.replace(f"%({name})s", shown.replace("%", "%%"))
    return re.sub(rf":{re.escape(name)}(?!\w)", lambda _: shown, sql)


@cache
def _dialect(name: str) -> Dialect:
    if name == SQLITE:
        from sqlalchemy.dialects.sqlite import dialect as sqlite

        return sqlite(paramstyle="named")
    from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg

    postgresql: Dialect = psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy left it so
    # Casts on texts would carry a collation of their own and hide partial indexes.
    postgresql.colspecs = {k: v for k, v in psycopg.colspecs.items() if k is not String}
    return postgresql


def of_centre(table: Table) -> ColumnElement[bool]:
    """The condition that stands in every query."""
    return table.c.centre_id == bindparam("centre_id")


def same(table: Table, *columns: str) -> tuple[ColumnElement[bool], ...]:
    """The centre's rows where each column equals the parameter of its name."""
    return (of_centre(table), *(table.c[name] == bindparam(name) for name in columns))


def pick(table: Table, *columns: str) -> Select[Any]:
    """SELECT these columns of the centre's rows."""
    return _select(*(table.c[name] for name in columns)).where(of_centre(table))


def insert_into(table: Table, *leave_out: str) -> Insert:
    """INSERT with one parameter per column; the database's own `place` is left to it."""
    return (
        _insert(table)
        .values({c.name: bindparam(c.name) for c in table.c if c.name not in ("place", *leave_out)})
        .inline()
    )


def changed(statement: Update, *columns: str) -> Update:
    """SET each column to the parameter of its name."""
    return statement.values({name: bindparam(name) for name in columns})


class Among(ColumnElement[bool]):
    """`column` is one of several texts, given as one parameter (see `documents.listed`)."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values = bindparam(name, type_=Text())


class HoldsAll(ColumnElement[bool]):
    """The column's text holds every one of several words, given as one parameter."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values = bindparam(name, type_=Text())


class Claimed(ColumnElement[bool]):
    """`column` is among the rows a query picks; on PostgreSQL rows another copy holds are skipped.

    The array form is four times as fast there as IN (SELECT …).
    """

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], query: Select[Any]) -> None:
        self.column = column
        self.query = query


@compiles(Among, SQLITE)
def _among_sqlite(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = _parts(element, compiler, kw)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - names, no values


@compiles(Among, POSTGRESQL)
def _among_postgresql(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = _parts(element, compiler, kw)
    return f"{column} = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST({values} AS jsonb))))"


@compiles(HoldsAll, SQLITE)
def _holds_sqlite(element: HoldsAll, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = _parts(element, compiler, kw)
    lacking = f"instr(lower({column}), lower(w.value)) = 0"
    words = f"json_each({values}) AS w"
    return f"NOT EXISTS (SELECT 1 FROM {words} WHERE {lacking})"  # noqa: S608 - names, no values


@compiles(HoldsAll, POSTGRESQL)
def _holds_postgresql(element: HoldsAll, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = _parts(element, compiler, kw)
    words = f"jsonb_array_elements_text(CAST({values} AS jsonb)) AS w(value)"
    lacking = f"strpos(lower({column}), lower(w.value)) = 0"
    return f"NOT EXISTS (SELECT 1 FROM {words} WHERE {lacking})"  # noqa: S608 - names, no values


@compiles(Claimed, SQLITE)
def _claimed_sqlite(element: Claimed, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"{column} IN ({compiler.process(element.query, **kw)})"


@compiles(Claimed, POSTGRESQL)
def _claimed_postgresql(element: Claimed, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    query = compiler.process(element.query.with_for_update(skip_locked=True), **kw)
    return f"{column} = ANY(ARRAY({query}))"


def _parts(element: Among | HoldsAll, compiler: SQLCompiler, kw: dict[str, Any]) -> tuple[str, str]:
    return compiler.process(element.column, **kw), compiler.process(element.values, **kw)
