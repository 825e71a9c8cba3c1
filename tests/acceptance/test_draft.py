"""A draft never gets in the way (chat.md rule 3)."""

import pytest

from tests.acceptance.town import (
    APPEAL,
    CADRE,
    LAMP,
    PLANNER,
    ROOM,
    ROOM_B,
    VILLAGE,
    WINDOW,
    assigned,
    labels,
    read_digests,
    registered,
)
from tests.chat import Chat, attached

DRAFT = f"交办 {CADRE} 下周三下午5点 {LAMP}"
PHOTO = attached("现场.jpg", b"\xff\xd8\xff\xe0" + b"0" * 2000)


async def drafted(chat: Chat) -> None:
    assert "草稿" in await chat.answer(ROOM, DRAFT)
    await chat.nobody_else_hears()


async def sent(chat: Chat) -> bool:
    return bool([message for message in await chat.hears(CADRE) if LAMP in message["text"]])


@pytest.mark.parametrize("word", ["确认", "可以", "行", "发吧", "确认。", "好的", "可以了"])
async def test_a_word_sends_it(chat: Chat, word: str) -> None:
    await drafted(chat)
    assert "RW20261120-0001" in await chat.answer(ROOM, word)
    assert await sent(chat)


async def test_a_press_sends_it_once(chat: Chat) -> None:
    await drafted(chat)
    await chat.presses(ROOM, "确认")
    assert await sent(chat)
    assert "没有等确认的草稿" in await chat.press(ROOM, "确认")
    await chat.nobody_else_hears()


@pytest.mark.parametrize("word", ["取消", "算了", "不发了"])
async def test_a_word_drops_it(chat: Chat, word: str) -> None:
    await drafted(chat)
    assert "取消" in await chat.answer(ROOM, word)
    assert "没有等确认的草稿" in await chat.answer(ROOM, "确认")
    await chat.nobody_else_hears()
    assert "没有待签收" in await chat.answer(ROOM, "待签收")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("截止 下周五", "截止:11月27日 18:00(周五)"),
        ("下周五上午10点", "截止:11月27日 10:00(周五)"),
        (f"抄送 {VILLAGE}", f"抄送:{VILLAGE}"),
        (f"执行人 {PLANNER}", f"执行人:{PLANNER}"),
        (f"改成{PLANNER}", f"执行人:{PLANNER}"),
        ("提醒 提前3小时", "提醒:提前3小时"),
        ("内容 修好城东村小学路灯", "内容:修好城东村小学路灯"),
        ("紧急", "紧急"),
        ("方式 应用内", "方式:应用内\n"),
    ],
)
async def test_a_line_changes_it(chat: Chat, line: str, shown: str) -> None:
    await drafted(chat)
    card = (await chat.says(ROOM, line))[-1]
    assert shown in card["text"]
    assert labels(card) == ["确认", "取消"]
    await chat.nobody_else_hears()


async def test_a_line_never_touches_another_task(chat: Chat) -> None:
    """换成李四 beside a draft is about the draft, or asked; no running task changes hands."""
    number = await assigned(chat, what="清理柳湾村水渠")
    await chat.says(ROOM, DRAFT)
    await chat.says(ROOM, f"换成{PLANNER}")
    assert (await chat.task(number))["owner"] == CADRE


async def test_an_older_card_says_so(chat: Chat) -> None:
    first = (await chat.says(ROOM, DRAFT))[0]
    newer = (await chat.says(ROOM, "交办 陶一帆 下周五 清理柳湾村水渠"))[0]
    assert "不是最新" in await chat.press(ROOM, "确认", first["seq"])
    await chat.nobody_else_hears()
    assert "RW20261120-0001" in await chat.press(ROOM, "确认", newer["seq"])
    assert "水渠" in await chat.texts(PLANNER)


async def test_it_swallows_no_command_no_forward_and_no_photo(chat: Chat) -> None:
    case = await registered(chat, APPEAL)
    await drafted(chat)
    assert case in await chat.answer(ROOM, f"查 {case}")
    assert "MT20261120-0002" in await chat.answer(ROOM, "登记 柳湾村水渠堵了")
    assert "MT20261120-0003" in await chat.answer(
        ROOM, "南塘村村道塌陷,11月25日前要修", forwarded=True
    )
    assert "MT20261120-0003" in await chat.answer(ROOM, "", attachments=[PHOTO])
    assert "待交办 3 件" in await chat.answer(ROOM, "待交办")
    assert "不客气" in await chat.answer(ROOM, "谢谢")
    await chat.hears(ROOM_B)
    await chat.nobody_else_hears()
    assert "RW20261120-0001" in await chat.answer(ROOM, "确认")
    assert await sent(chat)


async def test_it_is_one_writers_own(chat: Chat) -> None:
    await drafted(chat)
    assert "没有等确认的草稿" in await chat.answer(ROOM_B, "确认")
    await chat.nobody_else_hears()


async def test_it_survives_a_restart(chat: Chat) -> None:
    await drafted(chat)
    await chat.restarts()
    await chat.nobody_else_hears()
    assert "RW20261120-0001" in await chat.answer(ROOM, "发吧")
    assert await sent(chat)


async def test_it_lapses_at_close_of_business_with_one_line(chat: Chat) -> None:
    await drafted(chat)
    await chat.until("2026-11-20T17:59")
    await chat.nobody_else_hears()
    await chat.restarts()
    await chat.until("2026-11-20T18:00")
    lapsed = await chat.hears(ROOM)
    assert len(lapsed) == 1
    assert "作废" in lapsed[0]["text"]
    assert len(lapsed[0]["text"].splitlines()) == 1
    assert "没有等确认的草稿" in await chat.answer(ROOM, "确认")
    await chat.until("2026-11-24T08:00")


async def test_it_lapses_while_the_program_is_down(chat: Chat) -> None:
    await drafted(chat)
    await chat.down_until("2026-11-23T09:00")
    assert "作废" in await chat.texts(ROOM)
    assert "没有等确认的草稿" in await chat.answer(ROOM, "确认")


async def test_what_lapsed_in_the_night_is_told_in_the_morning(chat: Chat) -> None:
    await drafted(chat)
    await chat.down_until("2026-11-21T03:00")
    await chat.until("2026-11-23T07:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T08:00")
    assert "作废" in await chat.texts(ROOM)


async def test_what_was_past_when_confirmed_is_refused(chat: Chat) -> None:
    await chat.says(ROOM, f"交办 {CADRE} 今天上午10点 {LAMP}")
    await chat.until("2026-11-20T10:30")
    assert "过去" in await chat.answer(ROOM, "确认")
    await chat.nobody_else_hears()
    assert "草稿" in await chat.answer(ROOM, "截止 今天下午4点")
    assert "RW20261120-0001" in await chat.answer(ROOM, "确认")
    assert await sent(chat)


async def test_a_front_desk_has_no_draft(chat: Chat) -> None:
    assert "登记" in await chat.answer(WINDOW, DRAFT)
    await read_digests(chat)
