"""The review queue as a chat: overdue, decided, planned, returned, agreed, done, told."""

from collections.abc import AsyncIterator

import pytest

from tests.chat import Chat, chatting

SECRETARY, MAYOR, LEADER = "郑怀瑾", "沈牧之", "韩景澄"
ROOM, OWNER, OTHER = "苏念安", "陶一帆", "吕思齐"


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with chatting("2026-11-23T09:00") as open_chat:
        yield open_chat


async def given(chat: Chat, what: str = "修复南塘村三组路灯", who: str = OWNER) -> str:
    """A signed task due on Tuesday at 17:00; its number."""
    await chat.says(ROOM, f"交办 {who} 截止明天下午5点 抄送无 提醒无 内容:{what}")
    heard = await chat.says(ROOM, "确认")
    number = next((m["task"] for m in heard if m["task"]), None)
    if number is None:
        number = [m["task"] for m in await chat.everything() if m["task"]][-1]
    await chat.says(who, f"签收 {number}")
    return str(number)


async def overdue(chat: Chat) -> str:
    number = await given(chat)
    await chat.until("2026-11-24T17:01")
    for person in (SECRETARY, MAYOR, LEADER, ROOM, OWNER, OTHER):
        await chat.hears(person)
    return number


async def state(chat: Chat, number: str) -> str:
    record = await chat.task(number)
    return str(record["supervision"]["state"])


async def test_overdue_limit_overdue_plan_return_agree_close_told(chat: Chat) -> None:
    number = await overdue(chat)
    assert await state(chat, number) == "waiting"

    listed = await chat.says(SECRETARY, "督办")
    assert number in listed[0]["text"]
    assert "已超期" in listed[0]["text"]
    assert [b["label"] for b in listed[0]["buttons"]][:2] == ["限期", "要方案"]

    asked = await chat.presses(SECRETARY, "限期")
    assert "限期到什么时候" in asked[-1]["text"]
    done = await chat.answer(SECRETARY, "明天下午5点")
    assert "已告诉" in done
    assert OWNER in done
    assert "限期" in await chat.texts(OWNER)
    assert "限期" in await chat.texts(LEADER)
    record = await chat.task(number)
    assert record["deadline"] == "2026-11-25T17:00:00+08:00"
    assert record["supervision"]["decisions"][0]["by"] == SECRETARY

    await chat.until("2026-11-25T17:01")
    assert await state(chat, number) == "waiting"
    await chat.hears(OWNER)

    assert "默认" in await chat.answer(SECRETARY, "要方案 0001 拖得太久")
    assert await state(chat, number) == "plan_due"
    assert "方案" in await chat.texts(OWNER)

    assert "等审" in await chat.answer(OWNER, "方案 尽快修好")
    assert await state(chat, number) == "plan_review"
    for principal in (SECRETARY, MAYOR):
        heard = [m for m in await chat.hears(principal) if "报来方案" in m["text"]]
        assert [b["label"] for b in heard[-1]["buttons"]] == ["同意", "驳回"]

    assert "理由" in await chat.answer(SECRETARY, "驳回 0001")
    await chat.says(SECRETARY, "没有写谁来办")
    assert await state(chat, number) == "plan_due"
    assert "没有写谁来办" in await chat.texts(OWNER)

    await chat.says(OWNER, "方案 供电所更换灯具,陶一帆负责,12月4日前完成")
    await chat.says(MAYOR, "同意 0001")
    record = await chat.task(number)
    assert record["supervision"]["state"] == "decided"
    assert record["deadline"] == "2026-12-04T18:00:00+08:00"
    assert "同意方案" in await chat.texts(OWNER)

    for principal in (SECRETARY, MAYOR):
        await chat.hears(principal)
    await chat.says(OWNER, "办结 0001 已更换灯具,群众确认")
    for principal in (SECRETARY, MAYOR):
        heard = await chat.hears(principal)
        assert [m["text"] for m in heard if "已更换灯具" in m["text"]]
    assert await state(chat, number) == "ended"
    assert "已销号" in await chat.answer(ROOM, "销号 0001 电话")


async def test_only_principals_decide(chat: Chat) -> None:
    number = await overdue(chat)
    for person in (ROOM, LEADER, OWNER):
        assert SECRETARY in await chat.answer(person, "限期 0001 下周三")
    assert await state(chat, number) == "waiting"
    assert (await chat.task(number))["deadline"] == "2026-11-24T17:00:00+08:00"


async def test_a_past_or_missing_time_changes_nothing(chat: Chat) -> None:
    number = await overdue(chat)
    assert "已经过" in await chat.answer(SECRETARY, "限期 0001 2026年11月1日")
    assert "什么时候" in await chat.answer(SECRETARY, "抓紧 0001")
    assert "理由" in await chat.answer(SECRETARY, "解除 0001")
    assert await state(chat, number) == "waiting"


async def test_a_bare_word_never_decides(chat: Chat) -> None:
    number = await overdue(chat)
    for word in ("知道了", "阅", "要方案", "约谈"):
        await chat.says(SECRETARY, word)
        assert await state(chat, number) == "waiting", word


async def test_a_talk_comes_back_for_a_decision(chat: Chat) -> None:
    number = await overdue(chat)
    done = await chat.answer(SECRETARY, "约谈 0001 明天上午9点")
    assert "09:00" in done
    assert "约谈" in await chat.texts(OWNER)
    assert "约谈" in await chat.texts(LEADER)
    assert await state(chat, number) == "decided"
    await chat.until("2026-11-25T10:01")
    assert await state(chat, number) == "waiting"
    assert "约谈后再议" in await chat.answer(SECRETARY, "督办")


async def test_lifted_stays_out_and_its_deadline_stays_past(chat: Chat) -> None:
    number = await overdue(chat)
    await chat.says(SECRETARY, "解除 0001 已移交县里办理")
    assert "已移交县里办理" in await chat.texts(OWNER)
    assert await state(chat, number) == "ended"
    await chat.until("2026-11-27T09:00")
    assert await state(chat, number) == "ended"
    assert (await chat.task(number))["deadline"] == "2026-11-24T17:00:00+08:00"


async def test_transfer_gives_a_new_owner_and_a_new_time(chat: Chat) -> None:
    number = await overdue(chat)
    done = await chat.answer(SECRETARY, f"转办 0001 {OTHER} 他熟悉线路")
    assert "默认" in done
    record = await chat.task(number)
    assert (record["owner"], record["status"]) == (OTHER, "assigned")
    assert record["deadline"] == "2026-11-27T18:00:00+08:00"
    assert number in await chat.texts(OTHER)
    assert OTHER in await chat.texts(OWNER)


async def test_an_extension_asked_for_is_granted(chat: Chat) -> None:
    number = await overdue(chat)
    await chat.says(OWNER, "延期 0001 12月2日 等配件到货")
    assert "已申请延期" in await chat.answer(SECRETARY, "督办")
    await chat.says(SECRETARY, "准延期 0001")
    record = await chat.task(number)
    assert record["deadline"] == "2026-12-02T18:00:00+08:00"
    assert record["requests"][0]["state"] == "agreed"
    assert record["supervision"]["state"] == "decided"
    assert "准延期" in await chat.texts(OWNER)


async def test_a_second_decision_replaces_the_first_and_both_principals_know(chat: Chat) -> None:
    number = await overdue(chat)
    await chat.says(SECRETARY, "限期 0001 下周三")
    await chat.hears(SECRETARY)
    changed = await chat.answer(MAYOR, "限期 0001 下周五")
    assert SECRETARY in changed
    assert MAYOR in await chat.texts(SECRETARY)
    assert (await chat.task(number))["deadline"] == "2026-12-04T18:00:00+08:00"


async def test_several_decisions_in_one_message(chat: Chat) -> None:
    first = await given(chat)
    second = await given(chat, "清理柳湾村水渠", OTHER)
    await chat.until("2026-11-24T17:01")
    listed = await chat.answer(SECRETARY, "督办")
    assert listed.startswith("督办 2 件")
    done = await chat.answer(SECRETARY, "1限期下周三 2要方案")
    assert "2 件都已决定" in done
    assert await state(chat, first) == "decided"
    assert await state(chat, second) == "plan_due"


async def test_several_decisions_are_all_or_none(chat: Chat) -> None:
    first = await given(chat)
    await given(chat, "清理柳湾村水渠", OTHER)
    await chat.until("2026-11-24T17:01")
    await chat.says(SECRETARY, "督办")
    refused = await chat.answer(SECRETARY, "1限期下周三 2解除")
    assert "还没有决定" in refused
    assert await state(chat, first) == "waiting"


async def test_by_hand_with_a_reason(chat: Chat) -> None:
    number = await given(chat)
    assert "为什么" in await chat.answer(ROOM, "督办 0001")
    await chat.says(ROOM, "群众天天来问")
    assert await state(chat, number) == "waiting"
    assert "人工:群众天天来问" in await chat.answer(SECRETARY, "督办")
    await chat.says(OWNER, "事由 0001 供电所没有配件")
    assert "供电所没有配件" in await chat.answer(SECRETARY, "督办 0001")


async def test_an_empty_queue_says_so(chat: Chat) -> None:
    assert "没有督办件" in await chat.answer(SECRETARY, "督办")
    assert "没有要你报的方案" in await chat.answer(OWNER, "方案 先修路灯")


async def test_a_close_taken_back_is_supervised_again(chat: Chat) -> None:
    number = await overdue(chat)
    await chat.says(OWNER, "办结 0001 已更换灯具")
    assert await state(chat, number) == "ended"
    await chat.says(OWNER, "撤回")
    assert await state(chat, number) == "waiting"
    assert "已撤回" in await chat.texts(SECRETARY)
