"""Rules of conversation (chat.md): questions, lists, courtesies, sounds, words, undo."""

import pytest

from tests.acceptance.town import (
    CADRE,
    DITCH,
    GREETING,
    GRID,
    HEAD,
    LAMP,
    LEADER,
    OBSERVER,
    PLANNER,
    ROOM,
    SECRETARY,
    SURVEYOR,
    VILLAGE,
    WINDOW,
    assigned,
    labels,
    read_all,
    signed,
    status,
    statuses,
    three,
)
from tests.chat import Chat

# --- rule 1: no reply = not accepted


async def test_the_sentence_about_silence(chat: Chat) -> None:
    assert GREETING in await chat.answer(CADRE, "在吗"), "the first message to a new person"
    assert GREETING not in await chat.answer(CADRE, "在吗")
    assert GREETING in await chat.answer(CADRE, "帮助")


@pytest.mark.parametrize("at", ["2026-11-20T12:45", "2026-11-20T23:30", "2026-11-22T03:00"])
async def test_answered_at_once_whatever_the_hour(chat: Chat, at: str) -> None:
    number = await assigned(chat, due="12月25日17点")
    await chat.until(at)
    await read_all(chat)
    assert number in (await chat.answer(CADRE, "收到")).splitlines()[0]


async def test_help_is_each_persons_own(chat: Chat) -> None:
    for person, verbs, others in (
        (CADRE, ("签收", "反馈", "办结", "退回", "延期"), ("销号", "限期")),
        (ROOM, ("交办", "改派", "销号", "重办", "撤销"), ("限期",)),
        (SECRETARY, ("限期", "要方案", "约谈"), ("销号",)),
        (WINDOW, ("登记", "当场办结"), ("销号", "限期")),
    ):
        text = await chat.answer(person, "帮助")
        rows = [line for line in text.splitlines() if "——" in line]
        for verb in verbs:
            assert any(verb in row for row in rows), (person, verb)
        for verb in others:
            assert not any(row.startswith(verb) for row in rows), (person, verb)


# --- rule 4: questions and lists


async def test_a_question_is_answered_by_number_label_or_press(chat: Chat) -> None:
    numbers = await three(chat)
    asked = (await chat.says(CADRE, "收到"))[-1]
    assert [line[:2] for line in asked["text"].splitlines()[1:4]] == ["1.", "2.", "3."]
    assert await statuses(chat, numbers) == ["assigned"] * 3
    assert numbers[1] in await chat.answer(CADRE, "2")
    assert await statuses(chat, numbers) == ["assigned", "acknowledged", "assigned"]
    asked = (await chat.says(CADRE, "收到"))[-1]
    assert numbers[2] in await chat.press(CADRE, labels(asked)[1])
    assert await statuses(chat, numbers) == ["assigned", "acknowledged", "acknowledged"]
    assert numbers[0] in await chat.answer(CADRE, "收到")
    await chat.nobody_else_hears()


@pytest.mark.parametrize("text", ["1 3 签收", "1、3签收", "签收 1 3", "1和3签收", "签收1,3"])
async def test_several_of_a_list(chat: Chat, text: str) -> None:
    numbers = await three(chat)
    await chat.says(CADRE, "我的待办")
    await chat.says(CADRE, text)
    assert await statuses(chat, numbers) == ["acknowledged", "assigned", "acknowledged"]


@pytest.mark.parametrize("text", ["全部签收", "都签收", "全部收到", "签收全部"])
async def test_all_of_a_list(chat: Chat, text: str) -> None:
    numbers = await three(chat)
    await chat.says(CADRE, text)
    assert await statuses(chat, numbers) == ["acknowledged"] * 3


async def test_a_list_shows_whole_numbers_and_a_press_signs_all(chat: Chat) -> None:
    numbers = await three(chat)
    listed = (await chat.says(CADRE, "我有什么事"))[-1]
    for place, number in enumerate(numbers, start=1):
        assert f"{place}. {number} 待签收" in listed["text"]
    await chat.press(CADRE, "全部签收", listed["seq"])
    assert await statuses(chat, numbers) == ["acknowledged"] * 3


async def test_a_list_of_yesterday_is_another_list(chat: Chat) -> None:
    """The 1 2 3 belong to the list last shown."""
    numbers = await three(chat)
    await chat.says(CADRE, "我的待办")
    await chat.says(CADRE, "签收 2")
    await chat.says(CADRE, "办结 2 已清淤")
    await chat.hears(ROOM)
    await chat.says(CADRE, "我的待办")
    assert numbers[2] in await chat.answer(CADRE, "签收 2")


# --- rule 5: a bare word


async def test_a_bare_word_signs_the_card_it_answers(chat: Chat) -> None:
    numbers = [await assigned(chat, what=what) for what in (LAMP, DITCH)]
    cards = [
        message["seq"]
        for message in await chat.everything()
        if message["person"] == CADRE and message["updates"] is None
    ]
    assert numbers[1] in await chat.answer(CADRE, "收到", reply_to=cards[1])
    assert await statuses(chat, numbers) == ["assigned", "acknowledged"]


async def test_with_nothing_unsigned_it_changes_nothing(chat: Chat) -> None:
    number = await signed(chat, cc=VILLAGE)
    events = len((await chat.task(number))["events"])
    for person in (CADRE, VILLAGE, HEAD, ROOM, SECRETARY):
        for word in ("收到", "好的", "明白", "马上办"):
            answer = await chat.answer(person, word)
            assert "没看懂" not in answer
    assert len((await chat.task(number))["events"]) == events
    await chat.nobody_else_hears()


async def test_a_copy_is_not_signed_even_when_answered(chat: Chat) -> None:
    number = await assigned(chat, cc=VILLAGE)
    card = next(m["seq"] for m in await chat.everything() if m["person"] == VILLAGE)
    assert "抄送" in await chat.answer(VILLAGE, "收到", reply_to=card)
    assert await status(chat, number) == "assigned"
    await chat.nobody_else_hears()


@pytest.mark.parametrize(
    "text",
    [
        "收到一封来信,反映施工队未完成",
        "这个事情还没办好",
        "什么时候能办结",
        "能不能办结",
        "没有收到",
    ],
)
async def test_a_verb_inside_a_sentence_does_nothing(chat: Chat, text: str) -> None:
    first = await assigned(chat)
    second = await signed(chat, what=DITCH)
    await chat.says(CADRE, text)
    assert await statuses(chat, [first, second]) == ["assigned", "acknowledged"]
    await chat.nobody_else_hears()


@pytest.mark.parametrize(
    "word",
    [
        "收到",
        "好的",
        "明白",
        "接了",
        "马上办",
        "签收",
        "好的,马上办",
        "收到!",
        "收到,谢谢领导",
        "签收吧",
        "收到了",
    ],
)
async def test_everyday_words_sign_the_only_one(chat: Chat, word: str) -> None:
    number = await assigned(chat)
    assert number in await chat.answer(CADRE, word)
    assert await status(chat, number) == "acknowledged"


# --- rule 6: sounds


@pytest.mark.parametrize(
    ("person", "text", "verb"),
    [
        (CADRE, "千收", "签收"),
        (CADRE, "半截 0001 已换灯泡", "办结"),
        (ROOM, "叫办 丁若楠 明天 修路", "交办"),
    ],
)
async def test_a_verb_heard_only_by_its_sound_is_asked(
    chat: Chat, person: str, text: str, verb: str
) -> None:
    number = await assigned(chat)
    before = await chat.task(number)
    asked = (await chat.says(person, text))[-1]
    assert f"你是说“{verb}”吗" in asked["text"]
    assert labels(asked)[0] == verb
    assert await chat.task(number) == before
    await chat.says(person, "1")
    if person == CADRE:
        assert (await chat.task(number))["status"] != "assigned"
    await chat.hears(ROOM)


async def test_a_sound_that_was_not_meant(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.says(CADRE, "千收")
    assert "没有改动" in await chat.answer(CADRE, "不是")
    assert await status(chat, number) == "assigned"


# --- rule 7: courtesies


async def test_a_courtesy_is_no_error_and_no_case(chat: Chat) -> None:
    for person in (WINDOW, GRID, CADRE, ROOM, SECRETARY):
        for word in ("谢谢", "在吗", "👍", "好的", "辛苦了", "你好", "嗯嗯", "[强]", "OK", "再见"):
            answer = await chat.answer(person, word)
            assert "没看懂" not in answer, (person, word)
            assert "登记" not in answer, (person, word)
    await chat.nobody_else_hears()
    assert "没有待交办" in await chat.answer(ROOM, "待交办")


# --- rule 9: one word, several meanings


async def test_hand_over_is_an_order_a_request_or_a_decision(chat: Chat) -> None:
    number = await signed(chat, due="今天17点")
    assert "草稿" in await chat.answer(ROOM, f"转给{SURVEYOR},{DITCH},下周三前")
    await chat.says(ROOM, "取消")
    assert "等答复" in await chat.answer(CADRE, f"转给{SURVEYOR},他分管这一片")
    await chat.says(ROOM, "驳回 0001 你先办")
    await read_all(chat)
    await chat.until("2026-11-20T17:00")
    await read_all(chat)
    assert "已告诉" in await chat.answer(SECRETARY, f"0001 转给{SURVEYOR}")
    assert (await chat.task(number))["owner"] == SURVEYOR
    await read_all(chat)


async def test_yes_is_a_signature_or_an_answer(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "延期 0001 12月1日 等配件")
    await chat.hears(LEADER)
    assert "已同意" in await chat.answer(LEADER, "可以")
    assert (await chat.task(number))["deadline"].startswith("2026-12-01")
    assert "没看懂" not in await chat.answer(LEADER, "可以")
    await chat.hears(CADRE)


# --- rule 10: refusals


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (CADRE, "签收 9999"),
        (CADRE, "办结 RW20261120-9999 已好"),
        (CADRE, "销号 0001 电话"),
        (CADRE, "改派 0001 陶一帆"),
        (ROOM, "销号 0001 电话"),
        (ROOM, "重办 0001 没好"),
        (ROOM, "改派 0001 查无此人"),
        (ROOM, "办结 0001 好了"),
        (PLANNER, "签收 RW20261120-0001"),
        (SECRETARY, "限期 0001 下周三"),
        (VILLAGE, "反馈 0001 已经去看过"),
        (OBSERVER, "催办 0001"),
        (WINDOW, "交办 丁若楠 明天 修路"),
    ],
)
async def test_a_refusal_is_one_sentence_and_changes_nothing(
    chat: Chat, person: str, text: str
) -> None:
    number = await assigned(chat, cc=VILLAGE)
    before = await chat.task(number)
    heard = await chat.says(person, text)
    assert len(heard) == 1
    lines = [line for line in heard[0]["text"].splitlines() if line != GREETING]
    assert lines, "what is wrong"
    assert len(lines[0]) <= 80
    assert await chat.task(number) == before
    await chat.nobody_else_hears()


# --- rule 11: short, numbers, states


async def test_people_read_the_states_in_chinese(chat: Chat) -> None:
    number = await assigned(chat)
    assert "待签收" in await chat.answer(ROOM, f"查 {number}")
    await chat.says(CADRE, "收到")
    assert "办理中" in await chat.answer(ROOM, f"查 {number}")
    await chat.says(CADRE, "办结 已换灯泡")
    await chat.hears(ROOM)
    assert "待销号" in await chat.answer(ROOM, f"查 {number}")
    await chat.says(ROOM, "销号 0001 电话")
    assert "已销号" in await chat.answer(ROOM, f"查 {number}")


async def test_a_card_is_redrawn_in_place_and_an_old_one_says_so(chat: Chat) -> None:
    number = await assigned(chat)
    card = next(m for m in await chat.everything() if m["person"] == CADRE)
    await chat.says(CADRE, "收到")
    redrawn = [m for m in await chat.everything() if m["updates"] == card["seq"]]
    assert len(redrawn) == 1
    assert "办理中" in redrawn[0]["text"]
    assert labels(redrawn[0])[:2] == ["反馈", "办结"]
    assert "已经签收" in await chat.press(CADRE, "签收", card["seq"])
    await chat.says(ROOM, f"改派 {number} {PLANNER}")
    await chat.hears(PLANNER)
    assert number in await chat.press(CADRE, "办结", redrawn[0]["seq"])
    assert await status(chat, number) == "assigned"
    await chat.hears(CADRE)
    await chat.nobody_else_hears()
