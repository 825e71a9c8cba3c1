"""退回, 转办, 延期: asked by the executor, decided by whoever is entitled, the clock runs on."""

import pytest

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    HEAD,
    LEADER,
    MAYOR,
    PLANNER,
    ROOM,
    ROOM_B,
    SECRETARY,
    SURVEYOR,
    VICE,
    VILLAGE,
    assigned,
    labels,
    read_all,
    read_digests,
    signed,
    status,
)
from tests.chat import Chat, joined

WEDNESDAY = "2026-11-25T17:00:00+08:00"


async def requests(chat: Chat, number: str) -> list[tuple[str, str, str]]:
    task = await chat.task(number)
    return [(request["kind"], request["state"], request["by"]) for request in task["requests"]]


async def returned(chat: Chat) -> str:
    """A task whose return is asked and signed."""
    number = await assigned(chat)
    await chat.says(CADRE, f"退回 {number} 地点不在本辖区")
    await chat.presses(CADRE, "确认签名")
    await read_all(chat)
    return number


# --- 退回 (S0-06)


async def test_a_return_needs_a_reason_and_a_signature(chat: Chat) -> None:
    number = await assigned(chat)
    asked = (await chat.says(CADRE, "退回 0001"))[-1]
    assert "为什么" in asked["text"]
    assert len(labels(asked)) == 4, "four ready reasons"
    assert await requests(chat, number) == []
    sign = (await chat.says(CADRE, "不属于本部门职责"))[-1]
    assert "签名" in sign["text"]
    assert labels(sign)[0] == "确认签名"
    assert await requests(chat, number) == [], "with a reason but unsigned nothing is asked yet"
    await chat.nobody_else_hears()

    filed = await chat.press(CADRE, "确认签名")
    assert "时限照走" in filed
    assert await requests(chat, number) == [("return", "pending", CADRE)]
    for dispatcher in DISPATCHERS:
        question = (await chat.hears(dispatcher))[-1]
        assert "不属于本部门职责" in question["text"]
        assert labels(question) == ["同意", "驳回"]
    assert (await chat.task(number))["deadline"] == WEDNESDAY
    assert await status(chat, number) == "assigned"


@pytest.mark.parametrize("way", ["确认签名", "1"])
async def test_the_signature_may_be_typed(chat: Chat, way: str) -> None:
    number = await assigned(chat)
    await chat.says(CADRE, "不是我的 0001" if way == "1" else "退回 0001 已由其他部门在办")
    await chat.says(CADRE, way)
    assert await requests(chat, number) == [("return", "pending", CADRE)]
    await chat.hears(*DISPATCHERS)


@pytest.mark.parametrize("word", ["不退了", "算了", "反馈 已到现场看过"])
async def test_unsigned_it_is_forgotten(chat: Chat, word: str) -> None:
    number = await assigned(chat)
    await chat.says(CADRE, "退回 0001 不归我们管")
    await chat.says(CADRE, word)
    assert await requests(chat, number) == []
    await chat.nobody_else_hears()


async def test_a_return_agreed_waits_for_a_new_owner(chat: Chat) -> None:
    number = await returned(chat)
    assert "改派" in await chat.answer(ROOM, "同意 0001")
    assert await requests(chat, number) == [("return", "agreed", CADRE)]
    assert "同意你的退回" in await chat.texts(CADRE)
    assert (await chat.task(number))["owner"] == CADRE
    await chat.says(ROOM, f"改派 0001 {SURVEYOR}")
    assert (await chat.task(number))["owner"] == SURVEYOR
    assert "待签收" in await chat.texts(SURVEYOR)
    assert "不用再办" in await chat.texts(CADRE)
    assert (await chat.task(number))["deadline"] == WEDNESDAY


async def test_a_return_refused_stays_with_the_reason(chat: Chat) -> None:
    number = await returned(chat)
    assert "为什么不同意" in await chat.answer(ROOM, "驳回 0001")
    assert await requests(chat, number) == [("return", "pending", CADRE)]
    assert "已驳回" in await chat.answer(ROOM, "城东村就是你联系的")
    assert await requests(chat, number) == [("return", "refused", CADRE)]
    told = await chat.texts(CADRE)
    assert "城东村就是你联系的" in told
    assert "11月25日" in told
    assert "没有等答复" in await chat.answer(ROOM_B, "同意 0001"), "the second is told"
    await chat.nobody_else_hears()


@pytest.mark.parametrize("person", [CADRE, HEAD, LEADER, VILLAGE, SECRETARY])
async def test_a_return_is_the_command_rooms_to_decide(chat: Chat, person: str) -> None:
    number = await returned(chat)
    answer = await chat.answer(person, "同意 0001")
    assert "已同意" not in answer
    assert await requests(chat, number) == [("return", "pending", CADRE)]
    await chat.nobody_else_hears()


@pytest.mark.parametrize("person", [PLANNER, HEAD, VILLAGE, LEADER])
async def test_only_its_owner_may_return_it(chat: Chat, person: str) -> None:
    number = await assigned(chat, cc=VILLAGE)
    answer = await chat.answer(person, f"退回 {number} 不归我管")
    assert number in answer
    assert await requests(chat, number) == []
    await chat.nobody_else_hears()


async def test_the_clock_runs_while_a_return_waits(chat: Chat) -> None:
    await signed(chat, due="今天17点", remind="提前2小时")
    await chat.says(CADRE, "退回 0001 不归我们管")
    await chat.presses(CADRE, "确认签名")
    await read_all(chat)
    await chat.until("2026-11-20T15:00")
    assert "时限照走" in (await chat.hears(CADRE))[-1]["text"]
    await chat.until("2026-11-20T17:00")
    await read_all(chat)
    assert (await chat.task("RW20261120-0001"))["supervision"]["state"] == "waiting"


# --- 转办


async def test_a_transfer_agreed_has_a_new_owner(chat: Chat) -> None:
    number = await signed(chat)
    assert "为什么" in await chat.answer(CADRE, "转办 0001")
    assert "理由" in await chat.answer(CADRE, f"转办 0001 {SURVEYOR}")
    assert await requests(chat, number) == []
    assert SURVEYOR in await chat.answer(CADRE, f"转给{SURVEYOR},他分管这一片")
    assert await requests(chat, number) == [("transfer", "pending", CADRE)]
    for dispatcher in DISPATCHERS:
        assert SURVEYOR in await chat.texts(dispatcher)
    await chat.nobody_else_hears()
    assert SURVEYOR in await chat.answer(ROOM_B, "同意 0001")
    task = await chat.task(number)
    assert (task["owner"], task["status"], task["deadline"]) == (SURVEYOR, "assigned", WEDNESDAY)
    assert "待签收" in await chat.texts(SURVEYOR)
    assert "同意" in await chat.texts(CADRE)


async def test_a_transfer_refused_changes_nothing(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, f"转办 0001 {SURVEYOR} 他分管这一片")
    await chat.hears(*DISPATCHERS)
    assert "已驳回" in await chat.answer(ROOM, "不同意 0001 你先办着")
    assert "你先办着" in await chat.texts(CADRE)
    assert (await chat.task(number))["owner"] == CADRE
    assert await requests(chat, number) == [("transfer", "refused", CADRE)]


# --- 延期


async def test_an_extension_agreed_moves_the_deadline(chat: Chat) -> None:
    number = await signed(chat, cc=VILLAGE)
    assert "什么时候" in await chat.answer(CADRE, "延期 0001 等配件")
    assert "理由" in await chat.answer(CADRE, "延期 0001 12月1日")
    assert await requests(chat, number) == []
    assert LEADER in await chat.answer(CADRE, "延期 0001 12月1日下午5点 等配件到货")
    assert (await chat.task(number))["deadline"] == WEDNESDAY
    question = (await chat.hears(LEADER))[-1]
    assert "12月1日 17:00" in question["text"]
    assert "等配件到货" in question["text"]
    assert "已经交上去" in await chat.answer(CADRE, "延期 0001 12月2日 等配件到货")
    assert "已同意延期" in await chat.press(LEADER, "同意")
    assert (await chat.task(number))["deadline"] == "2026-12-01T17:00:00+08:00"
    assert "12月1日 17:00" in await chat.texts(CADRE)
    assert "12月1日 17:00" in await chat.texts(VILLAGE)
    assert "已经延过" in await chat.answer(CADRE, "延期 0001 12月9日 还不行"), "one by default"


async def test_an_extension_refused(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "来不及了,再给3天,配件没到")
    assert "11月28日" in await chat.texts(LEADER)
    assert "已驳回" in await chat.answer(LEADER, "不行 0001 群众等不了")
    assert "群众等不了" in await chat.texts(CADRE)
    assert (await chat.task(number))["deadline"] == WEDNESDAY
    assert await requests(chat, number) == [("extension", "refused", CADRE)]


@pytest.mark.parametrize("person", [CADRE, ROOM, VICE, HEAD])
async def test_an_extension_is_the_leaders_to_decide(chat: Chat, person: str) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "延期 0001 12月1日 等配件到货")
    await chat.hears(LEADER)
    answer = await chat.answer(person, "同意 0001")
    assert LEADER in answer or "不能自己批" in answer
    assert (await chat.task(number))["deadline"] == WEDNESDAY
    await chat.nobody_else_hears()


async def test_the_leader_on_leave_leaves_it_to_his_deputy(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(LEADER, "请假 到下周五")
    assert VICE in await chat.answer(CADRE, "延期 0001 12月1日 等配件到货")
    assert "已同意" in await chat.answer(VICE, "同意 0001")
    assert (await chat.task(number))["deadline"] == "2026-12-01T18:00:00+08:00"
    await read_all(chat)


async def test_nobody_answers_nagged_then_the_deputy_then_the_principals(chat: Chat) -> None:
    """2 working hours; half a day → B角 may decide; next day → principals' digest."""
    number = await signed(chat)
    await chat.says(CADRE, "延期 0001 12月1日 等配件到货")
    await chat.hears(LEADER)
    assert LEADER in await chat.answer(VICE, "同意 0001")
    await chat.until("2026-11-20T10:59")
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T11:00")
    assert "等答复" in await chat.texts(LEADER)
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T15:00")
    assert "B角" in await chat.texts(VICE)
    await chat.until("2026-11-23T08:00")
    for principal in (SECRETARY, MAYOR):
        morning = await chat.texts(principal)
        assert "没人答复" in morning
        assert number in morning
    await read_all(chat)
    assert "已同意" in await chat.answer(VICE, "同意 0001")
    assert "12月1日" in await chat.texts(CADRE)


async def test_what_is_asked_is_listed(chat: Chat) -> None:
    await returned(chat)
    listed = await chat.answer(ROOM, "待审")
    assert "待审 1 件" in listed
    assert "申请退回" in listed
    assert "已驳回" in await chat.answer(ROOM, "驳回 1 请先到现场看")
    assert "请先到现场看" in await chat.texts(CADRE)


async def test_closing_takes_an_undecided_request_with_it(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "延期 0001 12月1日 等配件到货")
    await chat.hears(LEADER)
    await chat.says(CADRE, "办结 0001 配件提前到了,已换好")
    await chat.hears(ROOM)
    assert await requests(chat, number) == [("extension", "withdrawn", CADRE)]
    assert "没有等答复" in joined(await chat.presses(LEADER, "同意"))
    await chat.until("2026-11-24T09:00")
    await read_digests(chat)
