"""Nobody signs: said again, then the unit head is told and the B角 offered (contract: unsigned)."""

import pytest

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    ENFORCER,
    HEAD,
    PLANNER,
    PLANNER_HEAD,
    ROOM,
    SURVEYOR,
    VICE,
    assigned,
    labels,
    order,
    read_digests,
    registered,
    status,
)
from tests.chat import Chat


async def test_again_after_two_hours_head_and_deputy_at_four(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2026-11-20T10:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T11:00")
    again = await chat.hears(CADRE)
    assert len(again) == 1
    assert "待签收" in again[0]["text"].splitlines()[0]
    assert "签收" in labels(again[0])
    await chat.nobody_else_hears()

    await chat.until("2026-11-20T14:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T15:00")  # four working hours: lunch does not count
    head = (await chat.hears(HEAD))[-1]["text"]
    assert CADRE in head
    assert PLANNER in head
    offer = (await chat.hears(PLANNER))[-1]
    assert CADRE in offer["text"]
    assert labels(offer) == ["签收"]
    assert PLANNER in await chat.texts(CADRE)
    await chat.nobody_else_hears()

    assert "已签收" in await chat.press(PLANNER, "签收")
    task = await chat.task(number)
    assert task["status"] == "acknowledged"
    assert "系统" in [event["actor"] for event in task["events"]]
    assert "已经签收" in await chat.answer(CADRE, f"签收 {number}")
    assert "已记下" in await chat.answer(PLANNER, "反馈 已联系供电所,明天换线")
    await chat.until("2026-11-23T08:30")
    await read_digests(chat)


async def test_the_owner_may_still_sign_after_the_offer(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2026-11-20T15:00")
    await chat.hears(CADRE, PLANNER, HEAD)
    assert "已签收" in await chat.answer(CADRE, "收到")
    assert "已经签收" in await chat.press(PLANNER, "签收")
    assert (await chat.task(number))["owner"] == CADRE
    await chat.until("2026-11-20T18:00")
    await read_digests(chat)


async def test_signed_in_time_nothing_is_said(chat: Chat) -> None:
    await assigned(chat)
    await chat.until("2026-11-20T10:59")
    await chat.says(CADRE, "收到")
    await chat.until("2026-11-20T18:00")


async def test_the_clock_of_a_late_afternoon_goes_on_in_the_morning(chat: Chat) -> None:
    await chat.until("2026-11-20T17:00")
    await assigned(chat)
    await chat.until("2026-11-23T09:29")
    await read_digests(chat)
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T09:30")
    assert "待签收" in await chat.texts(CADRE)


async def test_an_order_of_the_hotline_half_an_hour_and_two_hours(chat: Chat) -> None:
    case = await registered(chat, "12345工单 编号:GD2026112000123 城东村路灯不亮", ROOM)
    await chat.says(ROOM, f"交办 {case} {CADRE} 抄送 无 提醒 提前1天 方式 应用内 截止 下周三")
    await chat.hears(CADRE, ROOM)
    await chat.until("2026-11-20T09:29")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T09:30")
    assert "待签收" in await chat.texts(CADRE)
    await chat.until("2026-11-20T10:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T11:00")
    assert CADRE in await chat.texts(HEAD)
    assert "签收" in await chat.texts(PLANNER, CADRE)


async def test_urgent_counts_plain_minutes_and_is_never_held(chat: Chat) -> None:
    """At night too: half an hour, two hours, whatever the hour."""
    await chat.until("2026-11-20T21:00")
    await read_digests(chat)
    heard = await chat.says(ROOM, f"{order()} 紧急")
    assert heard[-1]["task"]
    assert "紧急" in await chat.texts(CADRE)
    await chat.until("2026-11-20T21:29")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T21:30")
    assert "待签收" in await chat.texts(CADRE)
    await chat.until("2026-11-20T22:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T23:00")
    assert CADRE in await chat.texts(HEAD)
    assert CADRE in await chat.texts(PLANNER)
    await chat.hears(CADRE)
    await chat.until("2026-11-21T12:00")


async def test_a_head_without_deputy_is_the_command_rooms_business(chat: Chat) -> None:
    await assigned(chat, ENFORCER)
    await chat.until("2026-11-20T11:00")
    assert "待签收" in await chat.texts(ENFORCER)
    await chat.until("2026-11-20T15:00")
    for dispatcher in DISPATCHERS:
        text = await chat.texts(dispatcher)
        assert ENFORCER in text
        assert "改派" in text
    await chat.nobody_else_hears()


async def test_each_co_executor_signs_for_himself(chat: Chat) -> None:
    number = await assigned(chat, f"{CADRE}、{PLANNER}")
    await chat.says(CADRE, "收到")
    assert await status(chat, number) == "acknowledged"
    await chat.until("2026-11-20T11:00")
    assert "待签收" in await chat.texts(PLANNER)
    await chat.until("2026-11-20T15:00")
    assert PLANNER in await chat.texts(PLANNER_HEAD)
    await chat.nobody_else_hears()
    assert "已签收" in await chat.answer(PLANNER, "收到")
    task = await chat.task(number)
    assert task["co_executors"] == [{"name": PLANNER, "status": "acknowledged"}]


async def test_a_new_owner_has_a_new_signature_clock(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2026-11-20T10:50")
    await chat.says(ROOM, f"改派 {number} {SURVEYOR}")
    assert "不用再办" in await chat.texts(CADRE)
    await chat.hears(SURVEYOR)
    await chat.until("2026-11-20T14:49")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T14:50")
    assert "待签收" in await chat.texts(SURVEYOR)


@pytest.mark.parametrize("person", [HEAD, VICE])
async def test_the_head_may_urge_but_a_stranger_to_the_task_may_not(
    chat: Chat, person: str
) -> None:
    number = await assigned(chat)
    answer = await chat.answer(person, f"催办 {number}")
    if person == HEAD:
        assert "已催" in answer
        urged = (await chat.hears(CADRE))[-1]
        assert HEAD in urged["text"]
        kinds = [event["kind"] for event in (await chat.task(number))["events"]]
        assert "task_urged" in kinds
    else:
        assert "已催" not in answer
