"""What the pages ask: the ledger's rows, own words of a chat, and what waits for an answer."""

from dataclasses import replace
from typing import Any

import pytest

from storage.database import Database, Stores
from storage.page_store import LedgerFilter, LedgerRow, page_store
from tasks.case import CaseStatus, Petitioner
from tasks.messages import Button, Purpose
from tasks.supervision import EntryState
from tasks.task import Status
from tests.storage.values import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_case,
    a_letter,
    a_message,
    a_person,
    a_task,
    an_entry,
)

NOBODY = Petitioner(text="")


def fill(stores: Stores) -> None:
    """Two cases, one with a task; two tasks of their own, one late and in the queue."""
    stores.people.add(a_person("bob"), None)
    stores.people.add(a_person("eve"), None)
    stores.cases.add(a_case("c1", content="城东村水管漏水", registered_at=NOW), NOBODY)
    referred = a_case("c2", content="去派出所", registered_at=NOW + HOUR, reporter_id="eve")
    stores.cases.add(replace(referred, status=CaseStatus.REFERRED), NOBODY)
    on_time = NOW + 9 * DAY
    stores.tasks.add(
        a_task("t1", deadline=on_time, case_id="c1", created_at=NOW + 2 * HOUR, owner_id="bob")
    )
    late = a_task("t2", created_at=NOW + 3 * HOUR, owner_id="eve", deadline=NOW + DAY)
    stores.tasks.add(replace(late, cc_ids=("bob",)))
    done = a_task(
        "t3", deadline=on_time, created_at=NOW + 4 * HOUR, owner_id="eve", content="柳湾村水渠清淤"
    )
    stores.tasks.add(replace(done, status=Status.STRUCK_OFF))
    stores.supervision.add(an_entry("e1", task_id="t2", state=EntryState.WAITING))


def ids(rows: tuple[LedgerRow, ...]) -> list[str]:
    return [one.id for row in rows if (one := row.task or row.case)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["t3", "t2", "t1", "c2"]),
        ({"task_statuses": ("struck_off",)}, ["t3"]),
        ({"case_statuses": ("referred",)}, ["c2"]),
        ({"owner_ids": ("bob",)}, ["t1"]),
        ({"owner_ids": ()}, []),
        ({"seen_by": ("bob",)}, ["t2", "t1"]),
        ({"seen_by": ("eve",)}, ["t3", "t2", "c2"]),
        ({"words": ("水", "漏")}, ["t1"]),
        ({"words": ("水渠",)}, ["t3"]),
        ({"place_words": ("柳湾村",), "place_ids": ("bob",)}, ["t3", "t1"]),
        ({"since": NOW + 3 * HOUR}, ["t3", "t2"]),
        ({"until": NOW + 3 * HOUR}, ["t1", "c2"]),
        ({"overdue_at": NOW + DAY}, ["t2"]),
        ({"in_queue": True}, ["t2"]),
        ({"in_queue": True, "owner_ids": ("bob",)}, []),
    ],
)
def test_the_ledger_holds_what_is_asked(
    database: Database, wanted: dict[str, Any], expected: list[str]
) -> None:
    database.write_now(fill)
    page = database.read_now(lambda s: page_store(s).ledger(LedgerFilter(**wanted)))
    assert ids(page.rows) == expected
    assert page.next_key is None


def test_a_task_brings_its_case_along(database: Database) -> None:
    database.write_now(fill)
    page = database.read_now(lambda s: page_store(s).ledger(LedgerFilter(owner_ids=("bob",))))
    row = page.rows[0]
    assert row.case is not None
    assert row.case.content == "城东村水管漏水"


def test_page_after_page_nothing_is_lost_or_twice(database: Database) -> None:
    database.write_now(fill)
    seen: list[str] = []
    after: str | None = None
    for _ in range(4):
        page = database.read_now(lambda s, key: page_store(s).ledger(LedgerFilter(), key, 1), after)
        seen += ids(page.rows)
        after = page.next_key
    assert seen == ["t3", "t2", "t1", "c2"]


def test_own_words_are_read_in_order_until_they_are_emptied(database: Database) -> None:
    def write(stores: Stores) -> None:
        for n in range(4):
            message = a_message(message_id=f"m{n}", account="bob", text=f"第{n}句")
            stores.inbox.add(message, NOW + n * MINUTE)
        stores.inbox.add(a_message(message_id="other", account="eve"), NOW)

    database.write_now(write)
    key = database.read_now(lambda s: s.inbox.waiting())[0][1]

    def texts(stores: Stores) -> list[str]:
        return [one.message.text for one in page_store(stores).spoken([key], 3)]

    assert database.read_now(texts) == ["第1句", "第2句", "第3句"]
    database.write_now(_handle_all)
    database.write_now(lambda s: s.inbox.empty_old(NOW + 2 * MINUTE))
    assert database.read_now(texts) == ["第2句", "第3句"]


def test_a_message_waits_until_it_is_handled_and_its_answer_has_left(database: Database) -> None:
    message = a_message(message_id="m1")

    def waits(stores: Stores) -> bool:
        return page_store(stores).unanswered(message.platform, "m1", "bob")

    database.write_now(lambda s: s.inbox.add(message, NOW))
    assert database.read_now(waits)
    answer = a_letter(person_id="bob", purpose=Purpose.ANSWER)
    database.write_now(_handle_all)
    database.write_now(lambda s: s.outbox.add(answer, NOW))
    assert database.read_now(waits)
    assert database.read_now(lambda s: page_store(s).newest_seq("bob")) == 0
    database.write_now(_send_all)
    assert not database.read_now(waits)
    assert database.read_now(lambda s: page_store(s).newest_seq("bob")) == 1


def _handle_all(stores: Stores) -> None:
    for message_id, _ in stores.inbox.waiting():
        stores.inbox.take(message_id)
        stores.inbox.done(message_id, "handled")


def _send_all(stores: Stores) -> None:
    for letter in stores.outbox.claim(NOW):
        stores.outbox.sent(
            letter.id,
            text="好",
            buttons=(Button("好", "好"),),
            platform="webchat",
            platform_message_id=letter.id,
            now=NOW,
        )
