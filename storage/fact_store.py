"""Small settings of the centre, by name."""

import secrets

from sqlalchemy import bindparam

from storage.statements import Statement, insert_into, pick, same
from storage.tables import FactRow, table
from storage.transaction import Transaction

FACTS = table(FactRow)

GET = Statement(lambda: pick(FACTS, "value").where(*same(FACTS, "key")))
PUT = Statement(
    lambda: insert_into(FACTS).on_conflict_do_update(
        index_elements=["centre_id", "key"], set_={"value": bindparam("value")}
    )
)


class FactStore:
    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, key: str) -> str | None:
        found = self._tx.one(GET, key=key)
        return found[0] if found else None

    def put(self, key: str, value: str) -> None:
        self._tx.run(PUT, key=key, value=value)


class Version:
    """A mark that changes with some rows, so that every process sees when its copy is old.

    It is random, not counted: a change that was rolled back must not leave a copy behind that
    looks like the next change.
    """

    def __init__(self, transaction: Transaction, name: str) -> None:
        self._facts = FactStore(transaction)
        self._name = f"version:{name}"

    def now(self) -> str | None:
        return self._facts.get(self._name)

    def change(self) -> None:
        self._facts.put(self._name, secrets.token_hex(8))
