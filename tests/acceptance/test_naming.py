"""What people type names a task: words of its content, numbers, and everyday words of progress."""

import pytest

from tests.acceptance.town import (
    CADRE,
    DITCH,
    LAMP,
    PLANNER,
    ROOM,
    ROOM_B,
    order,
    read_all,
    signed,
    statuses,
    three,
)
from tests.chat import Chat

# --- naming a task by the words of its content


@pytest.mark.parametrize(
    ("person", "text", "number"),
    [
        (CADRE, "办结 路灯那个 已换灯泡", "RW20261120-0001"),
        (CADRE, "反馈 水渠那个 今天清了三百米", "RW20261120-0002"),
        (CADRE, "水渠那个正在清淤,完成60%", "RW20261120-0002"),
        (CADRE, "道路那个来不及了,再给3天,等沥青", "RW20261120-0003"),
        (ROOM, "催一下水渠那个", "RW20261120-0002"),
        (ROOM, "水渠那个怎么样了", "RW20261120-0002"),
        (CADRE, "路灯那个到哪一步了", "RW20261120-0001"),
        (CADRE, "查 路灯", "RW20261120-0001"),
    ],
)
async def test_words_of_the_content_name_a_task(
    chat: Chat, person: str, text: str, number: str
) -> None:
    await three(chat)
    await chat.says(CADRE, "全部签收")
    assert number in (await chat.answer(person, text)).splitlines()[0]
    await read_all(chat)


@pytest.mark.parametrize("text", [f"换{PLANNER}办 0003", f"派错了应该是{PLANNER} 0003"])
async def test_a_number_at_the_end(chat: Chat, text: str) -> None:
    numbers = await three(chat)
    await chat.says(ROOM, text)
    assert (await chat.task(numbers[2]))["owner"] == PLANNER
    await read_all(chat)


async def test_words_that_fit_two_are_asked(chat: Chat) -> None:
    numbers = [await signed(chat, what=what) for what in ("城东村路灯维修", "城西村路灯维修")]
    assert "哪一件" in await chat.answer(CADRE, "办结 路灯那个 已换灯泡")
    assert await statuses(chat, numbers) == ["acknowledged"] * 2


# --- S0-43: an empty report is asked again


@pytest.mark.parametrize("text", ["已处理", "正在处理", "处理中", "同上"])
async def test_a_report_that_says_nothing(chat: Chat, text: str) -> None:
    number = await signed(chat)
    before = len((await chat.task(number))["events"])
    assert "具体" in await chat.answer(CADRE, f"反馈 0001 {text}")
    assert len((await chat.task(number))["events"]) == before


async def test_the_same_words_as_last_time(chat: Chat) -> None:
    await signed(chat)
    assert "已记下" in await chat.answer(CADRE, "反馈 已到现场看过")
    assert "一样" in await chat.answer(CADRE, "反馈 已到现场看过。")
    assert "已记下" in await chat.answer(CADRE, "反馈 已通水")


async def test_progress_in_everyday_words(chat: Chat) -> None:
    number = await signed(chat)
    for text in ("正在换线路", "完成60%", "进展:电杆已立好", "汇报一下,配件已到货"):
        assert "已记下" in await chat.answer(CADRE, text), text
    assert (await chat.task(number))["status"] == "acknowledged"


async def test_what_is_meant_is_asked_once(chat: Chat) -> None:
    answer = await chat.answer(CADRE, "今天天气真好啊")
    assert "帮助" in answer
    await chat.nobody_else_hears()
    assert "没有待交办" in await chat.answer(ROOM, "待交办")


async def test_orders_of_two_dispatchers_are_their_own(chat: Chat) -> None:
    await chat.says(ROOM, order(what=LAMP))
    await chat.says(ROOM_B, order(what=DITCH))
    assert "没有可以撤回" not in await chat.answer(ROOM_B, "撤回")
    assert await statuses(chat, ["RW20261120-0001", "RW20261120-0002"]) == ["assigned", "cancelled"]
    await read_all(chat)
