"""Two people at once: one wins, the other is told; the same message twice has one effect."""

import asyncio

from tests.acceptance.town import (
    APPEAL,
    CADRE,
    DISPATCHERS,
    LEADER,
    MAYOR,
    PLANNER,
    ROOM,
    ROOM_B,
    SECRETARY,
    SURVEYOR,
    WINDOW,
    assigned,
    order,
    read_all,
    registered,
    signed,
    status,
)
from tests.chat import Chat, joined


async def at_once(chat: Chat, *said: tuple[str, str]) -> list[str]:
    """What each of them heard, in the order given; all wrote in the same moment."""
    heard = await asyncio.gather(*(chat.says(person, text) for person, text in said))
    return [joined(messages) for messages in heard]


async def events(chat: Chat, number: str, kind: str) -> int:
    return [event["kind"] for event in (await chat.task(number))["events"]].count(kind)


async def test_owner_and_deputy_sign_at_once(chat: Chat) -> None:
    number = await assigned(chat)
    await chat.until("2026-11-20T15:00")
    await read_all(chat)
    answers = await at_once(chat, (CADRE, f"签收 {number}"), (PLANNER, f"签收 {number}"))
    assert len([text for text in answers if "已签收。" in text]) == 1
    assert len([text for text in answers if "已经签收" in text]) == 1
    assert await events(chat, number, "task_acknowledged") == 1
    await chat.nobody_else_hears()


async def test_owner_and_deputy_close_at_once(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "请假 到下周三")
    await read_all(chat)
    answers = await at_once(
        chat, (CADRE, f"办结 {number} 已换灯泡"), (PLANNER, f"办结 {number} 已换线路")
    )
    assert len([text for text in answers if "已办结" in text]) == 1
    assert len([text for text in answers if "不能办结" in text]) == 1
    assert await events(chat, number, "task_closed") == 1
    assert len([m for m in await chat.hears(ROOM) if "待销号" in m["text"]]) == 1


async def test_two_dispatchers_strike_off_at_once(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "办结 0001 已换灯泡")
    await read_all(chat)
    answers = await at_once(chat, (ROOM, f"销号 {number} 电话"), (ROOM_B, f"销号 {number} 当面"))
    assert len([text for text in answers if "已销号(" in text]) == 1
    assert len([text for text in answers if "不能销号" in text]) == 1
    assert await events(chat, number, "task_struck_off") == 1


async def test_two_dispatchers_assign_the_same_case_at_once(chat: Chat) -> None:
    """Two tasks of one case are allowed, but never unseen: the second is told of the first."""
    case = await registered(chat, APPEAL)
    more = "抄送 无 截止 下周三 提醒 无 方式 应用内"
    answers = await at_once(
        chat, (ROOM, f"交办 {case} {CADRE} {more}"), (ROOM_B, f"交办 {case} {PLANNER} {more}")
    )
    tasks = (await chat.case(case))["tasks"]
    second = answers[1] if "RW20261120-0001" in answers[0].splitlines()[0] else answers[0]
    assert "RW20261120-0001" in second, "told that the case was given out already"
    assert "已交办" in second
    assert len(tasks) in (1, 2)
    await read_all(chat)


async def test_two_dispatchers_reassign_at_once(chat: Chat) -> None:
    number = await signed(chat)
    await at_once(chat, (ROOM, f"改派 {number} {PLANNER}"), (ROOM_B, f"改派 {number} {SURVEYOR}"))
    owner = (await chat.task(number))["owner"]
    assert owner in (PLANNER, SURVEYOR)
    loser = PLANNER if owner == SURVEYOR else SURVEYOR
    heard = await chat.texts(loser)
    assert not heard or "不用再办" in heard
    assert "待签收" in await chat.texts(owner)
    await read_all(chat)


async def test_leader_agrees_while_the_executor_closes(chat: Chat) -> None:
    number = await signed(chat)
    await chat.says(CADRE, "延期 0001 12月1日 等配件")
    await chat.hears(LEADER)
    await at_once(chat, (LEADER, f"同意 {number}"), (CADRE, f"办结 {number} 配件到了,已换好"))
    task = await chat.task(number)
    assert task["status"] == "closed"
    assert task["requests"][0]["state"] in ("agreed", "withdrawn")
    await read_all(chat)


async def test_two_principals_decide_at_once(chat: Chat) -> None:
    number = await signed(chat, due="今天17点", remind="无")
    await chat.until("2026-11-20T17:00")
    await read_all(chat)
    await at_once(chat, (SECRETARY, "限期 0001 下周三下午5点"), (MAYOR, "限期 0001 下周五下午5点"))
    decisions = (await chat.task(number))["supervision"]["decisions"]
    assert sorted(decision["by"] for decision in decisions) == sorted((SECRETARY, MAYOR))
    first, latest = (decision["by"] for decision in decisions)
    deadline = {SECRETARY: "2026-11-25T17:00:00+08:00", MAYOR: "2026-11-27T17:00:00+08:00"}
    assert (await chat.task(number))["deadline"] == deadline[latest]
    told = [m["text"] for m in await chat.everything() if m["person"] == first]
    assert latest in told[-1], "whoever decided first hears of the second"
    await read_all(chat)


async def test_twenty_orders_at_once_have_twenty_numbers(chat: Chat) -> None:
    said = [(person, order(what=f"第{n}处路灯维修")) for n in range(10) for person in DISPATCHERS]
    await at_once(chat, *said)
    numbers = {m["task"] for m in await chat.hears(CADRE)}
    assert numbers == {f"RW20261120-{n:04d}" for n in range(1, 21)}


async def test_the_same_message_three_times_at_once(chat: Chat) -> None:
    said = [chat.says(WINDOW, APPEAL, forwarded=True, message_id="m1") for _ in range(3)]
    await asyncio.gather(*said)
    assert await status_of_case(chat, "MT20261120-0001") == "registered"
    for dispatcher in DISPATCHERS:
        assert len(await chat.hears(dispatcher)) == 1
    assert "待交办 1 件" in await chat.answer(ROOM, "待交办")


async def test_a_repeated_close_after_a_restart(chat: Chat) -> None:
    number = await signed(chat)
    assert await chat.says(CADRE, "办结 0001 已换灯泡", message_id="m2")
    await chat.restarts()
    assert await chat.says(CADRE, "办结 0001 已换灯泡", message_id="m2") == []
    assert await status(chat, number) == "closed"
    assert len(await chat.hears(ROOM)) == 1


async def status_of_case(chat: Chat, number: str) -> str:
    return str((await chat.case(number))["status"])
