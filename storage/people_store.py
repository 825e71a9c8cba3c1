"""People of the centre, their accounts on platforms, and the codes that bind them."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, null, update

from storage.documents import Document
from storage.fact_store import Version
from storage.sealing import Sealer
from storage.statements import Statement, changed, insert_into, pick, same
from storage.tables import AccountRow, CodeRow, PersonRow, table
from storage.transaction import Transaction
from storage.utc import to_us
from tasks.people import Person, Roster

PEOPLE = table(PersonRow)
ACCOUNTS = table(AccountRow)
CODES = table(CodeRow)
PERSON = Document(Person)
PURPOSE = "staff"

CodePurpose = Literal["bind", "link"]

ADD = Statement(lambda: insert_into(PEOPLE))
SAVE = Statement(
    lambda: changed(update(PEOPLE).where(*same(PEOPLE, "id")), "name", "active", "body")
)
SET_PHONE = Statement(lambda: changed(update(PEOPLE).where(*same(PEOPLE, "id")), "phone"))
PHONE = Statement(lambda: pick(PEOPLE, "phone").where(*same(PEOPLE, "id")))
ALL = Statement(lambda: pick(PEOPLE, "body").order_by(PEOPLE.c.id))
BY_ID = Statement(lambda: pick(PEOPLE, "body").where(*same(PEOPLE, "id")))
BY_NAME = Statement(lambda: pick(PEOPLE, "body").where(*same(PEOPLE, "name")).order_by(PEOPLE.c.id))

OWNER = Statement(lambda: pick(ACCOUNTS, "person_id").where(*same(ACCOUNTS, "platform", "account")))
OF_PERSON = Statement(
    lambda: (
        pick(ACCOUNTS, "platform", "account", "unreachable_at")
        .where(*same(ACCOUNTS, "person_id"))
        .order_by(
            func.coalesce(ACCOUNTS.c.spoke_at, ACCOUNTS.c.bound_at).desc(),
            ACCOUNTS.c.bound_at.desc(),
            ACCOUNTS.c.platform,
        )
    )
)
LOST = Statement(
    lambda: (
        pick(ACCOUNTS, "person_id")
        .group_by(ACCOUNTS.c.person_id)
        .having(func.count(ACCOUNTS.c.unreachable_at) == func.count())
    )
)
SPOKE = Statement(
    lambda: (
        update(ACCOUNTS)
        .where(*same(ACCOUNTS, "platform", "account"))
        .values(spoke_at=bindparam("now"), unreachable_at=null())
    )
)
MARK = Statement(
    lambda: changed(
        update(ACCOUNTS).where(*same(ACCOUNTS, "platform", "account")), "unreachable_at"
    )
)
UNBIND = Statement(lambda: delete(ACCOUNTS).where(*same(ACCOUNTS, "person_id")))

ADD_CODE = Statement(lambda: insert_into(CODES))
USE_CODE = Statement(
    lambda: (
        update(CODES)
        .where(
            *same(CODES, "code_hash", "purpose"),
            CODES.c.used_at.is_(None),
            CODES.c.expires_at > bindparam("now"),
        )
        .values(used_at=bindparam("now"))
        .returning(CODES.c.person_id)
    )
)
REVOKE = Statement(
    lambda: delete(CODES).where(*same(CODES, "person_id"), CODES.c.used_at.is_(None))
)


def _bind() -> Any:
    """An account bound again belongs to whoever bound it last."""
    new = insert_into(ACCOUNTS)
    moved = ("person_id", "bound_at", "spoke_at", "unreachable_at")
    return new.on_conflict_do_update(
        index_elements=["centre_id", "platform", "account"],
        set_={name: new.excluded[name] for name in moved},
    )


BIND = Statement(_bind)


class PeopleStore:
    def __init__(
        self, transaction: Transaction, sealer: Sealer, cache: dict[str, tuple[str | None, Any]]
    ) -> None:
        self._tx = transaction
        self._sealer = sealer
        self._cache = cache
        self._version = Version(transaction, "people")

    def roster(self, town: str) -> Roster:
        """Everybody, also those who left; read again only after a change by any process."""
        version = self._version.now()
        cached = self._cache.get(f"roster:{town}")
        if cached is None or cached[0] != version:
            people = (PERSON.load(body) for (body,) in self._tx.rows(ALL))
            cached = self._cache[f"roster:{town}"] = (version, Roster(people, town))
        roster: Roster = cached[1]
        return roster

    def add(self, person: Person, phone: str | None) -> None:
        self._tx.run(ADD, **_row(person), phone=self._sealed(person.id, phone))
        self._changed()

    def save(self, person: Person, phone: str | None = None) -> None:
        """Replace the person; the phone stays unless one is given, an empty one clears it."""
        self._tx.run(SAVE, **_row(person))
        if phone is not None:
            self._tx.run(SET_PHONE, id=person.id, phone=self._sealed(person.id, phone))
        self._changed()

    def get(self, person_id: str) -> Person | None:
        found = self._tx.one(BY_ID, id=person_id)
        return PERSON.load(found[0]) if found else None

    def phone(self, person_id: str) -> str | None:
        found = self._tx.one(PHONE, id=person_id)
        sealed = found[0] if found else None
        return self._sealer.open(sealed, f"{PURPOSE}:{person_id}") if sealed else None

    def by_name(self, name: str) -> tuple[Person, ...]:
        """Everyone of that name, also those who left."""
        return tuple(PERSON.load(body) for (body,) in self._tx.rows(BY_NAME, name=name))

    # Accounts

    def by_account(self, platform: str, account: str) -> Person | None:
        found = self._tx.one(OWNER, platform=platform, account=account)
        return self.get(found[0]) if found else None

    def bind(self, platform: str, account: str, person_id: str, now: datetime) -> None:
        """From now on this account speaks for this person."""
        self._tx.run(
            BIND,
            platform=platform,
            account=account,
            person_id=person_id,
            bound_at=to_us(now),
            spoke_at=None,
            unreachable_at=None,
        )
        self._tx.touched.add("people")

    def unbind(self, person_id: str) -> None:
        """Take all accounts from a person."""
        self._tx.run(UNBIND, person_id=person_id)
        self._tx.touched.add("people")

    def accounts(
        self, person_id: str, *, unreachable_too: bool = False
    ) -> tuple[tuple[str, str], ...]:
        """(platform, account) where the person can be reached, the one used last first."""
        rows = self._tx.rows(OF_PERSON, person_id=person_id)
        return tuple(
            (platform, account)
            for platform, account, unreachable_at in rows
            if unreachable_too or unreachable_at is None
        )

    def spoke(self, platform: str, account: str, now: datetime) -> None:
        """The person wrote from there, so they can be reached there."""
        self._tx.run(SPOKE, platform=platform, account=account, now=to_us(now))

    def unreachable(self, person_id: str) -> bool:
        """True when no account is left on which the person can be reached."""
        return not self.accounts(person_id)

    def lost(self) -> frozenset[str]:
        """Everyone who bound an account and can be reached on none; whoever never bound one reads
        the page."""
        return frozenset(person_id for (person_id,) in self._tx.rows(LOST))

    def mark_unreachable(self, platform: str, account: str, now: datetime) -> None:
        """The platform said that nothing will ever arrive there."""
        self._tx.run(MARK, platform=platform, account=account, unreachable_at=to_us(now))

    def mark_reachable(self, platform: str, account: str) -> None:
        self._tx.run(MARK, platform=platform, account=account, unreachable_at=None)

    # Codes

    def new_code(
        self,
        person_id: str,
        code_hash: str,
        purpose: CodePurpose,
        expires_at: datetime,
        now: datetime,
    ) -> None:
        self._tx.run(
            ADD_CODE,
            code_hash=code_hash,
            purpose=purpose,
            person_id=person_id,
            created_at=to_us(now),
            expires_at=to_us(expires_at),
            used_at=None,
        )

    def use_code(self, code_hash: str, purpose: CodePurpose, now: datetime) -> Person | None:
        """Whose code it is, once; None when it is unknown, used, revoked or too old."""
        found = self._tx.one(USE_CODE, code_hash=code_hash, purpose=purpose, now=to_us(now))
        return self.get(found[0]) if found else None

    def revoke_codes(self, person_id: str) -> None:
        """Codes not used yet stop working."""
        self._tx.run(REVOKE, person_id=person_id)

    def _sealed(self, person_id: str, phone: str | None) -> bytes | None:
        """Bound to the person, so that it does not open in somebody else's row."""
        return self._sealer.seal(phone, f"{PURPOSE}:{person_id}") if phone else None

    def _changed(self) -> None:
        self._version.change()
        self._tx.touched.add("people")


def _row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "active": int(person.active),
        "body": PERSON.dump(person),
    }
