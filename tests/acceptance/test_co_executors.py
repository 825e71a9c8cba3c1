"""牵头 and 配合: each with their own completion; 改派 releases (chat.md, Several people)."""

from tests.acceptance.town import (
    CADRE,
    DITCH,
    LEADER,
    PLANNER,
    ROOM,
    SURVEYOR,
    VICE,
    VILLAGE,
    assigned,
    labels,
    read_all,
    read_digests,
    status,
)
from tests.chat import Chat

BOTH = f"{CADRE}、{PLANNER}"


async def parts(chat: Chat, number: str) -> list[tuple[str, str]]:
    task = await chat.task(number)
    return [(part["name"], part["status"]) for part in task["co_executors"]]


async def shared(chat: Chat, **elements: str) -> str:
    """A task of two, both of whom have signed."""
    number = await assigned(chat, BOTH, **elements)
    await chat.says(CADRE, "收到")
    await chat.says(PLANNER, "收到")
    await read_all(chat)
    return number


async def test_each_signs_and_finishes_for_himself(chat: Chat) -> None:
    number = await assigned(chat, BOTH)
    assert await parts(chat, number) == [(PLANNER, "assigned")]
    assert "已签收" in await chat.answer(PLANNER, "收到")
    assert await status(chat, number) == "assigned", "the owner signs for himself"
    assert "已签收" in await chat.answer(CADRE, "收到")
    assert await parts(chat, number) == [(PLANNER, "acknowledged")]

    refused = await chat.answer(CADRE, "办结 0001 已换线并更换灯泡")
    assert PLANNER in refused
    assert "改派" in refused
    assert await status(chat, number) == "acknowledged"
    await chat.nobody_else_hears()

    assert "配合的部分已完成" in await chat.answer(PLANNER, "办结 0001 路面已补好")
    assert "可以办结" in await chat.texts(CADRE)
    assert await parts(chat, number) == [(PLANNER, "closed")]
    assert "已经办结" in await chat.answer(PLANNER, "办结 0001 路面已补好")
    assert "已办结" in await chat.answer(CADRE, "办结 0001 已换线并更换灯泡")
    assert await status(chat, number) == "closed"
    await chat.hears(ROOM)
    await chat.nobody_else_hears()


async def test_the_first_named_leads_and_labels_say_so(chat: Chat) -> None:
    await chat.says(
        ROOM,
        f"交办 牵头 {PLANNER} 协办 {CADRE}、{SURVEYOR} 抄送 无 截止 下周三"
        f" 提醒 无 方式 应用内 内容 {DITCH}",
    )
    task = await chat.task("RW20261120-0001")
    assert task["owner"] == PLANNER
    assert [part["name"] for part in task["co_executors"]] == [CADRE, SURVEYOR]
    card = (await chat.hears(CADRE))[-1]
    assert f"执行人:{PLANNER}" in card["text"]
    assert labels(card) == ["签收"]
    await chat.hears(PLANNER, SURVEYOR)


async def test_a_released_one_is_out_and_the_owner_may_close(chat: Chat) -> None:
    number = await shared(chat)
    assert PLANNER in await chat.answer(ROOM, f"改派 {number} 不要{PLANNER}了")
    out = await chat.hears(PLANNER)
    assert len(out) == 1
    assert "不用再配合" in out[0]["text"]
    owner = await chat.hears(CADRE)
    assert len(owner) == 1
    assert PLANNER in owner[0]["text"]
    assert "签收" not in labels(owner[0]), "the owner has signed long ago"
    assert await parts(chat, number) == []
    assert "已记下" not in await chat.answer(PLANNER, f"反馈 {number} 路面已补好")
    assert "已办结" in await chat.answer(CADRE, "办结 0001 已换线并更换灯泡")
    await chat.hears(ROOM)


async def test_one_partner_for_another(chat: Chat) -> None:
    number = await shared(chat)
    await chat.says(ROOM, f"改派 {number} 把{PLANNER}换成{SURVEYOR}")
    assert await parts(chat, number) == [(SURVEYOR, "assigned")]
    assert (await chat.task(number))["owner"] == CADRE
    assert "不用再" in await chat.texts(PLANNER)
    assert labels((await chat.hears(SURVEYOR))[-1]) == ["签收"]
    await chat.hears(CADRE)


async def test_late_all_who_have_not_finished_are_nagged(chat: Chat) -> None:
    await shared(chat, cc=VILLAGE, due="11月20日17点", remind="无")
    await chat.says(PLANNER, "办结 0001 路面已补好")
    await chat.hears(CADRE)
    await chat.until("2026-11-20T17:00")
    assert "书记督办" in await chat.texts(CADRE)
    for person in (LEADER, VILLAGE):
        assert "书记督办" in await chat.texts(person)
    await chat.reads(lambda message: message["person"] == VICE)  # leader in charge of the other
    await read_digests(chat)
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T10:30")
    await read_digests(chat)
    assert "第1次催办" in await chat.texts(CADRE)
    await chat.nobody_else_hears()


async def test_a_part_is_reported_but_never_requested(chat: Chat) -> None:
    number = await shared(chat)
    assert "已记下" in await chat.answer(PLANNER, "反馈 0001 路面正在补")
    for text in ("退回 0001 不归我管", "延期 0001 12月1日 等沥青", f"转办 0001 {SURVEYOR} 他熟"):
        await chat.says(PLANNER, text)
    assert (await chat.task(number))["requests"] == []
    await chat.nobody_else_hears()


async def test_reopened_both_work_again(chat: Chat) -> None:
    number = await shared(chat)
    await chat.says(PLANNER, "办结 0001 路面已补好")
    await chat.says(CADRE, "办结 0001 已换线并更换灯泡")
    await read_all(chat)
    await chat.says(ROOM, "重办 0001 群众说还是不亮")
    for person in (CADRE, PLANNER):
        assert "群众说还是不亮" in await chat.texts(person)
    assert await parts(chat, number) == [(PLANNER, "acknowledged")]
    assert PLANNER in await chat.answer(CADRE, "办结 0001 已重新接线,灯已亮")
