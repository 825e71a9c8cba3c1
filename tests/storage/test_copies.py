"""Several copies of the service on one PostgreSQL hear of each other's commits."""

import threading
from datetime import timedelta

import pytest

from storage.database import Database
from tests.postgres import PostgresServer
from tests.storage.conftest import Open
from tests.storage.values import NOW, a_due, a_letter, a_message

pytestmark = pytest.mark.parametrize("url", ["postgres"], indirect=True)


class Ear:
    """Remembers what a database announced."""

    def __init__(self, database: Database) -> None:
        self.heard: list[set[str]] = []
        self._rung = threading.Event()
        database.on_commit.append(self)

    def __call__(self, topics: set[str]) -> None:
        self.heard.append(topics)
        self._rung.set()

    def wait(self) -> None:
        assert self._rung.wait(10)
        self._rung.clear()


def test_the_others_hear_what_a_commit_touched(open_database: Open) -> None:
    here, there, elsewhere = open_database(), open_database(), open_database("other")
    own, other, foreign = Ear(here), Ear(there), Ear(elsewhere)
    here.write_now(lambda s: s.outbox.add(a_letter(), NOW))
    other.wait()
    assert other.heard == [{"outbox"}]
    assert own.heard == [{"outbox"}]  # once, from itself
    there.write_now(lambda s: s.inbox.add(a_message(), NOW))
    own.wait()
    while len(own.heard) < 2:
        own.wait()
    assert own.heard[-1] == {"inbox"}
    assert foreign.heard == []


def test_a_copy_that_lost_its_line_looks_at_everything(
    open_database: Open, postgres_server: PostgresServer
) -> None:
    here, there = open_database(), open_database()
    ear = Ear(here)
    postgres_server.admin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    )
    ear.wait()
    assert "outbox" in ear.heard[0]
    there.write_now(lambda s: s.inbox.add(a_message(), NOW))
    while {"inbox"} not in ear.heard:
        ear.wait()


def test_two_copies_never_hold_the_same_letter(open_database: Open) -> None:
    copies = [open_database() for _ in range(3)]
    letters = [a_letter(f"{n}", person_id=f"person {n}") for n in range(60)]
    copies[0].write_now(lambda s: [s.outbox.add(letter, NOW) for letter in letters])
    claimed: list[str] = []

    def claim(database: Database) -> None:
        while found := database.write_now(lambda s: s.outbox.claim(NOW, 7)):
            claimed.extend(letter.id for letter in found)

    threads = [threading.Thread(target=claim, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(claimed) == len(set(claimed)) == 60


def test_two_copies_never_hold_the_same_due(open_database: Open) -> None:
    copies = [open_database() for _ in range(2)]
    copies[0].write_now(lambda s: s.due.plan(*(a_due(data={"n": n}) for n in range(200))))
    claimed: list[str] = []

    def claim(database: Database) -> None:
        while found := database.write_now(lambda s: s.due.claim(NOW, 11)):
            claimed.extend(due.id for due in found)

    threads = [threading.Thread(target=claim, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(claimed) == len(set(claimed)) == 200


def test_the_server_tells_its_time(database: Database) -> None:
    first, second = database.server_time(), database.server_time()
    assert first is not None
    assert second is not None
    assert first.utcoffset() == timedelta(0)
    assert first <= second
