"""Quiet hours, lunch, rest days, bundling and caps (contract: automatic messages; Fair clocks)."""

import pytest

from tests.acceptance.town import (
    CADRE,
    DITCH,
    HEAD,
    LAMP,
    LEADER,
    PLANNER,
    PRINCIPALS,
    ROOM,
    VILLAGE,
    assigned,
    is_digest,
    order,
    read_all,
    read_digests,
    signed,
)
from tests.chat import Chat


async def moments(chat: Chat, person: str, word: str) -> list[str]:
    """When that person heard something with this word."""
    return [
        message["at"][5:16]
        for message in await chat.everything()
        if message["person"] == person and message["updates"] is None and word in message["text"]
    ]


@pytest.mark.parametrize(
    ("due", "remind", "heard"),
    [
        ("11月24日15点", "提前2小时", "11-24T12:2"),  # 13:00 is lunch
        ("11月24日9点", "提前2小时", "11-23T19:5"),  # 07:00 is too early
        ("11月24日20点", "提前14小时", "11-23T19:5"),  # 06:00
        ("11月25日早上6点半", "提前1小时", "11-24T19:5"),
        ("11月24日20点", "提前30分钟", "11-24T19:30"),
        ("11月22日17点", "提前1天", "11-21T17:00"),  # a Saturday: stays on the rest day
        ("11月24日17点", "提前8小时", "11-24T09:00"),
    ],
)
async def test_what_comes_before_moves_earlier_never_later(
    chat: Chat, due: str, remind: str, heard: str
) -> None:
    await signed(chat, due=due, remind=remind)
    await chat.until("2026-11-26T00:00")
    found = await moments(chat, CADRE, "到时限\n")
    assert len(found) == 1
    assert found[0].startswith(heard)
    await read_all(chat)


async def test_what_comes_after_waits_for_the_morning(chat: Chat) -> None:
    """Due at 22:00: in the queue at once, said at 08:00."""
    number = await signed(chat, cc=VILLAGE, due="今晚10点", remind="无")
    await chat.until("2026-11-20T22:00")
    assert (await chat.task(number))["supervision"]["since"] == "2026-11-20T22:00:00+08:00"
    await read_digests(chat)
    await chat.until("2026-11-23T07:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T08:00")
    for person in (CADRE, LEADER, VILLAGE):
        assert await moments(chat, person, "书记督办\n") == ["11-23T08:00"]
    await read_all(chat)


async def test_lunch_holds_what_comes_after(chat: Chat) -> None:
    await signed(chat, due="今天13点", remind="无")
    await chat.until("2026-11-20T13:29")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T13:30")
    assert "书记督办" in await chat.texts(CADRE)
    assert "书记督办" in await chat.texts(LEADER)


async def test_the_answer_to_what_somebody_did_is_never_held(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2026-11-21T02:00")
    await read_all(chat)
    assert "已签收" in await chat.answer(CADRE, "收到")
    assert "已记下" in await chat.answer(CADRE, "反馈 已到现场看过")
    assert "已办结" in await chat.answer(CADRE, "办结 已换灯泡")
    sent = await chat.says(ROOM, order(what=DITCH))
    assert sent[-1]["task"]
    assert (await chat.task(number))["status"] == "closed"
    await read_all(chat)


async def test_urgent_is_never_held(chat: Chat) -> None:
    await chat.says(ROOM, f"紧急 {order(due='11月22日早上6点', remind='提前1小时')}")
    await chat.says(CADRE, "收到")
    await read_all(chat)
    await chat.until("2026-11-22T05:00")
    assert await moments(chat, CADRE, "到时限\n") == ["11-22T05:00"]
    await read_digests(chat)
    await chat.hears(CADRE)
    await chat.until("2026-11-22T06:00")
    for person in (CADRE, LEADER, *PRINCIPALS):
        assert "督办" in await chat.texts(person)


async def test_what_is_due_before_the_hold_ends_is_not_held(chat: Chat) -> None:
    """Unsigned, and due this evening: the second reminder does not wait for the morning."""
    await chat.until("2026-11-20T17:30")
    await read_all(chat)
    await assigned(chat, due="今晚9点", remind="提前1小时")
    await chat.until("2026-11-20T20:30")
    assert await moments(chat, CADRE, "到时限\n") != []
    await read_all(chat)


async def test_tasks_that_are_due_together_are_one_message(chat: Chat) -> None:
    for what in (LAMP, DITCH, "南塘村道路修补"):
        await signed(chat, cc=VILLAGE, what=what, due="11月24日17点", remind="提前1天")
    await chat.until("2026-11-23T17:00")
    for person in (CADRE,):
        bundle = [m for m in await chat.hears(person) if not is_digest(m["text"])]
        assert len(bundle) == 1
        assert bundle[0]["text"].splitlines()[0].endswith("3 件事")
        assert [line[:2] for line in bundle[0]["text"].splitlines()[1:]] == ["1.", "2.", "3."]
    await read_digests(chat)
    await chat.nobody_else_hears()
    await chat.until("2026-11-24T17:00")
    for person in (CADRE, VILLAGE, LEADER):
        late = [m for m in await chat.hears(person) if "3 件事" in m["text"]]
        assert len(late) == 1
    await read_digests(chat)


async def test_urgent_leaves_the_bundle_alone(chat: Chat) -> None:
    await signed(chat, what=LAMP, due="11月24日17点", remind="提前1天")
    await chat.says(ROOM, f"紧急 {order(due='11月24日17点', what=DITCH)}")
    await chat.says(CADRE, "收到")
    await read_all(chat)
    await chat.until("2026-11-23T17:00")
    heard = [m["text"] for m in await chat.hears(CADRE) if not is_digest(m["text"])]
    assert len(heard) == 2
    await read_digests(chat)


async def test_two_a_day_for_a_task(chat: Chat) -> None:
    """The rest joins the next digest; the deadline itself is not counted."""
    remind = "提前1天、提前23小时、提前22小时、提前21小时"
    await signed(chat, due="11月25日14点", remind=remind)
    await chat.until("2026-11-24T18:30")
    assert len(await moments(chat, CADRE, "到时限\n")) == 2
    await chat.until("2026-11-25T08:40")
    morning = [m["text"] for m in await chat.hears(CADRE) if is_digest(m["text"])]
    assert "RW20261120-0001" in morning[-1]
    await chat.until("2026-11-25T14:00")
    assert "书记督办" in await chat.texts(CADRE)
    await read_all(chat)


async def test_six_a_day_for_a_person(chat: Chat) -> None:
    clocks = ("9:00", "9:30", "10:00", "10:30", "11:00", "11:30", "14:00", "14:30")
    for n, clock in enumerate(clocks):
        await signed(chat, what=f"第{n}处路灯维修", due=f"11月25日{clock}", remind="提前1天")
    await chat.until("2026-11-24T18:30")
    assert len(await moments(chat, CADRE, "到时限\n")) == 6
    await read_all(chat)
    await chat.until("2026-11-25T08:40")
    morning = (await chat.hears(CADRE))[-1]["text"]
    for n in (7, 8):
        assert f"RW20261120-000{n}" in morning
    await read_all(chat)


async def test_a_quiet_town_is_left_in_peace(chat: Chat) -> None:
    """A signed task far from its deadline, a weekend and a Monday: nothing to say, nothing sent."""
    await signed(chat, due="12月25日17点", remind="提前1天")
    await chat.until("2026-11-23T18:00")
    assert await chat.hears(CADRE, HEAD, PLANNER, ROOM, *PRINCIPALS) == []
    await read_digests(chat)


async def test_the_same_text_never_twice_a_day_unasked(chat: Chat) -> None:
    """Rule 12, through two weeks with late, silent and unsigned tasks."""
    await signed(chat, due="11月23日17点", remind="每天上午9点")
    await signed(chat, what=DITCH, due="12月10日17点")
    await assigned(chat, PLANNER, what="南塘村道路修补", due="11月24日17点")
    await chat.until("2026-12-04T18:00")
    said = [
        (message["person"], message["at"][:10], message["text"])
        for message in await chat.everything()
        if message["updates"] is None
    ]
    assert len(said) == len(set(said))
    await read_all(chat)


async def test_while_down_at_lunch_nothing_is_lost(chat: Chat) -> None:
    await signed(chat, due="11月23日15点", remind="提前2小时")
    await chat.until("2026-11-23T12:00")
    await read_digests(chat)
    await chat.down_until("2026-11-23T14:10")
    assert "还有50分钟" in await chat.texts(CADRE)
    await read_digests(chat)
