"""People, their accounts, the codes that bind them, and the roster everybody shares."""

from dataclasses import replace

import pytest

from storage.database import Database, Stores
from storage.statements import Statement, pick
from storage.tables import PersonRow, table
from tasks.people import Role
from tests.storage.conftest import Open
from tests.storage.values import DAY, HOUR, MINUTE, NOW, a_person

TOWN = "本镇"


@pytest.fixture(autouse=True)
def bob_and_cleo(database: Database) -> None:
    def add(stores: Stores) -> None:
        bob = a_person("bob", deputy_ids=("cleo",), leave_from=NOW, villages=("城东村",))
        stores.people.add(bob, "13800000001")
        stores.people.add(a_person("cleo", roles=frozenset({Role.UNIT_HEAD})), None)

    database.write_now(add)


def test_a_person_comes_back_as_they_went_in(database: Database) -> None:
    bob = a_person("bob", deputy_ids=("cleo",), leave_from=NOW, villages=("城东村",))
    assert database.read_now(lambda s: s.people.get("bob")) == bob
    assert database.read_now(lambda s: s.people.by_name("Bob")) == (bob,)
    assert database.read_now(lambda s: s.people.roster(TOWN))["bob"] == bob
    assert database.read_now(lambda s: s.people.get("eve")) is None


def test_phones_are_sealed(database: Database) -> None:
    raw = Statement(lambda: pick(table(PersonRow), "phone", "body"))
    rows = database.read_now(lambda s: s.transaction.rows(raw))
    assert all(b"13800000001" not in bytes(phone or b"") for phone, _ in rows)
    assert all("13800000001" not in body for _, body in rows)
    assert database.read_now(lambda s: s.people.phone("bob")) == "13800000001"
    assert database.read_now(lambda s: s.people.phone("cleo")) is None


def test_a_phone_stays_until_another_is_given(database: Database) -> None:
    bob = database.read_now(lambda s: s.people.roster(TOWN))["bob"]
    database.write_now(lambda s: s.people.save(replace(bob, name="Bobby")))
    assert database.read_now(lambda s: s.people.phone("bob")) == "13800000001"
    database.write_now(lambda s: s.people.save(bob, "13800000002"))
    assert database.read_now(lambda s: s.people.phone("bob")) == "13800000002"
    database.write_now(lambda s: s.people.save(bob, ""))
    assert database.read_now(lambda s: s.people.phone("bob")) is None


def test_the_roster_is_shared_until_somebody_changes_it(open_database: Open) -> None:
    here, there = open_database(), open_database()
    before = here.read_now(lambda s: s.people.roster(TOWN))
    assert here.read_now(lambda s: s.people.roster(TOWN)) is before
    there.write_now(lambda s: s.people.save(replace(before["bob"], active=False)))
    after = here.read_now(lambda s: s.people.roster(TOWN))
    assert not after["bob"].active
    assert [person.id for person in after] == ["cleo"]


def test_a_change_that_was_rolled_back_leaves_no_roster_behind(database: Database) -> None:
    def change(stores: Stores, name: str, *, keep: bool) -> None:
        bob = stores.people.roster(TOWN)["bob"]
        stores.people.save(replace(bob, name=name))
        assert stores.people.roster(TOWN)["bob"].name == name
        if not keep:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(change, "Wrong", keep=False)
    database.write_now(change, "Right", keep=True)
    assert database.read_now(lambda s: s.people.roster(TOWN))["bob"].name == "Right"


def test_an_account_speaks_for_whoever_bound_it_last(database: Database) -> None:
    database.write_now(lambda s: s.people.bind("webchat", "phone-1", "bob", NOW))
    assert database.read_now(lambda s: s.people.by_account("webchat", "phone-1")) is not None
    database.write_now(lambda s: s.people.bind("webchat", "phone-1", "cleo", NOW + HOUR))
    owner = database.read_now(lambda s: s.people.by_account("webchat", "phone-1"))
    assert owner is not None
    assert owner.id == "cleo"
    assert database.read_now(lambda s: s.people.accounts("bob")) == ()
    assert database.read_now(lambda s: s.people.by_account("dingtalk", "phone-1")) is None


def test_the_account_used_last_comes_first(database: Database) -> None:
    def act(stores: Stores) -> None:
        stores.people.bind("webchat", "old", "bob", NOW)
        stores.people.bind("dingtalk", "new", "bob", NOW + MINUTE)

    database.write_now(act)
    both = (("dingtalk", "new"), ("webchat", "old"))
    assert database.read_now(lambda s: s.people.accounts("bob")) == both
    database.write_now(lambda s: s.people.spoke("webchat", "old", NOW + HOUR))
    assert database.read_now(lambda s: s.people.accounts("bob")) == both[::-1]


def test_a_person_without_a_working_account_is_unreachable(database: Database) -> None:
    assert database.read_now(lambda s: s.people.unreachable("bob"))
    database.write_now(lambda s: s.people.bind("webchat", "a", "bob", NOW))
    assert not database.read_now(lambda s: s.people.unreachable("bob"))
    database.write_now(lambda s: s.people.mark_unreachable("webchat", "a", NOW))
    assert database.read_now(lambda s: s.people.unreachable("bob"))
    assert database.read_now(lambda s: s.people.accounts("bob", unreachable_too=True)) == (
        ("webchat", "a"),
    )
    database.write_now(lambda s: s.people.spoke("webchat", "a", NOW + HOUR))
    assert not database.read_now(lambda s: s.people.unreachable("bob"))
    database.write_now(lambda s: s.people.mark_unreachable("webchat", "a", NOW))
    database.write_now(lambda s: s.people.mark_reachable("webchat", "a"))
    assert not database.read_now(lambda s: s.people.unreachable("bob"))


def test_a_code_works_once_for_its_purpose_and_time(database: Database) -> None:
    def new(stores: Stores) -> None:
        stores.people.new_code("bob", "hash-bind", "bind", NOW + DAY, NOW)
        stores.people.new_code("bob", "hash-link", "link", NOW + 15 * MINUTE, NOW)

    database.write_now(new)
    assert database.write_now(lambda s: s.people.use_code("hash-bind", "link", NOW)) is None
    assert database.write_now(lambda s: s.people.use_code("hash-link", "link", NOW + HOUR)) is None
    person = database.write_now(lambda s: s.people.use_code("hash-bind", "bind", NOW + HOUR))
    assert person is not None
    assert person.id == "bob"
    assert database.write_now(lambda s: s.people.use_code("hash-bind", "bind", NOW + HOUR)) is None


def test_revoked_codes_and_accounts_are_gone(database: Database) -> None:
    def act(stores: Stores) -> None:
        stores.people.new_code("bob", "hash", "bind", NOW + DAY, NOW)
        stores.people.bind("webchat", "a", "bob", NOW)
        stores.people.revoke_codes("bob")
        stores.people.unbind("bob")

    database.write_now(act)
    assert database.write_now(lambda s: s.people.use_code("hash", "bind", NOW)) is None
    assert database.read_now(lambda s: s.people.accounts("bob")) == ()
