"""A new year's notice: provisional deadlines are counted again, recorded and told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from bot.actions.import_year import YearImported, import_year
from bot.centre_folder import Centre
from bot.engine import settle
from bot.working_days import built_in_years
from tests.chat import Chat, chatting, sample

ROOM, OWNER = "苏念安", "丁若楠"
# Not the real notice of 2027: a long new year, and a Saturday made up for it.
DAYS = {
    **{date(2027, 1, day): False for day in range(1, 8)},
    date(2027, 1, 9): True,
    date(2027, 5, 1): False,
    date(2027, 10, 1): False,
}
SAME_AS_WEEKENDS = {date(2027, 1, 1): True, date(2027, 10, 1): True}


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    """Days before the new year; a task without a deadline gets five working days."""
    policy = sample().policy
    limits = replace(policy.limits, default_profile="hotline")
    centre = Centre(replace(policy, limits=limits), sample().rows)
    async with chatting("2026-12-29T09:00", centre=centre) as opened:
        yield opened


async def assigned(chat: Chat, deadline: str = "") -> str:
    """The number of a task that reaches into the year nobody knows yet."""
    await chat.says(ROOM, f"交办 执行人:{OWNER} 抄送 无 内容:核对城东村台账 {deadline}")
    number: str = (await chat.presses(ROOM, "确认"))[-1]["task"]
    await chat.hears(ROOM, OWNER)
    return number


async def imported(chat: Chat, days: dict[date, bool]) -> YearImported:
    done = await chat.service.act(import_year, 2027, days)
    await settle(chat.service)
    return done


async def test_a_provisional_deadline_moves_with_an_event(chat: Chat) -> None:
    number = await assigned(chat)
    before = await chat.task(number)
    assert before["deadline"].startswith("2027-01-05T18:00")
    card = (await chat.says(OWNER, f"签收 {number}"))[-1]["text"]
    assert number in card
    assert await imported(chat, DAYS) == YearImported(moved=(number,))
    after = await chat.task(number)
    assert after["deadline"].startswith("2027-01-11T18:00")
    assert [event["kind"] for event in after["events"]][-1] == "task_recomputed"
    for person in (OWNER, ROOM):
        (told,) = [text for text in (await chat.texts(person)).splitlines() if number in text]
        assert "2027 年放假安排已导入" in told
        assert "1月11日" in told
        assert "1月5日" in told


async def test_a_deadline_that_stays_is_not_provisional_any_more(chat: Chat) -> None:
    number = await assigned(chat)
    assert await imported(chat, SAME_AS_WEEKENDS) == YearImported(stayed=(number,))
    assert (await chat.task(number))["deadline"].startswith("2027-01-05T18:00")
    assert "仍是" in await chat.texts(OWNER)
    cards = [m for m in await chat.everything() if m["updates"] and m["task"] == number]
    assert cards
    assert "暂按周末推算" not in cards[-1]["text"]


async def test_the_steps_follow_the_new_deadline(chat: Chat) -> None:
    number = await assigned(chat)
    await imported(chat, DAYS)
    await chat.until("2027-01-06T12:00")
    assert (await chat.task(number))["supervision"] is None
    await chat.until("2027-01-11T18:01")
    assert (await chat.task(number))["supervision"]["state"] == "waiting"


async def test_a_time_somebody_typed_stays(chat: Chat) -> None:
    number = await assigned(chat, "截止:2027年1月6日")
    assert await imported(chat, DAYS) == YearImported()
    assert (await chat.task(number))["deadline"].startswith("2027-01-06T18:00")
    assert "放假安排" not in await chat.texts(OWNER, ROOM)


async def test_imported_again_nothing_is_said_twice(chat: Chat) -> None:
    await assigned(chat)
    await imported(chat, DAYS)
    await chat.hears(OWNER, ROOM)
    assert await imported(chat, DAYS) == YearImported()
    assert await chat.hears(OWNER, ROOM) == []


async def test_a_deadline_that_is_gone_stays_gone(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2027-01-05T18:01")
    assert await imported(chat, DAYS) == YearImported()
    assert (await chat.task(number))["deadline"].startswith("2027-01-05T18:00")


async def test_a_year_that_an_upgrade_brings_is_taken_over(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await assigned(chat)
    years = {**built_in_years(), 2027: DAYS}
    monkeypatch.setattr("bot.actions.load_years.built_in_years", lambda: years)
    await chat.restarts()
    assert (await chat.task(number))["deadline"].startswith("2027-01-11T18:00")
    assert "2027 年放假安排已导入" in await chat.texts(OWNER)
    await chat.service.act(import_year, 2027, SAME_AS_WEEKENDS)
    await chat.restarts()
    assert await chat.service.ask(lambda desk: desk.calendar.is_working(date(2027, 1, 1)))
