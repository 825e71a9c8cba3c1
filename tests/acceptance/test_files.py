"""Photos and files join what their writer touched in the last ten minutes (chat.md)."""

from typing import Any

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    DITCH,
    ROOM,
    WINDOW,
    assigned,
    labels,
    read_all,
    registered,
    signed,
    status,
)
from tests.chat import Chat, attached

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 2000


def photo(name: str) -> dict[str, str]:
    return attached(name, JPEG + name.encode())


async def names(chat: Chat, case: str) -> list[Any]:
    return [attachment["name"] for attachment in (await chat.case(case))["attachments"]]


async def test_they_join_the_case_just_registered(chat: Chat) -> None:
    case = await registered(chat)
    assert "共 1 个" in await chat.answer(WINDOW, "", attachments=[photo("1.jpg")])
    several = [photo("2.jpg"), photo("3.jpg")]
    assert "共 3 个" in await chat.answer(WINDOW, "", attachments=several)
    assert await names(chat, case) == ["1.jpg", "2.jpg", "3.jpg"]
    records = (await chat.case(case))["attachments"]
    assert {len(record["sha256"]) for record in records} == {64}
    assert all(set(record) == {"name", "sha256"} for record in records)
    await chat.nobody_else_hears()


async def test_before_the_words_they_are_kept_and_asked_about_once(chat: Chat) -> None:
    assert "先存着" in await chat.answer(WINDOW, "", attachments=[photo("1.jpg")])
    assert "共 2 个" in await chat.answer(WINDOW, "", attachments=[photo("2.jpg")])
    assert "附件 2 个" in await chat.answer(WINDOW, "登记 城东村路灯不亮")
    assert await names(chat, "MT20261120-0001") == ["1.jpg", "2.jpg"]
    await chat.hears(*DISPATCHERS)


async def test_with_the_words_of_a_forward(chat: Chat) -> None:
    heard = await chat.says(
        WINDOW, "城东村路灯不亮", forwarded=True, attachments=[photo("1.jpg"), photo("2.jpg")]
    )
    assert "附件 2 个" in heard[0]["text"]
    assert await names(chat, heard[0]["case"]) == ["1.jpg", "2.jpg"]
    await chat.hears(*DISPATCHERS)


async def test_eleven_minutes_later_they_join_nothing(chat: Chat) -> None:
    case = await registered(chat)
    await chat.later(minutes=11)
    assert "先存着" in await chat.answer(WINDOW, "", attachments=[photo("1.jpg")])
    assert await names(chat, case) == []


async def test_a_photo_answers_the_question_for_the_result(chat: Chat) -> None:
    number = await signed(chat)
    assert "照片" in await chat.answer(CADRE, "办好了")
    assert "已办结" in await chat.answer(CADRE, "", attachments=[photo("完工.jpg")])
    assert await status(chat, number) == "closed"
    assert "完工.jpg" in str((await chat.task(number))["events"])
    await chat.hears(ROOM)


async def test_a_photo_is_a_report_that_says_something(chat: Chat) -> None:
    number = await signed(chat)
    answer = await chat.answer(CADRE, "反馈 0001 已处理", attachments=[photo("现场.jpg")])
    assert "已记下" in answer
    assert "现场.jpg" in str((await chat.task(number))["events"])


async def test_kept_ones_are_given_to_the_task_that_is_named(chat: Chat) -> None:
    numbers = [await assigned(chat), await assigned(chat, what=DITCH)]
    asked = (await chat.says(CADRE, "", attachments=[photo("现场.jpg")]))[-1]
    assert labels(asked) == numbers
    assert numbers[1] in await chat.press(CADRE, numbers[1])
    assert "现场.jpg" in str((await chat.task(numbers[1]))["events"])
    assert "现场.jpg" not in str((await chat.task(numbers[0]))["events"])


async def test_a_reply_with_a_photo_joins_that_card(chat: Chat) -> None:
    numbers = [await assigned(chat), await assigned(chat, what=DITCH)]
    cards = [m["seq"] for m in await chat.everything() if m["person"] == CADRE]
    answer = await chat.answer(CADRE, "", attachments=[photo("现场.jpg")], reply_to=cards[0])
    assert numbers[0] in answer
    assert "现场.jpg" in str((await chat.task(numbers[0]))["events"])


async def test_they_survive_a_restart(chat: Chat) -> None:
    case = await registered(chat)
    await chat.restarts()
    await chat.says(WINDOW, "", attachments=[photo("1.jpg")])
    await chat.restarts()
    assert await names(chat, case) == ["1.jpg"]
    await read_all(chat)
