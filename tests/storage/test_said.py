"""What was said: to whom, with which words, and how often somebody was nagged."""

from datetime import datetime

from storage.database import Database
from tasks.messages import Button, OutgoingMessage, Purpose
from tests.storage.test_outbox import add, claim, send
from tests.storage.values import DAY, HOUR, MINUTE, NOW, a_letter


def say(database: Database, *messages: OutgoingMessage, now: datetime = NOW) -> None:
    add(database, *messages, now=now)
    for letter in claim(database, now):
        send(database, letter, text=letter.message.template, now=now)


def a_nag(task: str = "RW1", **changes: object) -> OutgoingMessage:
    return a_letter("nag", **{"purpose": Purpose.NAG, "task_number": task, **changes})


def test_what_was_said_is_told_with_its_words(database: Database) -> None:
    add(database, a_letter("card", task_number="RW1", case_number="MT1", card="c"))
    (letter,) = claim(database)
    buttons = (Button("签收", "签收 1"), Button("退回", "退回 1"))
    seq = database.write_now(
        lambda s: s.outbox.sent(
            letter.id,
            text="请签收",
            buttons=buttons,
            platform="webchat",
            platform_message_id="p1",
            now=NOW + HOUR,
        )
    )
    said = database.read_now(lambda s: s.outbox.by_seq(seq))
    assert said is not None
    assert (said.text, said.buttons, said.at) == ("请签收", buttons, NOW + HOUR)
    assert (said.task_number, said.case_number, said.card) == ("RW1", "MT1", "c")
    assert (said.platform, said.platform_message_id) == ("webchat", "p1")
    assert database.read_now(lambda s: s.outbox.by_seq(99)) is None


def test_people_strangers_and_groups_hear_their_own(database: Database) -> None:
    stranger = ("webchat", "unknown")
    say(
        database,
        a_letter("to bob"),
        a_letter("to cleo", person_id="cleo"),
        a_letter("to a stranger", person_id=None, account=stranger),
        a_letter("to the group", person_id=None, chat="指挥群"),
        a_letter("to bob in the group", chat="指挥群"),
    )

    def heard(**who: object) -> list[str]:
        said = database.read_now(lambda s: s.outbox.said(**who))  # type: ignore[arg-type]
        return [one.text for one in said]

    assert heard(person_id="bob") == ["to bob", "to bob in the group"]
    assert heard(person_id="bob", chat="direct") == ["to bob"]
    assert heard(account=stranger) == ["to a stranger"]
    assert heard(chat="指挥群") == ["to the group", "to bob in the group"]
    assert len(heard()) == 5
    assert heard(after_seq=4) == ["to bob in the group"]
    assert heard(limit=2) == ["to the group", "to bob in the group"]


def test_the_same_words_are_noticed(database: Database) -> None:
    say(database, a_letter("路灯"), now=NOW)

    def said(person: str, text: str, since: datetime) -> bool:
        return database.read_now(lambda s: s.outbox.said_today(person, text, since))

    assert said("bob", "路灯", NOW - HOUR)
    assert not said("bob", "路灯", NOW + MINUTE)
    assert not said("cleo", "路灯", NOW - HOUR)
    assert not said("bob", "水管", NOW - HOUR)


def nags(database: Database, task: str = "RW1", since: datetime = NOW) -> tuple[int, int]:
    return database.read_now(lambda s: s.outbox.nags_today("bob", task, since))


def test_nags_are_counted_for_the_task_and_for_the_person(database: Database) -> None:
    say(database, a_nag("RW1"), a_nag("RW2"), a_letter("notice", task_number="RW1"))
    say(database, a_nag(person_id="cleo"))
    add(database, a_nag("RW1", not_before=NOW + HOUR))
    assert nags(database) == (2, 3)
    assert nags(database, since=NOW + MINUTE) == (1, 1)


def test_nags_in_one_message_count_once_for_the_person(database: Database) -> None:
    add(database, a_nag("RW1"), a_nag("RW2"), a_nag("RW3"))
    first, *others = claim(database)
    database.write_now(lambda s: s.outbox.bundled([o.id for o in others], first.id, NOW))
    send(database, first)
    assert nags(database, "RW2") == (1, 1)


def test_a_nag_that_was_not_said_does_not_count(database: Database) -> None:
    add(database, a_nag())
    (letter,) = claim(database)
    database.write_now(lambda s: s.outbox.dropped(letter.id, "closed", NOW))
    assert nags(database) == (0, 0)


def test_a_nag_of_last_night_held_until_today_counts_today(database: Database) -> None:
    add(database, a_nag(not_before=NOW), now=NOW - DAY)
    assert nags(database, since=NOW - HOUR) == (1, 1)


def test_what_became_of_several_messages_is_told_by_their_keys(database: Database) -> None:
    add(
        database,
        a_letter(dedup_key="push:RW1:bob"),
        a_letter(dedup_key="push:RW1:cleo", person_id="cleo"),
        a_letter(dedup_key="push:RW1:dan", person_id="dan", not_before=NOW + HOUR),
        a_letter(dedup_key="push:RW11:bob"),
    )
    letters = claim(database)
    send(database, letters[0])
    database.write_now(lambda s: s.outbox.failed(letters[1].id, "unknown account", NOW))
    assert database.read_now(lambda s: s.outbox.accepted("push:RW1:")) == (
        ("push:RW1:bob", "bob", "sent"),
        ("push:RW1:cleo", "cleo", "failed"),
        ("push:RW1:dan", "dan", "waiting"),
    )


def test_a_bundled_message_is_where_its_bundle_is(database: Database) -> None:
    add(database, a_letter(dedup_key="a"), a_letter(dedup_key="b"))
    first, second = claim(database)
    database.write_now(lambda s: s.outbox.bundled([second.id], first.id, NOW))
    assert database.read_now(lambda s: s.outbox.accepted("b"))[0][2] == "waiting"
    send(database, first)
    assert database.read_now(lambda s: s.outbox.accepted("b"))[0][2] == "sent"


def test_who_was_ever_spoken_to_stays_known(database: Database) -> None:
    add(database, a_letter("waits", person_id="dora"))
    assert not database.read_now(lambda s: s.outbox.spoken_to("dora"))
    say(database, a_letter("to bob"))
    database.write_now(lambda s: s.outbox.empty_old(NOW + DAY))
    assert database.read_now(lambda s: s.outbox.spoken_to("bob"))
