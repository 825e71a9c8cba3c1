"""A walk-in from forwarding to striking off, as people would write it."""

from tests.acceptance.town import (
    APPEAL,
    CADRE,
    DISPATCHERS,
    GREETING,
    PHONE,
    ROOM,
    ROOM_B,
    VILLAGE,
    WINDOW,
    labels,
    registered,
)
from tests.chat import Chat, joined


async def test_a_walk_in_from_forwarding_to_striking_off(chat: Chat) -> None:
    receipt = await chat.says(WINDOW, APPEAL, forwarded=True)
    case = receipt[0]["case"]
    assert case == "MT20261120-0001"
    assert case in receipt[0]["text"].splitlines()[0]
    assert GREETING in receipt[0]["text"]
    for dispatcher in DISPATCHERS:
        told = await chat.texts(dispatcher)
        assert case in told.splitlines()[0]
        assert PHONE not in told

    draft = await chat.says(ROOM, f"交办 {case} {CADRE} 下周三下午5点前,抄送{VILLAGE}")
    assert "默认" in draft[0]["text"]
    assert draft[0]["task"] is None, "nothing is numbered before it is confirmed"
    await chat.nobody_else_hears()
    number = (await chat.presses(ROOM, "确认"))[-1]["task"]
    assert number == "RW20261120-0001"

    card = (await chat.hears(CADRE))[-1]
    for element in (CADRE, VILLAGE, "11月25日", "周三", "提前1天", "应用内", "路灯"):
        assert element in card["text"]
    assert card["text"].startswith("【清溪镇社会矛盾纠纷调处化解中心】")
    assert number in card["text"].splitlines()[0]
    assert "签收" in labels(card)
    copy = (await chat.hears(VILLAGE))[-1]
    assert "抄送" in copy["text"]
    assert "签收" not in labels(copy)
    await chat.nobody_else_hears()

    assert "已签收" in await chat.answer(CADRE, "收到")
    assert (await chat.task(number))["status"] == "acknowledged"
    assert "已记下" in await chat.answer(CADRE, "反馈 已到现场,线路老化,明天换线")
    assert "抄送" in await chat.answer(VILLAGE, f"办结 {number} 好了")
    assert (await chat.task(number))["status"] == "acknowledged"

    assert "结果" in await chat.answer(CADRE, "办好了")
    assert (await chat.task(number))["status"] == "acknowledged"
    assert "已办结" in await chat.answer(CADRE, "已换线并更换灯泡,李家人确认")
    assert (await chat.case(case))["status"] == "closed"
    closed = (await chat.hears(ROOM))[-1]
    assert "已换线" in closed["text"]
    assert labels(closed) == ["销号", "重办"]

    assert "怎么告诉群众" in joined(await chat.presses(ROOM, "销号"))
    assert "已销号" in await chat.answer(ROOM, "电话")
    assert (await chat.task(number))["status"] == "struck_off"
    assert (await chat.case(case))["status"] == "struck_off"
    result = await chat.texts(WINDOW)
    assert case in result.splitlines()[0]
    assert "换线" in result


async def test_nothing_comes_after_the_end(chat: Chat) -> None:
    case = await registered(chat)
    await chat.says(ROOM, f"交办 {case} {CADRE} 截止 下周一17点 抄送无")
    await chat.says(ROOM, "确认")
    await chat.says(CADRE, "办结 已换线并更换灯泡")
    await chat.says(ROOM, "销号 0001 电话")
    await chat.hears(CADRE, ROOM, WINDOW)
    await chat.until("2026-11-30T18:00")


async def test_the_same_platform_message_twice_has_one_effect(chat: Chat) -> None:
    first = await chat.says(WINDOW, APPEAL, forwarded=True, message_id="m1")
    assert len(first) == 1
    assert await chat.says(WINDOW, APPEAL, forwarded=True, message_id="m1") == []
    again = await chat.says(WINDOW, "登记 城西也有路灯坏了", message_id="m2")
    assert again[0]["case"] == "MT20261120-0002"
    for dispatcher in DISPATCHERS:
        assert len(await chat.hears(dispatcher)) == 2


async def test_the_registrar_hears_receipt_and_result(chat: Chat) -> None:
    """S1-24: each report has two messages to its reporter, whoever wrote the task's end."""
    case = await registered(chat)
    more = "抄送 无 截止 下周一17点 提醒 无 方式 应用内"
    await chat.says(ROOM, f"交办 {case} {CADRE} {more} 内容 换灯泡")
    again = await chat.answer(ROOM, f"交办 {case} {CADRE} {more} 内容 修线路")
    assert "RW20261120-0001" in again, "that it was given out once is said before a second task"
    await chat.says(ROOM, "确认")
    tasks = (await chat.case(case))["tasks"]
    assert tasks == ["RW20261120-0001", "RW20261120-0002"]
    for number in tasks:
        await chat.says(CADRE, f"办结 {number} 已办好,群众确认")
    assert (await chat.case(case))["status"] == "closed"
    await chat.says(ROOM, "销号 0001 电话")
    await chat.hears(CADRE, ROOM)
    assert (await chat.case(case))["status"] == "closed"
    assert await chat.hears(WINDOW) == [], "the case ends with its last task"
    await chat.says(ROOM, "销号 0002 当面")
    assert case in await chat.texts(WINDOW)
    assert (await chat.case(case))["status"] == "struck_off"
    assert await chat.hears(ROOM_B) == []
