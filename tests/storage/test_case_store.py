"""Cases in clear but masked, petitioners sealed, phones found by their hash."""

from dataclasses import replace

import pytest

from storage.database import Database, Stores
from storage.ledger import CaseFilter
from storage.statements import Statement, pick
from storage.tables import PetitionerRow, table
from tasks.case import Attachment, Case, CaseStatus, Channel, Level, Petitioner
from tasks.errors import ChangedMeanwhile
from tests.storage.values import DAY, HOUR, NOW, a_case, a_petitioner


def add(database: Database, *cases: Case, petitioner: Petitioner | None = None) -> None:
    def act(stores: Stores) -> None:
        for case in cases:
            stores.cases.add(case, petitioner or a_petitioner())

    database.write_now(act)


def test_a_case_comes_back_as_it_went_in(database: Database) -> None:
    case = a_case(
        level=Level.IMPORTANT,
        external_number="12345-0001",
        external_deadline=NOW + DAY,
        attachments=(Attachment("门口.jpg", "ab" * 32, 12, "image/jpeg"),),
    )
    add(database, case)
    assert database.read_now(lambda s: s.cases.get("case-1")) == case
    assert database.read_now(lambda s: s.cases.by_number(case.number)) == case
    assert database.read_now(lambda s: s.cases.by_external("12345-0001")) == case
    assert database.read_now(lambda s: s.cases.get("case-2")) is None


def test_a_save_keeps_what_was_meant_and_counts_on(database: Database) -> None:
    case = a_case()
    add(database, case)
    changed = replace(case, status=CaseStatus.CLOSED, outcome="已修好")
    saved = database.write_now(lambda s: s.cases.save(changed))
    assert saved == replace(changed, version=2)
    assert database.read_now(lambda s: s.cases.get("case-1")) == saved
    with pytest.raises(ChangedMeanwhile):
        database.write_now(lambda s: s.cases.save(changed))


def test_a_petitioner_is_sealed(database: Database) -> None:
    petitioner = a_petitioner(name="张三", id_number="110101200002300000", address="城东村1号")
    add(database, a_case(), petitioner=petitioner)
    raw = Statement(lambda: pick(table(PetitionerRow), "data", "phone_hash"))
    ((data, phone_hash),) = database.read_now(lambda s: s.transaction.rows(raw))
    for secret in ("张三", "13800000001", "110101200002300000"):
        assert secret.encode() not in bytes(data)
        assert secret not in phone_hash
    assert database.read_now(lambda s: s.cases.petitioner("case-1")) == petitioner
    assert database.read_now(lambda s: s.cases.petitioner("case-2")) == Petitioner(text="")


@pytest.mark.parametrize(
    "typed", ["13800000001", "138 0000 0001", "+86-13800000001", "１３８０００００００１"]
)
def test_a_phone_is_found_however_it_is_typed(database: Database, typed: str) -> None:
    add(database, a_case("case-1", registered_at=NOW - 40 * DAY), a_case("case-2"))
    found = database.read_now(lambda s: s.cases.by_phone(typed, NOW - 30 * DAY))
    assert [case.id for case in found] == ["case-2"]


def test_a_corrected_phone_is_found_instead(database: Database) -> None:
    add(database, a_case())
    corrected = a_petitioner(phone="13800000002")
    database.write_now(lambda s: s.cases.save_petitioner("case-1", corrected))
    assert database.read_now(lambda s: s.cases.by_phone("13800000001", NOW - DAY)) == ()
    assert len(database.read_now(lambda s: s.cases.by_phone("13800000002", NOW - DAY))) == 1
    assert database.read_now(lambda s: s.cases.by_phone("没有", NOW - DAY)) == ()


def test_lists_are_in_order(database: Database) -> None:
    add(
        database,
        a_case("case-1", registered_at=NOW - HOUR, content="城东村路灯不亮"),
        a_case("case-2", registered_at=NOW - 2 * HOUR, content="城西村路灯不亮"),
        a_case("case-3", registered_at=NOW, content="水管爆了", status=CaseStatus.CLOSED),
    )

    def look(stores: Stores) -> list[list[str]]:
        cases = stores.cases
        waiting = cases.with_status(CaseStatus.REGISTERED)
        return [
            [case.id for case in found]
            for found in (waiting, cases.search("路灯"), cases.search("路灯 城西"))
        ]

    assert database.read_now(look) == [["case-2", "case-1"], ["case-1", "case-2"], ["case-2"]]


def test_a_number_is_found_by_its_last_digits(database: Database) -> None:
    add(
        database,
        a_case("case-1", number="MT20261120-0007", registered_at=NOW - DAY),
        a_case("case-2", number="MT20261121-0007"),
        a_case("case-3", number="MT20261121-0017"),
    )
    ending = [c.id for c in database.read_now(lambda s: s.cases.ending("0007"))]
    assert ending == ["case-2", "case-1"]
    assert len(database.read_now(lambda s: s.cases.ending("7"))) == 3
    assert database.read_now(lambda s: s.cases.ending("%")) == ()


def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    add(
        database, *(a_case(f"case-{n:02d}", registered_at=NOW - (n // 3) * HOUR) for n in range(10))
    )
    seen: list[str] = []
    key = None
    while True:
        page = database.read_now(lambda s, after: s.cases.page(CaseFilter(), after, 4), key)
        seen += [case.id for case in page.rows]
        key = page.next_key
        if key is None:
            break
    assert len(seen) == len(set(seen)) == 10
    assert seen[:3] == ["case-02", "case-01", "case-00"]


def test_a_page_shows_only_what_was_asked_for(database: Database) -> None:
    add(
        database,
        a_case("case-1", channel=Channel.HOTLINE),
        a_case("case-2", registered_at=NOW - DAY),
        a_case("case-3", status=CaseStatus.VOID, content="水管爆了"),
    )

    def ids(wanted: CaseFilter) -> list[str]:
        page = database.read_now(lambda s: s.cases.page(wanted))
        return sorted(case.id for case in page.rows)

    assert ids(CaseFilter(channels=("12345",))) == ["case-1"]
    assert ids(CaseFilter(statuses=("registered",), since=NOW)) == ["case-1"]
    assert ids(CaseFilter(until=NOW)) == ["case-2"]
    assert ids(CaseFilter(words=("水管",), reporter_ids=("win",))) == ["case-3"]
    counts = database.read_now(lambda s: s.cases.counts(CaseFilter(since=NOW)))
    assert counts == {CaseStatus.REGISTERED: 1, CaseStatus.VOID: 1}
