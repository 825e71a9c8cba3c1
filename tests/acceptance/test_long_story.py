"""One case through everything that can happen to it, with a restart after every step."""

from tests.acceptance.town import (
    APPEAL,
    CADRE,
    DISPATCHERS,
    HEAD,
    LEADER,
    MAYOR,
    PHONE,
    PLANNER,
    PRINCIPALS,
    ROOM,
    ROOM_B,
    SECRETARY,
    VILLAGE,
    WINDOW,
    read_digests,
)
from tests.chat import Chat

NUMBER, CASE = "RW20261120-0001", "MT20261120-0001"


async def test_from_the_window_to_the_secretary_and_back(chat: Chat) -> None:
    await given(chat)
    await returned_and_overruled(chat)
    await silent_until_the_deputy_has_it(chat)
    await late_planned_and_agreed(chat)
    await done_and_struck_off(chat)
    said = await chat.everything()
    assert not [m["text"] for m in said if PHONE in m["text"]]
    actors = [event["actor"] for event in (await chat.task(NUMBER))["events"]]
    assert {ROOM, CADRE, PLANNER, SECRETARY, MAYOR, "系统"} <= set(actors)


async def given(chat: Chat) -> None:
    """The window forwards, the command room gives it out; what is missing is asked once."""
    assert CASE in (await chat.says(WINDOW, APPEAL, forwarded=True))[0]["text"]
    await chat.restarts()
    await chat.hears(*DISPATCHERS)
    assert "还缺:截止时间" in await chat.answer(ROOM, f"交办 {CASE} {CADRE} 抄送 {VILLAGE}")
    await chat.restarts()
    assert "11月24日 17:00(周二)" in await chat.answer(ROOM, "下周二下午5点")
    await chat.restarts()
    assert NUMBER in await chat.answer(ROOM, "可以")
    await chat.restarts()
    assert "签收" in await chat.texts(CADRE)
    assert "抄送" in await chat.texts(VILLAGE)


async def returned_and_overruled(chat: Chat) -> None:
    """Without a reason nothing; with reason and signature the command room decides."""
    assert "为什么" in await chat.answer(CADRE, "退回 0001")
    await chat.restarts()
    assert "签名" in await chat.answer(CADRE, "不归我们管,是供电所的事")
    await chat.restarts()
    assert "等答复" in await chat.answer(CADRE, "确认签名")
    await chat.hears(*DISPATCHERS)
    await chat.restarts()
    assert "已驳回" in await chat.answer(ROOM_B, "驳回 0001 路灯归村里,你是联村干部")
    assert "联村干部" in await chat.texts(CADRE)
    await chat.nobody_else_hears()


async def silent_until_the_deputy_has_it(chat: Chat) -> None:
    """Two hours, four hours; then the B角 signs."""
    await chat.until("2026-11-20T11:00")
    assert "待签收" in await chat.texts(CADRE)
    await chat.restarts()
    await chat.until("2026-11-20T15:00")
    assert CADRE in await chat.texts(HEAD)
    assert PLANNER in await chat.texts(CADRE)
    await chat.restarts()
    assert "已签收" in await chat.press(PLANNER, "签收")
    await chat.hears(PLANNER)
    await chat.restarts()
    assert "已记下" in await chat.answer(PLANNER, "反馈 已约供电所周一到现场")
    await chat.until("2026-11-23T17:00")
    assert "还有1天" in await chat.texts(PLANNER)
    await read_digests(chat)
    await chat.nobody_else_hears()


async def late_planned_and_agreed(chat: Chat) -> None:
    """The deadline passes while the program is down; the principals ask for a plan."""
    await chat.down_until("2026-11-24T17:20")
    for person in (PLANNER, LEADER, VILLAGE):
        assert "书记督办" in await chat.texts(person)
    await read_digests(chat)
    await chat.nobody_else_hears(PLANNER)
    assert "供电所周一到现场" in await chat.answer(SECRETARY, "督办")
    await chat.restarts()
    assert "11月27日" in await chat.answer(SECRETARY, "要方案 0001 拖得太久")
    await chat.hears(CADRE, PLANNER, LEADER)
    await chat.restarts()
    assert "等审" in await chat.answer(PLANNER, "方案 供电所换线,12月2日前完成")
    await chat.hears(*PRINCIPALS)
    await chat.restarts()
    await chat.says(MAYOR, "驳回 0001 谁负责没有写")
    assert "谁负责没有写" in await chat.texts(PLANNER)
    await chat.hears(CADRE, LEADER, *PRINCIPALS)
    await chat.says(PLANNER, "方案 供电所换线,陶一帆负责,12月2日前完成")
    await chat.restarts()
    await chat.hears(*PRINCIPALS)
    assert "同意方案" in await chat.answer(SECRETARY, "同意 0001")
    assert (await chat.task(NUMBER))["deadline"] == "2026-12-02T18:00:00+08:00"
    await chat.hears(CADRE, PLANNER, LEADER, VILLAGE, MAYOR)
    await chat.restarts()


async def done_and_struck_off(chat: Chat) -> None:
    """Closed, the principals told, sent back once, closed again, struck off, the window told."""
    await chat.until("2026-11-30T15:00")
    await chat.hears(PLANNER)
    await read_digests(chat)
    assert "已办结" in await chat.answer(PLANNER, "办结 0001 已换线")
    for principal in PRINCIPALS:
        assert "已换线" in await chat.texts(principal)
    await chat.hears(ROOM)
    await chat.restarts()
    assert "已退回" in await chat.answer(ROOM, "重办 0001 群众说还是不亮")
    assert "还是不亮" in await chat.texts(PLANNER)
    await chat.hears(CADRE)
    assert (await chat.case(CASE))["status"] == "assigned"
    await chat.restarts()
    assert "已办结" in await chat.answer(PLANNER, "办结 0001 已换灯泡,李家人确认")
    await chat.hears(ROOM, *PRINCIPALS)
    await chat.restarts()
    assert "已销号" in await chat.answer(ROOM, "销号 0001 电话")
    await chat.restarts()
    assert CASE in await chat.texts(WINDOW)
    assert (await chat.case(CASE))["status"] == "struck_off"
    await chat.until("2026-12-04T18:00")
