"""Groups: the bot answers only when it is addressed, and says nothing personal there."""

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    GRID,
    LEADER,
    PHONE,
    ROOM,
    ROOM_B,
    VILLAGE,
    assigned,
    signed,
    status,
)
from tests.chat import Chat

GROUP = "城东村群"


async def test_unaddressed_it_hears_nothing(chat: Chat) -> None:
    number = await assigned(chat)
    for text in ("收到", "签收", f"办结 {number} 好了", "谢谢", f"村口路灯坏了,电话{PHONE}", "1"):
        assert await chat.says(CADRE, text, chat=GROUP) == []
    assert await status(chat, number) == "assigned"
    assert "没有待交办" in await chat.answer(ROOM, "待交办")
    await chat.nobody_else_hears()


async def test_addressed_it_answers_in_the_group(chat: Chat) -> None:
    number = await assigned(chat)
    said = await chat.says(CADRE, f"@钉办 签收 {number}", chat=GROUP)
    heard = [message for message in said if message["updates"] is None]
    assert [message["chat"] for message in heard] == [GROUP]
    assert "已签收" in heard[0]["text"]
    assert await status(chat, number) == "acknowledged"
    for member in (VILLAGE, GRID, ROOM, LEADER):
        shared = await chat.hears(member)
        assert shared in ([], heard), "everybody in the group reads the same message"
    await chat.nobody_else_hears()


async def test_a_reply_to_its_message_is_addressed(chat: Chat) -> None:
    number = await assigned(chat)
    shown = await chat.says(CADRE, f"@钉办 查 {number}", chat=GROUP)
    signed_there = await chat.says(CADRE, "收到", chat=GROUP, reply_to=shown[0]["seq"])
    assert number in signed_there[0]["text"]
    assert await status(chat, number) == "acknowledged"


async def test_who_may_not_may_not_there_either(chat: Chat) -> None:
    number = await signed(chat, cc=VILLAGE)
    assert "抄送" in await chat.answer(VILLAGE, f"@钉办 办结 {number} 好了", chat=GROUP)
    assert await status(chat, number) == "acknowledged"


async def test_a_question_asked_there_is_answered_there(chat: Chat) -> None:
    number = await signed(chat)
    assert "结果" in await chat.answer(CADRE, "@钉办 办好了", chat=GROUP)
    assert await chat.says(CADRE, "已换线", chat=GROUP) == [], "not addressed"
    assert "帮助" in await chat.answer(CADRE, "已换线"), "the direct chat is another talk"
    assert await status(chat, number) == "acknowledged"
    assert "已办结" in await chat.answer(CADRE, "@钉办 已换线,群众确认", chat=GROUP)
    assert await status(chat, number) == "closed"
    assert "待销号" in await chat.texts(ROOM)


async def test_a_case_from_a_group_is_masked_there(chat: Chat) -> None:
    receipt = await chat.answer(GRID, f"@钉办 登记 村口井盖丢了,电话{PHONE}", chat=GROUP)
    assert "MT20261120-0001" in receipt.splitlines()[0]
    assert PHONE not in receipt
    for dispatcher in DISPATCHERS:
        assert "MT20261120-0001" in await chat.texts(dispatcher)


async def test_a_draft_of_a_group_stays_there(chat: Chat) -> None:
    await chat.says(ROOM, f"@钉办 交办 {CADRE} 下周三 修路灯", chat=GROUP)
    assert "没有等确认的草稿" in await chat.answer(ROOM, "确认")
    assert await chat.says(ROOM, "确认", chat=GROUP) == []
    sent = await chat.says(ROOM, "@钉办 确认", chat=GROUP)
    assert sent[-1]["task"] == "RW20261120-0001"
    assert "待签收" in await chat.texts(CADRE)
    await chat.nobody_else_hears()


async def test_a_stranger_in_a_group(chat: Chat) -> None:
    number = await assigned(chat)
    answer = await chat.answer("张三", f"@钉办 查 {number}", chat=GROUP)
    assert number not in answer
    assert await chat.says("张三", "你好", chat=GROUP) == []
    assert await chat.hears(ROOM_B) == []
