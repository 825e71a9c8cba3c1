"""The review queue as a chat: overdue, decided, planned, returned, agreed, done, told."""

from collections.abc import AsyncIterator

import pytest

from tests.chat import Chat, Message, chatting

SECRETARY, MAYOR, LEADER = "郑怀瑾", "沈牧之", "韩景澄"
ROOM, OWNER, OTHER = "苏念安", "陶一帆", "吕思齐"


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    """Monday morning; digests are other tests' business."""
    async with chatting("2026-11-23T09:00") as open_chat:
        yield open_chat


def is_digest(message: Message) -> bool:
    return "早报" in message["text"] or "下班前" in message["text"]


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
    """The whole way; whatever nobody expected fails it."""
    number = await overdue(chat)
    await limited(chat, number)
    await chat.until("2026-11-25T17:01")
    assert await state(chat, number) == "waiting"
    assert "已进入书记督办" in await chat.texts(OWNER)
    assert "已进入书记督办" in await chat.texts(LEADER)
    await planned(chat, number)
    await agreed(chat, number)
    await done(chat, number)
    await chat.reads(is_digest)
    await chat.nobody_else_hears()


async def limited(chat: Chat, number: str) -> None:
    assert await state(chat, number) == "waiting"
    listed = await chat.says(SECRETARY, "督办")
    assert number in listed[0]["text"]
    assert "已超期" in listed[0]["text"]
    assert [b["label"] for b in listed[0]["buttons"]][:2] == ["限期", "要方案"]
    assert "限期到什么时候" in await chat.press(SECRETARY, "限期")
    answer = await chat.answer(SECRETARY, "明天下午5点")
    assert "已告诉" in answer
    assert OWNER in answer
    for person in (OWNER, LEADER):
        assert "限期 明天 17:00" in await chat.texts(person)
    record = await chat.task(number)
    assert record["deadline"] == "2026-11-25T17:00:00+08:00"
    assert record["supervision"]["decisions"][0]["by"] == SECRETARY
    assert await state(chat, number) == "decided"


async def planned(chat: Chat, number: str) -> None:
    assert "默认" in await chat.answer(SECRETARY, "要方案 0001 拖得太久")
    assert await state(chat, number) == "plan_due"
    for person in (OWNER, LEADER):
        assert "要求报处置方案" in await chat.texts(person)
    assert "等审" in await chat.answer(OWNER, "方案 尽快修好")
    assert await state(chat, number) == "plan_review"
    for principal in (SECRETARY, MAYOR):
        heard = await chat.hears(principal)
        assert "报来方案" in heard[-1]["text"]
        assert [b["label"] for b in heard[-1]["buttons"]] == ["同意", "驳回"]
    assert "理由" in await chat.press(SECRETARY, "驳回")
    await chat.says(SECRETARY, "没有写谁来办")
    assert await state(chat, number) == "plan_due"
    for person in (OWNER, LEADER):
        assert "没有写谁来办" in await chat.texts(person)


async def agreed(chat: Chat, number: str) -> None:
    await chat.says(OWNER, "方案 供电所更换灯具,陶一帆负责,12月4日前完成")
    for principal in (SECRETARY, MAYOR):
        assert "12月4日 18:00" in await chat.texts(principal)
    await chat.press(MAYOR, "同意")
    record = await chat.task(number)
    assert record["supervision"]["state"] == "decided"
    assert record["deadline"] == "2026-12-04T18:00:00+08:00"
    for person in (OWNER, LEADER):
        assert "同意方案" in await chat.texts(person)


async def done(chat: Chat, number: str) -> None:
    await chat.says(OWNER, "办结 0001 已更换灯具,群众确认")
    for principal in (SECRETARY, MAYOR):
        assert "结果:已更换灯具,群众确认" in await chat.texts(principal)
    assert await state(chat, number) == "ended"
    assert "待销号" in await chat.texts(ROOM)
    assert "已销号" in await chat.answer(ROOM, "销号 0001 电话")
    kinds = [event["kind"] for event in (await chat.task(number))["events"]]
    assert kinds.count("result_pushed") == 2


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
    assert "2 件已决定" in done
    assert await state(chat, first) == "decided"
    assert await state(chat, second) == "plan_due"


async def test_several_decisions_are_all_or_none(chat: Chat) -> None:
    first = await given(chat)
    await given(chat, "清理柳湾村水渠", OTHER)
    await chat.until("2026-11-24T17:01")
    await chat.says(SECRETARY, "督办")
    assert "已阅,还没有决定" in await chat.answer(MAYOR, "0001阅 0002知道了")
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


async def test_told_by_phone_is_recorded(chat: Chat) -> None:
    await overdue(chat)
    await chat.says(OWNER, "办结 0001 已更换灯具")
    assert "电话向 郑怀瑾" in await chat.answer(ROOM, "已电话报告 0001 书记")
    assert "主要领导" in await chat.answer(ROOM, "已当面报告 0001 韩景澄")


async def test_somebody_is_asked_to_attend_to_it(chat: Chat) -> None:
    number = await overdue(chat)
    await chat.says(SECRETARY, f"转办 {OTHER} 12月1日前")
    record = await chat.task(number)
    assert (record["owner"], record["deadline"]) == (OTHER, "2026-12-01T18:00:00+08:00")


async def test_plans_and_requests_wait_in_one_list(chat: Chat) -> None:
    await overdue(chat)
    await chat.says(SECRETARY, "要方案 0001 下周三")
    await chat.says(OWNER, "方案 1、换灯具 2、查线路,12月8日完成")
    listed = await chat.answer(ROOM, "待审")
    assert "报了方案" in listed
    assert "等 郑怀瑾、沈牧之 批" in listed
    await chat.says(SECRETARY, "同意 1")
    assert (await chat.task("RW20261123-0001"))["deadline"] == "2026-12-08T18:00:00+08:00"


async def test_an_entry_named_by_words_of_its_content(chat: Chat) -> None:
    first = await given(chat)
    second = await given(chat, "清理柳湾村水渠", OTHER)
    await chat.until("2026-11-24T17:01")
    await chat.says(SECRETARY, "限期 水渠那个 下周三")
    assert (await state(chat, first), await state(chat, second)) == ("waiting", "decided")
    await chat.says(MAYOR, "水渠那个要方案")
    assert (await state(chat, first), await state(chat, second)) == ("waiting", "plan_due")


TIMES = [
    ("限期 0001 12月2日 群众很急", "2026-12-02T18:00:00+08:00", "群众很急"),
    ("限期 0001 12月2日前办结 群众很急", "2026-12-02T18:00:00+08:00", "群众很急"),
    ("限期 0001 3天 请抓紧", "2026-11-27T18:00:00+08:00", "请抓紧"),
    ("限期 0001 明天 上午10点 带上台账", "2026-11-25T10:00:00+08:00", "带上台账"),
    ("0001 限期下周三", "2026-12-02T18:00:00+08:00", "限期 下周三"),
    ("限期 0001 周五", "2026-11-27T18:00:00+08:00", "限期 周五"),
]


@pytest.mark.parametrize(("text", "deadline", "reason"), TIMES)
async def test_a_limit_reads_its_time_and_its_reason(
    chat: Chat, text: str, deadline: str, reason: str
) -> None:
    number = await overdue(chat)
    await chat.says(SECRETARY, text)
    record = await chat.task(number)
    assert record["deadline"] == deadline
    assert record["supervision"]["decisions"][-1]["reason"] == reason


@pytest.mark.parametrize(
    "text", ["限期 0001 下周三或者下周五", "限期 0001 有空的时候", "限期 0001"]
)
async def test_an_unclear_time_is_asked(chat: Chat, text: str) -> None:
    number = await overdue(chat)
    await chat.says(SECRETARY, text)
    assert await state(chat, number) == "waiting"
