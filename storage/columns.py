"""The kinds of columns and keys that all tables are made of."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

# Keys compare byte by byte on both databases, so that their order means the same.
KEY = Text().with_variant(Text(collation="C"), "postgresql")
PLACE = BigInteger().with_variant(Integer(), "sqlite")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def term(*, primary: bool = False, null: bool = False) -> Any:
    """An id, a number or another word that rows are found by."""
    return Field(sa_column=Column(KEY, primary_key=primary, nullable=null))


def prose(*, null: bool = False) -> Any:
    """Text that is read, not looked up: a document, a sentence, a reason."""
    return Field(sa_column=Column(Text(), nullable=null))


def moment(*, null: bool = False) -> Any:
    """Microseconds since 1970, UTC (see `storage.utc`)."""
    return Field(sa_column=Column(BigInteger(), nullable=null))


def count(*, null: bool = False) -> Any:
    return Field(sa_column=Column(BigInteger(), nullable=null))


def flag(*, primary: bool = False) -> Any:
    """0 or 1."""
    return Field(sa_column=Column(SmallInteger(), primary_key=primary, nullable=False))


def sealed(*, null: bool = False) -> Any:
    """Bytes that only the data key can read, or a keyed digest."""
    return Field(sa_column=Column(LargeBinary(), nullable=null))


def ordinal() -> Any:
    """A row's place in the order of writing, given by the database."""
    return Field(sa_column=Column(PLACE, primary_key=True, autoincrement=True))


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the few rows that are still asked for."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def belongs_to(columns: tuple[str, ...], table: str, *targets: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(columns, [f"{table}.{target}" for target in targets])


class Row(SQLModel):
    """Base of all tables; `centre_id` comes first in every key and every query."""

    metadata = MetaData(naming_convention=NAMES)
