"""A platform's message is kept once, handled once, and forgotten later."""

import pytest

from storage.database import Database, Stores
from storage.statements import Statement, pick
from storage.tables import InboxRow, table
from tasks.case import Attachment
from tasks.messages import IncomingMessage
from tests.storage.values import DAY, HOUR, NOW, a_message


def add(database: Database, *messages: IncomingMessage) -> list[str | None]:
    return database.write_now(lambda s: [s.inbox.add(message, NOW) for message in messages])


def test_a_message_comes_back_as_it_came(database: Database) -> None:
    photo = Attachment("门口.jpg", "ab" * 32, 12, "image/jpeg")
    message = a_message(attachments=(photo,), reply_to=7, chat="指挥群", addressed=False)
    (message_id,) = add(database, message)
    assert message_id is not None
    assert database.write_now(lambda s: s.inbox.take(message_id)) == message


def test_a_repeated_message_is_not_kept_again(database: Database) -> None:
    first, again, elsewhere = add(
        database,
        a_message("m1"),
        a_message("m1", text="改了"),
        a_message("m1", platform="dingtalk"),
    )
    assert first is not None
    assert again is None
    assert elsewhere is not None
    database.write_now(lambda s: s.inbox.take(first))
    assert add(database, a_message("m1")) == [None]


def test_messages_wait_in_the_order_they_came(database: Database) -> None:
    ids = add(database, a_message("m2"), a_message("m1", account="cleo"), a_message("m3"))
    waiting = database.read_now(lambda s: s.inbox.waiting(10))
    assert [one for one, _ in waiting] == ids
    assert waiting[0][1] == waiting[2][1] != waiting[1][1]
    assert database.read_now(lambda s: len(s.inbox.waiting(1))) == 1
    assert database.read_now(lambda s: s.inbox.any_waiting())


def test_a_message_is_taken_once(database: Database) -> None:
    (message_id,) = add(database, a_message())
    assert message_id is not None

    def handle(stores: Stores) -> bool:
        found = stores.inbox.take(message_id)
        if found is not None:
            stores.inbox.done(message_id, "handled")
        return found is not None

    assert [database.write_now(handle) for _ in range(3)] == [True, False, False]
    assert database.read_now(lambda s: s.inbox.waiting(10)) == ()


def test_a_message_whose_action_failed_waits_again(database: Database) -> None:
    """The claim is part of the action's transaction."""
    (message_id,) = add(database, a_message())
    assert message_id is not None

    def fail(stores: Stores) -> None:
        assert stores.inbox.take(message_id) is not None
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(fail)
    assert len(database.read_now(lambda s: s.inbox.waiting(10))) == 1
    database.write_now(lambda s: s.inbox.done(message_id, "again", "K7"))
    assert database.read_now(lambda s: s.inbox.failures(message_id)) == 1
    database.write_now(lambda s: s.inbox.done(message_id, "failed", "K7"))
    assert database.read_now(lambda s: s.inbox.failures(message_id)) == 2
    assert database.read_now(lambda s: s.inbox.waiting(10)) == ()


def test_payloads_are_sealed_and_emptied_after_a_while(database: Database) -> None:
    raw = Statement(lambda: pick(table(InboxRow), "payload").order_by(table(InboxRow).c.place))
    handled, _waiting = add(database, a_message("m1", text="电话13800000001"), a_message("m2"))
    assert handled is not None
    ((payload,), _) = database.read_now(lambda s: s.transaction.rows(raw))
    assert b"13800000001" not in bytes(payload)
    database.write_now(lambda s: s.inbox.take(handled))
    assert database.write_now(lambda s: s.inbox.empty_old(NOW)) == 0
    assert database.write_now(lambda s: s.inbox.empty_old(NOW + DAY)) == 1
    first, second = database.read_now(lambda s: s.transaction.rows(raw))
    assert first[0] is None
    assert second[0] is not None
    assert add(database, a_message("m1")) == [None]


async def test_a_new_message_wakes_the_worker(database: Database) -> None:
    woken: list[set[str]] = []
    database.on_commit.append(woken.append)
    await database.write(lambda s: s.inbox.add(a_message(), NOW))
    await database.write(lambda s: s.inbox.add(a_message(), NOW + HOUR))
    assert woken == [{"inbox"}]
