"""Letters leave once, in order, and come back when their sender died."""

from datetime import datetime

import pytest

from storage.database import Database, Stores
from storage.letters import Letter
from storage.statements import Statement, pick
from storage.tables import OutboxRow, table
from tasks.messages import Button, OutgoingMessage, Priority, Purpose
from tests.storage.values import DAY, HOUR, MINUTE, NOW, a_letter

LEASE_OVER = NOW + MINUTE


def add(database: Database, *messages: OutgoingMessage, now: datetime = NOW) -> list[str | None]:
    return database.write_now(lambda s: [s.outbox.add(message, now) for message in messages])


def claim(database: Database, now: datetime = NOW, limit: int = 200) -> tuple[Letter, ...]:
    return database.write_now(lambda s: s.outbox.claim(now, limit))


def templates(letters: tuple[Letter, ...]) -> list[str]:
    return [letter.message.template for letter in letters]


def send(database: Database, letter: Letter, text: str = "好", now: datetime = NOW) -> int:
    return database.write_now(
        lambda s: s.outbox.sent(
            letter.id, text=text, buttons=(), platform="webchat", platform_message_id="p", now=now
        )
    )


def test_a_message_comes_back_as_it_was_queued(database: Database) -> None:
    message = a_letter(
        facts={"deadline": NOW, "lines": ["a", "b"], "late": 3},
        buttons=(Button("签收", "签收 0007"),),
        purpose=Purpose.NAG,
        priority=Priority.NAG,
        task_number="RW20261121-0007",
        guard={"status": ["assigned"]},
    )
    add(database, message)
    (letter,) = claim(database)
    assert letter.message == message
    assert (letter.attempts, letter.created_at, letter.in_doubt) == (1, NOW, False)


def test_what_is_said_in_a_message_is_sealed(database: Database) -> None:
    add(database, a_letter(facts={"phone": "13800000001"}))
    send(database, claim(database)[0], text="电话 13800000001")
    raw = Statement(lambda: pick(table(OutboxRow), "message", "said"))
    ((message, said),) = database.read_now(lambda s: s.transaction.rows(raw))
    assert b"13800000001" not in bytes(message) + bytes(said)


def test_the_same_fact_is_said_once(database: Database) -> None:
    first, second = add(database, a_letter(dedup_key="k"), a_letter("other", dedup_key="k"))
    assert first is not None
    assert second is None
    send(database, claim(database)[0])
    assert add(database, a_letter(dedup_key="k")) == [None]
    assert claim(database) == ()


def test_urgent_letters_come_first_others_in_order(database: Database) -> None:
    add(
        database,
        a_letter("digest", priority=Priority.DIGEST),
        a_letter("card", priority=Priority.CARD),
        a_letter("urgent", priority=Priority.URGENT),
        a_letter("card 2", priority=Priority.CARD),
    )
    assert templates(claim(database, limit=3)) == ["urgent", "card", "card 2"]
    assert templates(claim(database)) == ["digest"]


def test_a_letter_waits_for_its_hour_and_holds_nobody_back(database: Database) -> None:
    add(database, a_letter("tomorrow", not_before=NOW + DAY), a_letter("now"))
    assert templates(claim(database)) == ["now"]
    assert database.read_now(lambda s: s.outbox.next_at()) == NOW + MINUTE / 2
    assert templates(claim(database, NOW + DAY)) == ["tomorrow", "now"]


def test_a_claimed_letter_is_hidden_until_its_lease_ends(database: Database) -> None:
    """A crash between claim and send only delays it, and the next sender is warned."""
    add(database, a_letter())
    assert len(claim(database)) == 1
    assert claim(database) == ()
    (again,) = claim(database, LEASE_OVER)
    assert (again.attempts, again.in_doubt) == (2, True)


def test_a_retry_says_the_same_words(database: Database) -> None:
    add(database, a_letter())
    (letter,) = claim(database)
    assert (letter.text, letter.buttons) == (None, ())
    button = Button("签收", "签收 0007")
    database.write_now(lambda s: s.outbox.rendered(letter.id, text="请签收", buttons=[button]))
    database.write_now(lambda s: s.outbox.retry(letter.id, NOW + HOUR, "busy"))
    assert claim(database, NOW + HOUR - MINUTE) == ()
    (again,) = claim(database, NOW + HOUR)
    assert (again.text, again.buttons, again.in_doubt) == ("请签收", (button,), False)


def test_a_letter_in_trouble_holds_back_those_after_it(database: Database) -> None:
    """Only in its own conversation and urgency."""
    add(database, a_letter("first"))
    (first,) = claim(database)
    add(
        database,
        a_letter("second"),
        a_letter("urgent", priority=Priority.URGENT),
        a_letter("to another", person_id="cleo"),
        a_letter("in the group", person_id=None, chat="指挥群"),
    )
    assert set(templates(claim(database))) == {"urgent", "to another", "in the group"}
    database.write_now(lambda s: s.outbox.retry(first.id, NOW + HOUR, "busy"))
    assert claim(database, NOW + MINUTE / 3) == ()
    assert database.read_now(lambda s: s.outbox.next_at()) == NOW + MINUTE / 2
    later = templates(claim(database, NOW + HOUR))
    assert later == ["urgent", "first", "second", "to another", "in the group"]


def test_letters_not_tried_can_be_given_back(database: Database) -> None:
    add(database, a_letter("first"), a_letter("second"))
    first, second = claim(database)
    database.write_now(lambda s: s.outbox.retry(first.id, NOW + HOUR, "busy"))
    database.write_now(lambda s: s.outbox.release(second.id, at=NOW))
    assert claim(database) == ()
    both = claim(database, NOW + HOUR)
    assert [(letter.message.template, letter.attempts) for letter in both] == [
        ("first", 2),
        ("second", 1),
    ]


def test_seqs_are_given_at_sending_without_gaps(database: Database) -> None:
    add(database, *(a_letter(f"n{n}") for n in range(4)))
    letters = claim(database)
    assert [send(database, letter) for letter in reversed(letters)] == [1, 2, 3, 4]
    assert send(database, letters[0]) == 4  # told twice, counted once
    said = database.read_now(lambda s: s.outbox.said("bob"))
    assert [one.seq for one in said] == [1, 2, 3, 4]
    assert database.read_now(lambda s: s.outbox.depth()) == 0


def test_a_dropped_letter_cannot_be_sent(database: Database) -> None:
    add(database, a_letter())
    (letter,) = claim(database)
    database.write_now(lambda s: s.outbox.dropped(letter.id, "closed meanwhile", NOW))
    with pytest.raises(LookupError):
        send(database, letter)
    add(database, a_letter("next"))
    assert send(database, claim(database)[0]) == 1


def test_a_hundred_letters_of_one_moment_leave_in_order(database: Database) -> None:
    add(database, *(a_letter(f"{n}") for n in range(100)))
    first = claim(database, limit=60)
    assert claim(database, limit=60) == ()  # those before it are on their way
    for letter in first:
        send(database, letter)
    assert templates(first + claim(database, limit=60)) == [str(n) for n in range(100)]


def test_old_letters_are_emptied_and_still_known(database: Database) -> None:
    add(database, a_letter(dedup_key="old"), a_letter("waits", not_before=NOW + 365 * DAY))
    send(database, claim(database)[0])
    assert database.write_now(lambda s: s.outbox.empty_old(NOW + DAY)) == 1
    assert database.read_now(lambda s: s.outbox.said("bob")) == ()
    assert add(database, a_letter(dedup_key="old")) == [None]
    assert templates(claim(database, NOW + 365 * DAY)) == ["waits"]


def test_a_message_to_nobody_is_a_bug(database: Database) -> None:
    with pytest.raises(ValueError, match="to nobody"):
        add(database, a_letter(person_id=None))


async def test_adding_and_retrying_wakes_delivery(database: Database) -> None:
    woken: list[set[str]] = []
    database.on_commit.append(woken.append)

    def act(stores: Stores) -> None:
        stores.outbox.add(a_letter(), NOW)

    await database.write(act)
    assert woken == [{"outbox"}]
