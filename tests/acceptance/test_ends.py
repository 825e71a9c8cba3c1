"""办结, 销号, 重办, 撤销, 撤回: the ends of a task, and numbers that are never reused."""

import pytest

from tests.acceptance.town import (
    APPEAL,
    CADRE,
    HEAD,
    LEADER,
    PLANNER,
    ROOM,
    ROOM_B,
    VILLAGE,
    WINDOW,
    assigned,
    labels,
    order,
    read_all,
    read_digests,
    registered,
    signed,
    status,
)
from tests.chat import Chat


async def closed(chat: Chat, **elements: str) -> str:
    number = await signed(chat, **elements)
    await chat.says(CADRE, f"办结 {number} 已换线并更换灯泡")
    await read_all(chat)
    return number


# --- 办结


@pytest.mark.parametrize("word", ["办好了", "搞定", "弄好了", "完成", "处理好了", "解决了", "办结"])
async def test_a_bare_word_never_closes(chat: Chat, word: str) -> None:
    """Rule 5: it asks for the result in one sentence or a photo."""
    number = await signed(chat)
    assert "结果" in await chat.answer(CADRE, word)
    assert await status(chat, number) == "acknowledged"
    await chat.nobody_else_hears()
    assert "已办结" in await chat.answer(CADRE, "已换线并更换灯泡,李家人确认")
    assert "李家人确认" in await chat.texts(ROOM)


async def test_another_command_is_not_taken_for_the_result(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "办好了")
    assert "待办" in await chat.answer(CADRE, "我的待办")
    assert await status(chat, number) == "acknowledged"


@pytest.mark.parametrize("result", ["已处理", "已办理", "同上", "已完成"])
async def test_a_stock_phrase_is_no_result(chat: Chat, result: str) -> None:
    number = await signed(chat)
    assert "具体" in await chat.answer(CADRE, f"办结 0001 {result}")
    assert await status(chat, number) == "acknowledged"


async def test_a_short_result_stands(chat: Chat) -> None:
    number = await signed(chat)
    assert "已办结" in await chat.answer(CADRE, "办结 0001 已通水")
    assert await status(chat, number) == "closed"
    await chat.hears(ROOM)


async def test_one_at_a_time(chat: Chat) -> None:
    """Rule 4: 办结, 销号, 退回."""
    await signed(chat)
    await signed(chat, what="清理柳湾村水渠")
    for text in ("办结 0001 0002 都好了", "全部办结", "1 2 办结"):
        assert "一件一件" in await chat.answer(CADRE, text)
    assert "一件一件" in await chat.answer(CADRE, "退回 0001 0002 不归我管")
    for number in ("0001", "0002"):
        await chat.says(CADRE, f"办结 {number} 已换线并更换灯泡")
    await chat.hears(ROOM)
    for text in ("销号 0001 0002 电话", "全部销号"):
        assert "一件一件" in await chat.answer(ROOM, text)


@pytest.mark.parametrize("person", [VILLAGE, HEAD, LEADER, PLANNER, WINDOW])
async def test_others_may_not_close(chat: Chat, person: str) -> None:
    number = await signed(chat, cc=VILLAGE)
    answer = await chat.answer(person, f"办结 {number} 好了")
    assert number in answer
    assert await status(chat, number) == "acknowledged"
    await chat.nobody_else_hears()


# --- 销号


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("电话", "电话告知"),
        ("当面", "当面告知"),
        ("短信", "短信告知"),
        ("无需 匿名反映,没有联系方式", "无需告知:匿名反映"),
    ],
)
async def test_struck_off_with_how_the_petitioner_was_told(chat: Chat, way: str, kept: str) -> None:
    number = await closed(chat)
    question = (await chat.says(ROOM, "销号"))[-1]
    assert labels(question)[:3] == ["电话", "当面", "短信"]
    assert await status(chat, number) == "closed"
    assert "已销号" in await chat.answer(ROOM, way)
    task = await chat.task(number)
    assert task["status"] == "struck_off"
    assert kept in task["events"][-1]["text"]


async def test_not_without_it(chat: Chat) -> None:
    number = await closed(chat)
    await chat.says(ROOM, "销号 0001")
    assert "理由" in await chat.press(ROOM, "无需告知")
    assert "已销号" not in await chat.answer(ROOM, "销号 0001 好了")
    assert await status(chat, number) == "closed"


async def test_not_before_it_is_done_and_not_by_others(chat: Chat) -> None:
    number = await signed(chat)
    assert "还没办结" in await chat.answer(ROOM, "销号 0001 电话")
    await chat.says(CADRE, "办结 0001 已换线并更换灯泡")
    await chat.hears(ROOM)
    for person in (CADRE, HEAD, LEADER, WINDOW):
        assert "已销号" not in await chat.answer(person, f"销号 {number} 电话")
    assert await status(chat, number) == "closed"
    assert "待销号 1 件" in await chat.answer(ROOM_B, "待销号")


async def test_struck_off_is_the_end(chat: Chat) -> None:
    number = await closed(chat)
    await chat.says(ROOM, "销号 0001 电话")
    for person, text in (
        (CADRE, "反馈 0001 又去看了一次"),
        (CADRE, "办结 0001 又去看了一次"),
        (ROOM, f"撤销 {number} 不要了"),
        (ROOM, f"改派 {number} {PLANNER}"),
        (ROOM, f"催办 {number}"),
        (ROOM, f"销号 {number} 电话"),
    ):
        await chat.says(person, text)
        assert await status(chat, number) == "struck_off", text
    await chat.nobody_else_hears()


# --- 重办


async def test_reopened_with_what_was_left_of_the_clock(chat: Chat) -> None:
    """Due Wednesday 17:00; closed with two days and eight hours to go; reopened after it."""
    number = await signed(chat)
    await chat.until("2026-11-23T09:00")
    await chat.says(CADRE, "办结 0001 已换线并更换灯泡")
    await chat.until("2026-11-27T10:00")
    await read_all(chat)
    assert "哪里没办好" in await chat.answer(ROOM, "重办 0001")
    assert await status(chat, number) == "closed"
    assert "已退回" in await chat.answer(ROOM, "群众说还是不亮")
    task = await chat.task(number)
    assert task["status"] == "acknowledged"
    assert task["deadline"] == "2026-11-29T18:00:00+08:00"
    assert "群众说还是不亮" in await chat.texts(CADRE)
    await chat.until("2026-11-28T12:00")
    await read_digests(chat)


async def test_reopened_with_at_least_one_working_day(chat: Chat) -> None:
    number = await signed(chat, due="11月23日17点")
    await chat.until("2026-11-23T16:50")
    await chat.says(CADRE, "办结 0001 已换线并更换灯泡")
    await chat.until("2026-11-23T17:30")
    await read_all(chat)
    await chat.says(ROOM, "没办好 0001 群众说还是不亮")
    assert (await chat.task(number))["deadline"] == "2026-11-24T18:00:00+08:00"
    assert (await chat.task(number))["supervision"] is None
    assert "11月24日" in await chat.texts(CADRE)
    await chat.until("2026-11-24T18:00")
    await read_digests(chat)
    assert (await chat.task(number))["supervision"]["state"] == "waiting"
    await read_all(chat)


async def test_a_case_is_open_again_with_its_task(chat: Chat) -> None:
    case = await registered(chat, APPEAL)
    await chat.says(ROOM, f"交办 {case} {CADRE} 抄送 无 截止 下周三 提醒 无 方式 应用内")
    await chat.says(CADRE, "办结 0001 已换线并更换灯泡")
    await read_all(chat)
    assert (await chat.case(case))["status"] == "closed"
    await chat.says(ROOM, "重办 0001 群众说还是不亮")
    assert (await chat.case(case))["status"] == "assigned"
    await chat.hears(CADRE)
    assert await chat.hears(WINDOW) == []


async def test_a_case_waits_again_when_its_only_task_is_called_off(chat: Chat) -> None:
    case = await registered(chat, APPEAL)
    await chat.says(ROOM, f"交办 {case} {CADRE} 抄送 无 截止 下周三 提醒 无 方式 应用内")
    await chat.says(ROOM, "撤销 0001 交错了单位")
    await chat.hears(CADRE)
    assert (await chat.case(case))["status"] == "registered"
    assert case in await chat.answer(ROOM, "待交办")
    assert await chat.hears(WINDOW) == []


async def test_a_case_ends_when_what_is_left_is_called_off(chat: Chat) -> None:
    case = await registered(chat, APPEAL)
    more = "抄送 无 截止 下周三 提醒 无 方式 应用内"
    await chat.says(ROOM, f"交办 {case} {CADRE} {more} 内容 修好村口路灯")
    await chat.says(ROOM, f"交办 {case} {PLANNER} {more} 内容 补好村口路面")
    await chat.says(ROOM, "确认")
    await chat.says(CADRE, "办结 已换线并更换灯泡")
    await chat.says(ROOM, "销号 0001 电话")
    await chat.hears(CADRE, PLANNER, ROOM)
    assert (await chat.case(case))["status"] == "assigned"
    await chat.says(ROOM, "撤销 0002 路面是好的")
    await chat.hears(PLANNER)
    assert (await chat.case(case))["status"] == "struck_off"
    assert "换线" in await chat.texts(WINDOW)


# --- 撤销, 撤回, numbers


async def test_cancelled_keeps_its_number(chat: Chat) -> None:
    number = await assigned(chat, cc=VILLAGE)
    assert "为什么" in await chat.answer(ROOM, "撤销 0001")
    assert await status(chat, number) == "assigned"
    assert "编号保留" in await chat.answer(ROOM, "重复交办")
    for person in (CADRE, VILLAGE):
        assert "不用再办" in await chat.texts(person)
    assert await status(chat, number) == "cancelled"
    assert "已撤销" in await chat.answer(CADRE, "收到 0001")
    assert (await chat.says(ROOM, order()))[-1]["task"] == "RW20261120-0002"
    await chat.hears(CADRE)
    await chat.until("2026-11-20T10:30")
    await chat.nobody_else_hears()


async def test_only_the_command_room_cancels(chat: Chat) -> None:
    number = await assigned(chat)
    for person in (CADRE, HEAD, LEADER, VILLAGE):
        await chat.says(person, f"撤销 {number} 不想办")
        assert await status(chat, number) == "assigned"
    await chat.nobody_else_hears()


async def test_numbers_have_no_gaps_and_start_anew_each_day(chat: Chat) -> None:
    """Drafts, refusals and undone tasks take no number, or keep the one they had."""
    first = await registered(chat, "城东村路灯不亮")
    await chat.says(ROOM, f"交办 {CADRE} 下周三 修路灯")
    await chat.says(ROOM, "取消")
    await chat.says(ROOM, "交办 查无此人 下周三 修路灯")
    await chat.says(ROOM, "取消")
    one = await assigned(chat)
    await chat.says(ROOM, "撤回")
    two = await assigned(chat)
    await chat.says(WINDOW, "登记")
    await chat.says(WINDOW, "我的待办")
    second = await registered(chat, "城西村路灯不亮")
    assert (first, second) == ("MT20261120-0001", "MT20261120-0002")
    assert (one, two) == ("RW20261120-0001", "RW20261120-0002")
    await read_all(chat)
    await chat.restarts()
    assert await assigned(chat) == "RW20261120-0003"
    await chat.until("2026-11-23T09:00")
    await read_all(chat)
    assert await assigned(chat) == "RW20261123-0001"
    assert await registered(chat, "城南村路灯不亮") == "MT20261123-0001"


async def test_taken_back_within_ten_minutes(chat: Chat) -> None:
    number = await assigned(chat, cc=VILLAGE)
    await chat.later(minutes=10)
    assert "已撤回" in await chat.answer(ROOM, "发错了")
    assert await status(chat, number) == "cancelled"
    for person in (CADRE, VILLAGE):
        assert "不用再办" in await chat.texts(person)


async def test_not_later_and_not_after_a_signature(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.later(minutes=11)
    assert "撤销" in await chat.answer(ROOM, "撤回")
    other = await signed(chat, what="清理柳湾村水渠")
    refused = await chat.answer(ROOM, "撤回")
    assert "已经签收" in refused
    assert "撤销" in refused
    assert await status(chat, number) == "assigned"
    assert await status(chat, other) == "acknowledged"
    await chat.nobody_else_hears()


async def test_a_registration_taken_back_keeps_its_number(chat: Chat) -> None:
    case = await registered(chat)
    assert "撤回" in await chat.answer(WINDOW, "撤回")
    assert (await chat.case(case))["status"] == "void"
    assert case in await chat.texts(ROOM)
    assert case in await chat.texts(ROOM_B)
    assert await registered(chat, "城西村路灯不亮") == "MT20261120-0002"


async def test_a_close_taken_back(chat: Chat) -> None:
    number = await closed(chat)
    assert "继续办理" in await chat.answer(CADRE, "撤回")
    assert await status(chat, number) == "acknowledged"
    assert number in await chat.texts(ROOM)


async def test_nothing_to_take_back(chat: Chat) -> None:
    assert "没有可以撤回" in await chat.answer(CADRE, "撤回")
