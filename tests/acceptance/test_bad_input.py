"""Bad input gets one sentence, or is shown as plain text; it is never executed, never a crash."""

from dataclasses import replace

import pytest

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    GREETING,
    ROOM,
    SECRETARY,
    WINDOW,
    assigned,
    order,
    read_all,
    registered,
    signed,
)
from tests.chat import Chat, attached, chatting, sample

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 2000
PROGRAM = b"MZ\x90\x00" + b"0" * 2000
LONG = "城东村路灯坏了" * 15_000
NASTY = (
    "{{ 7*7 }} {% include 'x' %} <script>alert(1)</script> <b>粗</b> ' OR 1=1; DROP TABLE task;--"
)


# --- what cannot be read


@pytest.mark.parametrize(
    "text", ["{}", "登记 {}", "交办 丁若楠 明天 {}", "反馈 0001 {}", "办结 0001 {}", "查 {}"]
)
async def test_a_hundred_thousand_characters(chat: Chat, text: str) -> None:
    number = await signed(chat)
    before = await chat.task(number)
    for person in (WINDOW, CADRE, ROOM):
        answer = await chat.answer(person, text.format(LONG))
        assert "太长" in answer.splitlines()[0]
        assert len(answer) < 120
    assert await chat.task(number) == before
    await chat.nobody_else_hears()


async def test_control_characters(chat: Chat) -> None:
    case = await registered(chat, "城东村\x00路灯\x07坏了\x1b[31m,\u202e快来\u200b修\ufeff")
    content = (await chat.case(case))["content"]
    assert content == "城东村路灯坏了[31m,快来修"
    for text in ("\x00\x01\x02", "   ", "", "\u200b\u200b"):
        await chat.says(CADRE, text)
    await chat.nobody_else_hears()


async def test_half_an_emoji(chat: Chat) -> None:
    half = "\ud83d"
    assert await chat.says(WINDOW, half)
    case = await registered(chat, f"登记 路灯坏了{half}")
    assert (await chat.case(case))["content"] == "路灯坏了"
    photo = attached(f"现场{half}.jpg", JPEG)
    assert "1 个附件" in await chat.answer(WINDOW, "", attachments=[photo])
    assert await chat.answer(f"张三{half}", "你好")
    assert "\U0001f44d" in await chat.answer(CADRE, "帮我登记一下 \U0001f44d 城东村路灯坏了")
    await chat.hears(*DISPATCHERS)


async def test_template_html_and_sql_are_plain_text(chat: Chat) -> None:
    case = await registered(chat, f"登记 {NASTY}")
    assert (await chat.case(case))["content"] == NASTY
    await chat.says(ROOM, f"交办 {case} {CADRE} 抄送 无 截止 下周三 提醒 提前1天 方式 应用内")
    card = (await chat.hears(CADRE))[-1]["text"]
    assert NASTY in card
    assert "49" not in card
    await chat.says(CADRE, f"反馈 0001 {NASTY}")
    await chat.says(CADRE, f"延期 0001 下周五 {NASTY}")
    await chat.until("2026-11-24T18:00")
    await chat.says(CADRE, f"办结 0001 {NASTY}")
    assert (await chat.case(case))["status"] == "closed"
    await chat.says(ROOM, f"查 {NASTY[:20]}")
    await read_all(chat)


# --- files


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("假.jpg", PROGRAM, "不符"),
        ("文件.pdf", JPEG, "不符"),
        ("程序.exe", PROGRAM, "没有收下"),
        ("空.jpg", b"", "空的"),
    ],
)
async def test_a_file_that_is_not_taken(chat: Chat, name: str, data: bytes, says: str) -> None:
    number = await signed(chat)
    before = await chat.task(number)
    for text in ("", "反馈 0001 见照片", "办结 0001 见照片"):
        answer = await chat.answer(CADRE, text, attachments=[attached(name, data)])
        assert says in answer
        assert name in answer
    assert await chat.task(number) == before
    await chat.nobody_else_hears()


async def test_25_megabytes_are_taken_and_not_a_byte_more(chat: Chat) -> None:
    case = await registered(chat)
    largest = JPEG[:4] + b"0" * (25 * 1024 * 1024 - 4)
    larger = attached("大.jpg", largest + b"0")
    assert "25 MB" in await chat.answer(WINDOW, "", attachments=[larger])
    photo = attached("现场.jpg", largest)
    assert "1 个附件" in await chat.answer(WINDOW, "", attachments=[photo])
    assert [a["name"] for a in (await chat.case(case))["attachments"]] == ["现场.jpg"]


async def test_a_name_that_climbs_is_only_a_name(chat: Chat) -> None:
    case = await registered(chat)
    await chat.says(WINDOW, "", attachments=[attached("../../../etc/passwd", b"root:x:0:0")])
    await chat.says(WINDOW, "", attachments=[attached("a" * 5000 + ".txt", b"abc")])
    attachments = (await chat.case(case))["attachments"]
    assert len(attachments) == 2
    assert all(len(attachment["sha256"]) == 64 for attachment in attachments)


# --- unknown words, people, numbers, times


@pytest.mark.parametrize(
    ("person", "text", "says"),
    [
        (CADRE, "吃了吗今天中午", "帮助"),
        (ROOM, "交办 王小明 明天下午5点 修路灯", "没有找到"),
        (ROOM, "交办 执行人 王小明 截止 明天下午5点 内容 修路灯", "没有找到"),
        (ROOM, f"交办 {CADRE} 抄送 王小明 明天下午5点 修路灯", "没有找到"),
        (ROOM, "改派 0001 查无此人", "没有找到"),
        (CADRE, "转办 0001 查无此人 他熟", "没有找到"),
        (CADRE, "签收 7777", "没有找到"),
        (CADRE, "反馈 RW20261120-9999 已到现场", "没有找到"),
        (ROOM, "交办 MT20261120-9999 丁若楠 明天", "没有找到"),
        (ROOM, "查 MT20261120-9999", "没有找到"),
        (ROOM, f"交办 {CADRE} 截止 昨天下午5点 内容 修路灯", "过去"),
        (ROOM, f"交办 {CADRE} 截止 2020年1月1日 内容 修路灯", "过去"),
        (CADRE, "延期 0001 昨天 等配件", "过"),
        (CADRE, "延期 0001 11月24日 等配件", "晚"),
        (ROOM, f"交办 {CADRE} 截止 2月30日 内容 修路灯", "不清楚"),
        (ROOM, f"交办 {CADRE} 截止 25点 内容 修路灯", "时间"),
        (CADRE, "销号 0001", "指挥室"),
        (ROOM, "签收 0001", "执行人"),
    ],
)
async def test_one_sentence_and_nothing_changed(
    chat: Chat, person: str, text: str, says: str
) -> None:
    number = await assigned(chat)
    before = await chat.task(number)
    heard = await chat.says(person, text)
    assert len(heard) == 1
    assert says in heard[0]["text"]
    assert heard[0]["text"].replace(GREETING, "").strip().count("。") <= 3
    assert await chat.task(number) == before
    await chat.nobody_else_hears()


async def test_a_near_miss_is_offered(chat: Chat) -> None:
    asked = (await chat.says(ROOM, "交办 丁若男 明天下午5点 修路灯"))[-1]
    assert CADRE in asked["text"]
    await chat.says(ROOM, "1")
    assert "RW20261120-0001" in await chat.answer(ROOM, "确认")
    await chat.hears(CADRE)


async def test_two_people_of_one_name_are_asked(chat: Chat) -> None:
    """The sample has none; a centre with two 丁若楠 asks which, with buttons."""
    namesake = replace(
        next(row for row in sample().rows if row.name == CADRE), unit="党政办", deputies=()
    )
    centre = replace(sample(), rows=(*sample().rows, namesake))
    async with chatting("2026-11-20T09:00", centre=centre) as other:
        asked = (await other.says(ROOM, order()))[-1]
        assert "哪一位" in asked["text"]
        assert "司法所" in asked["text"]
        assert "党政办" in asked["text"]
        await other.nobody_else_hears()


async def test_a_stranger_gets_nothing_but_the_way_in(chat: Chat) -> None:
    number = await assigned(chat)
    for text in ("登记 我家路灯坏了", f"查 {number}", "签收", "绑定 abcdefgh", "帮助", "1"):
        answer = await chat.answer("张三", text)
        assert "绑定" in answer
        assert number not in answer
    assert "没有待交办" in await chat.answer(ROOM, "待交办")
    await chat.nobody_else_hears()


# --- the drill's own calls


async def test_what_the_drill_does_not_take(chat: Chat) -> None:
    assert await chat.refused("/drill/say", {"text": "没有人说"})
    assert await chat.refused("/drill/press", {"person": CADRE, "button": "签收"})
    assert await chat.refused("/drill/advance", {"to": "2026-11-19T09:00"})
    assert await chat.refused("/drill/advance", {"to": "明天"})
    assert await chat.refused("/drill/advance", {})
    attachment = {"name": "a.jpg", "base64": "不是base64"}
    assert await chat.refused("/drill/say", {"person": CADRE, "attachments": [attachment]})
    assert await chat.refused("/drill/say", {"person": CADRE, "text": "好", "reply_to": "x"})


async def test_a_refusal_in_chat_is_a_message(chat: Chat) -> None:
    assert "没有督办" in await chat.answer(SECRETARY, "督办")
