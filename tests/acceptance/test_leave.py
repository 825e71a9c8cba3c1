"""请假 and B角: who gets what while somebody is away, and who has it afterwards (S3-34)."""

import pytest

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    DITCH,
    ENFORCER,
    HEAD,
    PLANNER,
    PLANNER_HEAD,
    ROOM,
    SURVEYOR,
    assigned,
    labels,
    order,
    read_all,
    read_digests,
    signed,
    status,
)
from tests.chat import Chat


async def test_the_deputy_gets_all_open_tasks_in_one_message(chat: Chat) -> None:
    first = await signed(chat)
    second = await assigned(chat, what=DITCH)
    answer = await chat.answer(CADRE, "请假 到下周三")
    assert PLANNER in answer
    assert "11月25日 18:00(周三)" in answer
    handed = await chat.hears(PLANNER)
    assert len(handed) == 1
    for number in (first, second):
        assert number in handed[0]["text"]
    await chat.nobody_else_hears()


async def test_a_new_task_goes_to_the_deputy_at_once(chat: Chat) -> None:
    await chat.says(CADRE, "请假 到下周三")
    draft = (await chat.says(ROOM, f"交办 {CADRE} 下周四 {DITCH}"))[0]
    assert f"请假中,先发 B角 {PLANNER}" in draft["text"]
    sent = await chat.says(ROOM, "确认")
    number = sent[-1]["task"]
    assert PLANNER in sent[-1]["text"]
    card = (await chat.hears(PLANNER))[-1]
    assert labels(card)[0] == "签收"
    await chat.nobody_else_hears()
    assert "已签收" in await chat.answer(PLANNER, "收到")
    task = await chat.task(number)
    assert (task["owner"], task["status"]) == (CADRE, "acknowledged")
    assert "已记下" in await chat.answer(PLANNER, "反馈 已到现场看过")
    assert "已办结" in await chat.answer(PLANNER, "办结 已清淤通水")
    await chat.hears(ROOM)
    assert await status(chat, number) == "closed"


async def test_reminders_go_to_the_deputy_and_back_after_the_leave(chat: Chat) -> None:
    await signed(chat, due="11月26日17点", remind="提前3天、提前2天、提前1天")
    await chat.says(CADRE, "请假 到下周二")
    await read_all(chat)
    await chat.until("2026-11-23T17:00")
    assert "还有3天" in await chat.texts(PLANNER)
    await read_digests(chat)
    await chat.nobody_else_hears()
    await chat.until("2026-11-24T17:00")
    assert "还有2天" in await chat.texts(PLANNER)
    await chat.until("2026-11-24T18:00")
    assert "还给本人" in await chat.texts(PLANNER)
    assert "你回来了" in await chat.texts(CADRE)
    await chat.until("2026-11-25T17:00")
    assert "还有1天" in await chat.texts(CADRE)
    await read_digests(chat)


async def test_back_early_it_is_the_owners_again(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.says(CADRE, "请假 到下周三")
    await chat.hears(PLANNER)
    await chat.says(PLANNER, f"签收 {number}")
    await chat.until("2026-11-23T09:00")
    await read_digests(chat)
    back = await chat.answer(CADRE, "销假")
    assert "已销假" in back
    assert number in back
    assert "还给本人" in await chat.texts(PLANNER)
    assert "已记下" in await chat.answer(CADRE, "反馈 已联系供电所")
    assert "已记下" not in await chat.answer(PLANNER, f"反馈 {number} 已到现场看过")
    assert "没有请假" in await chat.answer(CADRE, "销假")


async def test_the_chain_goes_on_when_the_deputy_is_away_too(chat: Chat) -> None:
    await chat.says(PLANNER, "请假 到下周五")
    await chat.says(CADRE, "请假 到下周三")
    sent = (await chat.says(ROOM, order()))[-1]
    assert SURVEYOR in sent["text"]
    assert "待签收" in await chat.texts(SURVEYOR)
    await chat.nobody_else_hears()


async def test_nobody_in_the_chain_is_the_dispatchers_at_once(chat: Chat) -> None:
    number = await signed(chat, ENFORCER)
    answer = await chat.answer(ENFORCER, "请假 到下周五")
    assert "指挥室" in answer
    for dispatcher in DISPATCHERS:
        told = await chat.texts(dispatcher)
        assert ENFORCER in told
        assert "改派" in told
    await chat.nobody_else_hears()
    await chat.until("2026-11-24T17:00")  # the reminder, a day before
    for dispatcher in DISPATCHERS:
        told = await chat.texts(dispatcher)
        assert number in told
    await read_digests(chat)
    await read_all(chat)


async def test_a_task_for_somebody_nobody_stands_in_for_says_so(chat: Chat) -> None:
    await chat.says(ENFORCER, "请假 到下周五")
    await read_all(chat)
    draft = (await chat.says(ROOM, f"交办 {ENFORCER} 下周三 {DITCH}"))[0]
    assert "请假" in draft["text"]
    sent = (await chat.says(ROOM, "确认"))[-1]
    assert "请假" in sent["text"]
    await read_all(chat)


async def test_the_silent_one_is_the_deputy_when_the_owner_is_away(chat: Chat) -> None:
    """Four hours unsigned: the head hears who is silent, and is not sent to somebody on leave."""
    await chat.says(CADRE, "请假 到下周三")
    await chat.says(ROOM, order())
    await read_all(chat)
    await chat.until("2026-11-20T11:00")
    assert "待签收" in await chat.texts(PLANNER)
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T15:00")
    told = await chat.texts(HEAD, PLANNER_HEAD)
    assert PLANNER in told
    assert f"问一声 {CADRE}" not in told
    await read_all(chat)


@pytest.mark.parametrize("leave", [f"请假 {CADRE} 到下周三", f"{CADRE}请假到下周三"])
async def test_heads_and_the_command_room_say_it_for_others(chat: Chat, leave: str) -> None:
    await signed(chat)
    assert PLANNER in await chat.answer(HEAD, leave)
    assert "代办" in await chat.texts(PLANNER)
    assert "已销假" in await chat.answer(ROOM, f"{CADRE}销假")
    await chat.reads(lambda message: message["person"] in (CADRE, PLANNER))


async def test_others_may_not_send_somebody_on_leave(chat: Chat) -> None:
    await signed(chat)
    answer = await chat.answer(SURVEYOR, f"{CADRE}请假到下周三")
    assert "代办" not in answer
    await chat.says(ROOM, order(what=DITCH))
    assert "待签收" in await chat.texts(CADRE)


async def test_no_end_is_asked_and_the_past_is_refused(chat: Chat) -> None:
    assert "什么时候" in await chat.answer(CADRE, "请假")
    assert PLANNER in await chat.answer(CADRE, "到下周三")
    assert "已销假" in await chat.answer(CADRE, "销假")
    past = await chat.answer(CADRE, "请假 到11月1日 2026年")
    assert "请假到" not in past


async def test_everyday_words(chat: Chat) -> None:
    await signed(chat)
    assert PLANNER in await chat.answer(CADRE, "出差到下周三")
    assert "代办" in await chat.texts(PLANNER)


async def test_the_leave_survives_a_restart(chat: Chat) -> None:
    await signed(chat)
    await chat.says(CADRE, "请假 到下周三")
    await chat.hears(PLANNER)
    await chat.restarts()
    await chat.says(ROOM, order(what=DITCH))
    assert "待签收" in await chat.texts(PLANNER)
    await chat.nobody_else_hears()
    await chat.down_until("2026-11-26T09:00")
    assert "你回来了" in await chat.texts(CADRE)
    assert "还给本人" in await chat.texts(PLANNER)
    await read_all(chat)
