"""Cases, masked and in clear; the petitioner's own data beside them, sealed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from storage.documents import Document, listed
from storage.ledger import (
    CaseFilter,
    Page,
    count_statement,
    page_of,
    page_statement,
    parameters,
    words_of,
)
from storage.sealing import Sealer
from storage.statements import Among, HoldsAll, Statement, changed, insert_into, pick, same
from storage.tables import CaseRow, PetitionerRow, table
from storage.transaction import Transaction
from storage.utc import to_us
from tasks.case import Case, CaseStatus, Petitioner
from tasks.errors import ChangedMeanwhile

CASES = table(CaseRow)
PETITIONERS = table(PetitionerRow)
CASE = Document(Case)
PETITIONER = Document(Petitioner)
PURPOSE = "petitioner"
PHONE_PURPOSE = "petitioner_phone"
NAME_PURPOSE = "petitioner_name"
HASHES = ("phone_hash", "tail_hash", "name_hash")
ENDINGS = 20  # at most so many are shown to choose from

SAVED = ("status", "channel", "reporter_id", "external_number", "version", "content", "body")

ADD = Statement(lambda: insert_into(CASES))
GET = Statement(lambda: pick(CASES, "body").where(*same(CASES, "id")))
BY_NUMBER = Statement(lambda: pick(CASES, "body").where(*same(CASES, "number")))
BY_EXTERNAL = Statement(
    lambda: (
        pick(CASES, "body")
        .where(*same(CASES, "external_number"))
        .order_by(CASES.c.registered_at.desc())
        .limit(1)
    )
)
SAVE = Statement(
    lambda: changed(
        update(CASES).where(*same(CASES, "id"), CASES.c.version == bindparam("seen")), *SAVED
    )
)
ENDING = Statement(
    lambda: (
        pick(CASES, "body")
        .where(CASES.c.number.like(literal_column("'%'").concat(bindparam("digits"))))
        .order_by(CASES.c.registered_at.desc(), CASES.c.id.desc())
        .limit(bindparam("limit"))
    )
)
WITH_STATUS = Statement(
    lambda: (
        pick(CASES, "body")
        .where(Among(CASES.c.status, "statuses"))
        .order_by(CASES.c.registered_at, CASES.c.id)
        .limit(bindparam("limit"))
    )
)
SEARCH = Statement(
    lambda: (
        pick(CASES, "body")
        .where(HoldsAll(CASES.c.content, "words"))
        .order_by(CASES.c.registered_at.desc(), CASES.c.id.desc())
        .limit(bindparam("limit"))
    )
)


def _of_petitioner(column: str) -> Any:
    """Cases whose petitioner has this keyed hash, newest first."""
    theirs = select(PETITIONERS.c.case_id).where(*same(PETITIONERS, column))
    return (
        pick(CASES, "body")
        .where(CASES.c.id.in_(theirs), CASES.c.registered_at >= bindparam("since"))
        .order_by(CASES.c.registered_at.desc(), CASES.c.id.desc())
    )


BY_PHONE = Statement(lambda: _of_petitioner("phone_hash"))
BY_TAIL = Statement(lambda: _of_petitioner("tail_hash"))
BY_NAME = Statement(lambda: _of_petitioner("name_hash"))
PETITIONER_OF = Statement(lambda: pick(PETITIONERS, "data").where(*same(PETITIONERS, "case_id")))


def _put_petitioner() -> Any:
    new = insert_into(PETITIONERS)
    changes = {name: new.excluded[name] for name in (*HASHES, "data")}
    return new.on_conflict_do_update(index_elements=["centre_id", "case_id"], set_=changes)


PUT_PETITIONER = Statement(_put_petitioner)


class CaseStore:
    def __init__(self, transaction: Transaction, sealer: Sealer) -> None:
        self._tx = transaction
        self._sealer = sealer

    def add(self, case: Case, petitioner: Petitioner) -> None:
        row = _row(case)
        self._tx.run(
            ADD, **row, id=case.id, number=case.number, registered_at=to_us(case.registered_at)
        )
        self.save_petitioner(case.id, petitioner)

    def get(self, case_id: str) -> Case | None:
        return _case(self._tx.one(GET, id=case_id))

    def by_number(self, number: str) -> Case | None:
        return _case(self._tx.one(BY_NUMBER, number=number))

    def save(self, case: Case) -> Case:
        """The case with its next version; ChangedMeanwhile when somebody was faster."""
        after = replace(case, version=case.version + 1)
        if self._tx.run(SAVE, **_row(after), id=case.id, seen=case.version) != 1:
            raise ChangedMeanwhile
        return after

    # The petitioner

    def petitioner(self, case_id: str) -> Petitioner:
        """The citizen's own data; empty when it was erased."""
        found = self._tx.one(PETITIONER_OF, case_id=case_id)
        if found is None or found[0] is None:
            return Petitioner(text="")
        return PETITIONER.load(self._sealer.open(found[0], f"{PURPOSE}:{case_id}"))

    def save_petitioner(self, case_id: str, petitioner: Petitioner) -> None:
        self._tx.run(
            PUT_PETITIONER,
            case_id=case_id,
            phone_hash=self._phone_hash(petitioner.phone),
            tail_hash=self._phone_hash(_digits(petitioner.phone or "")[-4:]),
            name_hash=self._name_hash(petitioner.name),
            data=self._sealer.seal(PETITIONER.dump(petitioner), f"{PURPOSE}:{case_id}"),
        )

    def by_phone(self, phone: str, since: datetime) -> tuple[Case, ...]:
        """Cases of that phone registered since then, newest first."""
        phone_hash = self._phone_hash(phone)
        if phone_hash is None:
            return ()
        return self._cases(BY_PHONE, phone_hash=phone_hash, since=to_us(since))

    def by_phone_tail(self, digits: str, since: datetime) -> tuple[Case, ...]:
        """Cases by the last four digits of the petitioner's phone, newest first."""
        tail_hash = self._phone_hash(digits)
        return self._cases(BY_TAIL, tail_hash=tail_hash, since=to_us(since))

    def by_petitioner(self, name: str, since: datetime) -> tuple[Case, ...]:
        """Cases by the petitioner's whole name, newest first."""
        return self._cases(BY_NAME, name_hash=self._name_hash(name), since=to_us(since))

    # Lists

    def by_external(self, number: str) -> Case | None:
        """The newest case that carries somebody else's order number."""
        return _case(self._tx.one(BY_EXTERNAL, external_number=number))

    def with_status(self, *statuses: CaseStatus, limit: int = 500) -> tuple[Case, ...]:
        """Oldest first."""
        return self._cases(WITH_STATUS, statuses=listed(statuses), limit=limit)

    def ending(self, digits: str) -> tuple[Case, ...]:
        """Cases whose number ends so, newest first, at most 20."""
        if not digits.isdigit():
            return ()
        return self._cases(ENDING, digits=digits, limit=ENDINGS)

    def search(self, words: str | Iterable[str], limit: int = 20) -> tuple[Case, ...]:
        """Cases whose masked content holds all the words, newest first."""
        return self._cases(SEARCH, words=listed(words_of(words)), limit=limit)

    def page(self, wanted: CaseFilter, after_key: str | None = None, limit: int = 50) -> Page[Case]:
        """Newest first; `after_key` is the last page's `next_key`."""
        values = parameters(wanted, after_key)
        statement = page_statement(CASES, frozenset(values))
        found = self._tx.rows(statement, **values, limit=limit)
        return page_of(found, limit, (CASE.load(row[2]) for row in found))

    def counts(self, wanted: CaseFilter | None = None) -> dict[CaseStatus, int]:
        """How many cases there are of each status."""
        values = parameters(wanted or CaseFilter())
        found = self._tx.rows(count_statement(CASES, frozenset(values)), **values)
        return {CaseStatus(status): count for status, count in found}

    def _cases(self, statement: Statement, **values: Any) -> tuple[Case, ...]:
        return tuple(CASE.load(body) for (body,) in self._tx.rows(statement, **values))

    def _name_hash(self, name: str | None) -> str | None:
        return self._sealer.keyed_hash(name, NAME_PURPOSE) if name else None

    def _phone_hash(self, phone: str | None) -> str | None:
        digits = _digits(phone or "")
        return self._sealer.keyed_hash(digits, PHONE_PURPOSE) if digits else None


def _digits(phone: str) -> str:
    """A phone however it was typed: without spaces, dashes, full-width digits, country code."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _case(row: Any) -> Case | None:
    return CASE.load(row[0]) if row else None


def _row(case: Case) -> dict[str, Any]:
    """What may change after registration."""
    return {
        "status": case.status,
        "channel": case.channel,
        "reporter_id": case.reporter_id,
        "external_number": case.external_number,
        "version": case.version,
        "content": case.content,
        "body": CASE.dump(case),
    }
