"""No phone, landline or ID number anywhere, but in 联系方式: on request, in a direct chat."""

import json
import re
import unicodedata

import pytest

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    HEAD,
    LEADER,
    MAYOR,
    OBSERVER,
    PLANNER,
    ROOM,
    SECRETARY,
    SURVEYOR,
    VILLAGE,
    WINDOW,
    WINDOW_B,
    read_all,
    registered,
)
from tests.chat import Chat

MOBILE, ID, LANDLINE, NAME = "13800001234", "330123197001011234", "057186543210", "李秀英"
GROUP = "城东村群"
APPEAL = f"城东村村民{NAME}来访,反映村口路灯坏了半个月,电话{MOBILE},身份证号{ID},座机0571-86543210"
CHINESE = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")


def wide(number: str) -> str:
    """Full-width digits."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in number)


def digits(text: str) -> str:
    """Whatever spelling a number has, its digits stand side by side here."""
    plain = unicodedata.normalize("NFKC", text).translate(CHINESE)
    return re.sub(r"(?<=[\dXx])[\s\-—–.·,,()()/]+(?=[\dXx])", "", plain)


async def leaks(chat: Chat) -> list[str]:
    """Everything that was ever said, and every record, that still shows a number."""
    said = [message["text"] for message in await chat.everything()]
    said += [json.dumps(m["buttons"], ensure_ascii=False) for m in await chat.everything()]
    for number in {m["task"] for m in await chat.everything() if m["task"]}:
        said.append(json.dumps(await chat.task(number), ensure_ascii=False))
    for number in {m["case"] for m in await chat.everything() if m["case"]}:
        said.append(json.dumps(await chat.case(number), ensure_ascii=False))
    hidden = (MOBILE, ID, LANDLINE)
    return [text for text in said if any(number in digits(text) for number in hidden)]


async def given(chat: Chat) -> str:
    """The appeal, given to the cadre who has signed."""
    case = await registered(chat, APPEAL)
    await chat.says(
        ROOM, f"交办 {case} {CADRE} 抄送 {VILLAGE} 截止 下周一17点 提醒 提前1天 方式 应用内"
    )
    await chat.says(CADRE, "收到")
    await read_all(chat)
    return case


async def test_a_whole_story_shows_no_number(chat: Chat) -> None:
    """Card, copy, reminder, nag, queue, digests, requests, result: two weeks of it."""
    await given(chat)
    await chat.says(CADRE, f"反馈 已打{MOBILE}联系{NAME},约好明天,证号{ID}")
    await chat.says(CADRE, f"延期 0001 下周五 {NAME}说138 0000 1234这几天打不通")
    await chat.says(LEADER, "驳回 0001 再打1 3 8 0 0 0 0 1 2 3 4")
    await chat.until("2026-11-24T09:00")
    await chat.says(SECRETARY, "督办")
    await chat.says(SECRETARY, f"要方案 0001 先给群众回电话{MOBILE}")
    await chat.says(CADRE, "方案 联系0571-86543210,12月2日前修好")
    await chat.says(MAYOR, "同意 0001")
    await chat.says(ROOM, f"催办 0001 群众又打来 {MOBILE}")
    await chat.says(HEAD, f"查 {MOBILE}")
    await chat.until("2026-12-02T18:00")
    await chat.says(CADRE, f"办结 0001 已修好,电话一三八零零零零一二三四回访满意,{ID}")
    await chat.says(ROOM, f"重办 0001 {MOBILE}说又不亮")
    await chat.says(CADRE, "办结 0001 已重新接线")
    await chat.says(ROOM, f"销号 0001 电话 打了{MOBILE}")
    assert await leaks(chat) == []
    task = await chat.task("RW20261120-0001")
    assert task["status"] == "struck_off"
    assert "138****1234" in json.dumps(task, ensure_ascii=False)
    await read_all(chat)


@pytest.mark.parametrize(
    "spelling",
    [
        "13800001234",
        "138 0000 1234",
        "138-0000-1234",
        "+86 13800001234",
        "86-138-0000-1234",
        wide("13800001234"),
        "1 3 8 0 0 0 0 1 2 3 4",
        "138.0000.1234",
        "一三八零零零零一二三四",
        "幺三八〇〇〇〇幺二三四",
        "壹叁捌零零零零壹贰叁肆",
        "138(0000)1234",
        "①③⑧⓪⓪⓪⓪①②③④",
        "330123197001011234",
        "330123 19700101 1234",
        "330123-19700101-1234",
        wide("330123197001011234"),
        "33012319700101123X",
        "0571-86543210",
        "(0571)86543210",
        "0571 8654 3210",
        "057186543210",
        "座机86543210",
        "固话8654-3210",
    ],
)
async def test_in_any_spelling(chat: Chat, spelling: str) -> None:
    case = await registered(chat, f"城东村村民来访,反映村口路灯坏了,联系{spelling},请尽快")
    receipt = [message["text"] for message in await chat.everything()]
    content = (await chat.case(case))["content"]
    shown = digits(" ".join((*receipt, content)))
    for tail in ("0000123", "19700101", "8654321"):
        assert tail not in shown
    assert "请尽快" in content, "only the number is hidden"


async def test_our_own_numbers_and_times_survive(chat: Chat) -> None:
    text = "12345工单 编号GD20261120001234567 城东村3组25号路灯不亮,11月18日20:30起停电,已报修3次"
    case = await registered(chat, text)
    content = (await chat.case(case))["content"]
    for kept in ("12345", "3组25号", "11月18日20:30", "3次"):
        assert kept in content
    assert (await chat.case(case))["external_number"] == "GD20261120001234567"


async def test_a_known_name_is_hidden_in_what_others_read(chat: Chat) -> None:
    await given(chat)
    await chat.says(CADRE, f"反馈 已联系{NAME},约好明天")
    await chat.says(CADRE, f"办结 0001 已修好,{NAME}确认")
    shown = [m["text"] for m in await chat.everything() if m["person"] in (VILLAGE, ROOM)]
    assert not [text for text in shown if NAME in text]
    await read_all(chat)


# --- 联系方式


async def test_the_full_data_on_request_each_view_recorded(chat: Chat) -> None:
    case = await given(chat)
    for person in (CADRE, WINDOW, *DISPATCHERS):
        shown = await chat.answer(person, f"联系方式 {case}")
        assert MOBILE in shown
        assert NAME in shown
    events = (await chat.case(case))["events"]
    views = [event["actor"] for event in events if "联系方式" in event["text"]]
    assert views == [CADRE, WINDOW, *DISPATCHERS]
    assert MOBILE in await chat.answer(CADRE, "电话多少"), "by the only task in hand"
    await chat.nobody_else_hears()


@pytest.mark.parametrize(
    "person", [WINDOW_B, VILLAGE, HEAD, LEADER, PLANNER, SURVEYOR, OBSERVER, SECRETARY]
)
async def test_nobody_else_gets_it(chat: Chat, person: str) -> None:
    case = await given(chat)
    answer = await chat.answer(person, f"联系方式 {case}")
    assert MOBILE not in digits(answer)
    assert NAME not in answer
    assert len((await chat.case(case))["events"]) == 2
    await chat.nobody_else_hears()


async def test_never_in_a_group(chat: Chat) -> None:
    case = await given(chat)
    answer = await chat.answer(CADRE, f"@钉办 联系方式 {case}", chat=GROUP)
    assert "私聊" in answer
    assert MOBILE not in digits(answer)
    assert not [e for e in (await chat.case(case))["events"] if "联系方式" in e["text"]]
    looked_up = await chat.answer(CADRE, f"@钉办 查 {MOBILE}", chat=GROUP)
    assert MOBILE not in digits(looked_up)
    await read_all(chat)


async def test_the_deputy_of_an_absent_executor_gets_it(chat: Chat) -> None:
    case = await given(chat)
    await chat.says(CADRE, "请假 到下周五")
    assert MOBILE in await chat.answer(PLANNER, f"联系方式 {case}")
    await read_all(chat)


async def test_found_by_phone_last_four_name_and_words(chat: Chat) -> None:
    case = await registered(chat, APPEAL)
    for words in (MOBILE, "138 0000 1234", "1234", NAME, "路灯", "0001", case):
        answer = await chat.answer(WINDOW, f"查 {words}")
        assert case in answer, words
        assert MOBILE not in digits(answer)
