"""A card is said once and then redrawn: waiting updates go into it, later ones follow it."""

from datetime import datetime
from typing import Any

from storage.database import Database
from storage.letters import Letter
from tasks.messages import OutgoingMessage, Priority, Purpose
from tests.storage.test_outbox import add, claim, send, templates
from tests.storage.values import HOUR, MINUTE, NOW, a_letter


def a_card(template: str = "card", **changes: Any) -> OutgoingMessage:
    return a_letter(template, **{"card": "task:7", **changes})


def an_update(template: str = "update", **changes: Any) -> OutgoingMessage:
    return a_card(template, update=True, **changes)


def sent_card(database: Database, now: datetime = NOW) -> Letter:
    add(database, a_card(), now=now)
    (letter,) = claim(database, now)
    send(database, letter)
    return letter


def test_a_card_not_yet_sent_absorbs_its_updates(database: Database) -> None:
    first, note, second = add(database, a_card(), a_letter("note"), an_update())
    assert second == first
    letters = claim(database)
    assert templates(letters) == ["update", "note"]  # at the card's old place
    assert not letters[0].message.update  # nothing is there yet to redraw
    assert note is not None


def test_of_waiting_updates_only_the_newest_stays(database: Database) -> None:
    card = sent_card(database)
    add(database, an_update("one"), an_update("two"), an_update("three"))
    (letter,) = claim(database)
    assert letter.message.template == "three"
    assert letter.message.update
    assert (letter.updates_seq, letter.updates_platform_id) == (1, "p")
    assert send(database, letter) == 2
    said = database.read_now(lambda s: s.outbox.said("bob"))
    assert [one.updates for one in said] == [None, 1]
    assert card.updates_seq is None


def test_an_update_without_a_card_is_not_said(database: Database) -> None:
    assert add(database, an_update()) == [None]
    sent_card(database)
    assert add(database, an_update(person_id="cleo")) == [None]
    assert add(database, an_update(card="task:8")) == [None]


def test_an_update_never_overtakes_a_card_being_sent(database: Database) -> None:
    add(database, a_card())
    (card,) = claim(database)
    add(database, an_update(priority=Priority.URGENT))
    assert claim(database) == ()
    late = NOW + HOUR  # the sender died; its lease is long over
    assert templates(claim(database, late)) == ["card"]
    send(database, card)
    assert templates(claim(database, late)) == ["update"]


def test_a_card_waiting_for_its_retry_absorbs_too(database: Database) -> None:
    add(database, a_card())
    (card,) = claim(database)
    database.write_now(lambda s: s.outbox.rendered(card.id, text="old", buttons=()))
    database.write_now(lambda s: s.outbox.retry(card.id, NOW + HOUR, "slow down"))
    add(database, an_update())
    assert claim(database, NOW + MINUTE) == ()  # as the platform asked
    (letter,) = claim(database, NOW + HOUR)
    assert (letter.message.template, letter.text) == ("update", None)


def test_the_older_place_keeps_the_earlier_hour_and_the_stronger_purpose(
    database: Database,
) -> None:
    add(database, a_card(purpose=Purpose.ANSWER, priority=Priority.ANSWER))
    held = an_update(purpose=Purpose.NAG, priority=Priority.NAG, not_before=NOW + HOUR)
    add(database, held)
    (letter,) = claim(database)
    assert letter.message.template == "update"
    assert letter.message.purpose is Purpose.ANSWER


def test_both_facts_count_as_said(database: Database) -> None:
    add(database, a_card(dedup_key="assigned:7"), an_update(dedup_key="acknowledged:7"))
    assert add(database, an_update(dedup_key="acknowledged:7")) == [None]
    states = database.read_now(lambda s: s.outbox.accepted("a"))
    assert states == (("acknowledged:7", "bob", "waiting"), ("assigned:7", "bob", "waiting"))
    (letter,) = claim(database)
    send(database, letter)
    states = database.read_now(lambda s: s.outbox.accepted("acknowledged"))
    assert states == (("acknowledged:7", "bob", "sent"),)


def test_a_fact_said_before_replaces_nothing(database: Database) -> None:
    sent_card(database)
    add(database, an_update("one", dedup_key="k"))
    add(database, an_update("two", dedup_key="k"))
    assert templates(claim(database)) == ["one"]


def test_a_new_card_is_a_new_message(database: Database) -> None:
    sent_card(database)
    add(database, a_card("again"))
    (letter,) = claim(database)
    assert letter.updates_seq is None
    send(database, letter)
    add(database, an_update())
    (update,) = claim(database)
    assert update.updates_seq == 2


def test_an_update_sent_as_a_new_message_is_not_drawn_over(database: Database) -> None:
    sent_card(database)
    add(database, an_update())
    (letter,) = claim(database)
    seq = database.write_now(
        lambda s: s.outbox.sent(
            letter.id,
            text="好",
            buttons=(),
            platform="dingtalk",
            platform_message_id=None,
            now=NOW,
            in_place=False,
        )
    )
    said = database.read_now(lambda s: s.outbox.by_seq(seq))
    assert said is not None
    assert said.updates is None


def test_a_group_has_one_card_for_all(database: Database) -> None:
    group: dict[str, Any] = {"person_id": None, "chat": "指挥群"}
    add(database, a_card(**group), an_update(**group), an_update(**group | {"chat": "别的群"}))
    (letter,) = claim(database)
    assert (letter.message.template, letter.message.chat) == ("update", "指挥群")


def test_the_newest_drawing_is_found(database: Database) -> None:
    sent_card(database)
    add(database, an_update())
    send(database, claim(database)[0], text="新的")
    found = database.read_now(lambda s: s.outbox.latest_card("bob", "task:7"))
    assert found is not None
    assert (found.seq, found.text, found.updates) == (2, "新的", 1)
    assert database.read_now(lambda s: s.outbox.latest_card("cleo", "task:7")) is None
