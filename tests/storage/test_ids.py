"""Ids rise with time, and never repeat."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from storage.ids import new_id

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_ids_are_short_plain_text() -> None:
    assert all(re.fullmatch(r"[0-9a-z]{26,32}", new_id(NOON)) for _ in range(100))


def test_ids_rise_with_time_and_within_one_microsecond() -> None:
    far = datetime(2040, 1, 1, tzinfo=UTC)  # later than what other tests may have used
    moments = [far] * 500 + [far + timedelta(seconds=one) for one in range(500)]
    ids = [new_id(moment) for moment in moments]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000


def test_a_clock_that_goes_back_changes_nothing() -> None:
    later = new_id(NOON + timedelta(days=1))
    assert new_id(NOON) > later


def test_threads_get_different_ids() -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: new_id(NOON), range(5_000)))
    assert len({one[:14] for one in ids}) == 5_000


def test_the_tail_cannot_be_guessed() -> None:
    assert len({new_id(NOON)[14:] for _ in range(2_000)}) == 2_000


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(TypeError):
        new_id(datetime(2026, 11, 20))  # noqa: DTZ001 - the point of the test
