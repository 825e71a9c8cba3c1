"""After an outage: inbox before sweep, one bundle a person, one digest at most (issue §5)."""

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    LEADER,
    PLANNER,
    PLANNER_HEAD,
    PRINCIPALS,
    ROOM,
    SURVEYOR,
    VICE,
    assigned,
    is_digest,
    read_digests,
    signed,
    status,
)
from tests.chat import Chat, Message

WHATS = ("修好城东村路灯", "清理柳湾村水渠", "南塘村道路修补")


def automatic(messages: list[Message]) -> tuple[list[str], list[str]]:
    """Digests, and whatever else came."""
    texts = [message["text"] for message in messages]
    return [t for t in texts if is_digest(t)], [t for t in texts if not is_digest(t)]


async def test_three_hours_down_is_one_bundle_and_one_digest(chat: Chat) -> None:
    """08:00 to 11:00: digests, reminders and deadlines fall into it."""
    for what in WHATS:
        await signed(chat, what=what, due="下周一10点", remind="提前1小时、提前30分钟")
    await chat.until("2026-11-23T07:50")
    await read_digests(chat)
    await chat.down_until("2026-11-23T11:00")
    digests, others = automatic(await chat.hears(CADRE))
    assert len(digests) <= 1
    assert len(others) == 1
    for number in ("0001", "0002", "0003"):
        assert others[0].count(number) == 1
    assert "还有" not in others[0], "no reminder for a deadline that is gone"
    digests, others = automatic(await chat.hears(LEADER))
    assert (len(digests), len(others)) == (1, 1)
    for person in (*DISPATCHERS, *PRINCIPALS):
        digests, others = automatic(await chat.hears(person))
        assert len(digests) <= 1
        assert not others
    await chat.nobody_else_hears()


async def test_a_bundle_is_about_no_single_task(chat: Chat) -> None:
    for what in WHATS:
        await signed(chat, what=what, due="下周一10点", remind="无")
    await chat.until("2026-11-23T10:00")
    bundle = (await chat.hears(CADRE))[-1]
    assert bundle["text"].splitlines()[0].endswith("3 件事")
    assert bundle["task"] is None
    assert bundle["case"] is None
    await chat.hears(LEADER)
    await read_digests(chat)


async def test_what_was_done_in_time_counts_in_time(chat: Chat) -> None:
    """The inbox is emptied before the sweep; a move counts at the time its writer sent it."""
    number = await signed(chat, due="下周一10点", remind="无")
    await chat.until("2026-11-23T08:50")
    await read_digests(chat)
    await chat.down_until(
        "2026-11-23T11:30", ("2026-11-23T09:50", CADRE, f"办结 {number} 已换线并更换灯泡")
    )
    task = await chat.task(number)
    assert task["status"] == "closed"
    assert task["supervision"] is None
    assert task["events"][-1]["at"] == "2026-11-23T09:50:00+08:00"
    assert "已办结" in await chat.texts(CADRE)
    assert "待销号" in await chat.texts(ROOM)
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T18:00")
    await read_digests(chat)


async def test_what_was_done_too_late_is_supervised(chat: Chat) -> None:
    """Down at the deadline, written after it: it enters the queue, and ends there."""
    number = await signed(chat, due="下周一10点", remind="无")
    await chat.until("2026-11-23T09:00")
    await read_digests(chat)
    await chat.down_until(
        "2026-11-23T11:30", ("2026-11-23T10:50", CADRE, f"办结 {number} 已换线并更换灯泡")
    )
    task = await chat.task(number)
    assert task["status"] == "closed"
    assert task["supervision"] is not None, "late is late, however long the program slept"
    assert task["supervision"]["state"] == "ended"
    for principal in PRINCIPALS:
        assert "已换线" in await chat.texts(principal)
    await chat.reads(lambda _message: True)


async def test_the_signature_of_the_outage_stops_the_ladder(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2026-11-20T10:00")
    await chat.down_until("2026-11-20T15:30", ("2026-11-20T10:30", CADRE, "收到"))
    assert await status(chat, number) == "acknowledged"
    assert "已签收" in await chat.texts(CADRE)
    await chat.nobody_else_hears()


async def test_the_whole_ladder_of_an_outage_is_one_message_each(chat: Chat) -> None:
    await assigned(chat)
    await chat.down_until("2026-11-20T16:00")
    assert len(await chat.hears(CADRE)) == 1
    assert len(await chat.hears("王承泽")) == 1
    assert len(await chat.hears(PLANNER)) == 1
    await chat.nobody_else_hears()


async def test_a_weekend_down_says_nothing_twice(chat: Chat) -> None:
    number = await signed(chat, PLANNER, due="下周一9点", remind="提前1天、提前2小时")
    await chat.down_until("2026-11-24T09:30")
    assert (await chat.task(number))["supervision"]["state"] == "waiting"
    for person in (PLANNER, VICE):
        digests, others = automatic(await chat.hears(person))
        assert len(digests) <= 1
        assert len(others) == 1
    for principal in PRINCIPALS:
        digests, others = automatic(await chat.hears(principal))
        assert len(digests) == 1
        assert not others
    await read_digests(chat)
    await chat.nobody_else_hears(PLANNER_HEAD)
    await chat.restarts()
    await chat.until("2026-11-24T10:29")
    await chat.nobody_else_hears(PLANNER_HEAD)


async def test_down_through_the_night_people_are_left_in_peace(chat: Chat) -> None:
    """What fell due while down and may not be said now waits for the morning."""
    await signed(chat, SURVEYOR, due="今天17点", remind="无")
    await chat.until("2026-11-20T16:00")
    await chat.down_until("2026-11-20T23:00")
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T07:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T08:00")
    assert "进入书记督办" in await chat.texts(SURVEYOR)
    await chat.hears(VICE, *PRINCIPALS)
    await read_digests(chat)
