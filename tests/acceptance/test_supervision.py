"""书记督办 from the missed deadline to 销号, and the record as the contract shows it."""

from typing import Any

from adapters.base import Parcel, SendError
from tests.acceptance.town import (
    CADRE,
    LAMP,
    LEADER,
    MAYOR,
    PRINCIPALS,
    ROOM,
    ROOM_B,
    SECRETARY,
    VILLAGE,
    labels,
    order,
    read_all,
    read_digests,
    signed,
    status,
)
from tests.chat import Chat


async def late(chat: Chat, **elements: str) -> str:
    """A signed task that missed Monday 17:00; everybody has read so."""
    number = await signed(chat, due="下周一17点", remind="无", **elements)
    await chat.until("2026-11-23T17:00")
    await read_all(chat)
    return number


async def supervision(chat: Chat, number: str) -> dict[str, Any]:
    record: dict[str, Any] = (await chat.task(number))["supervision"]
    return record


async def test_at_the_deadline_it_enters_the_queue_by_itself(chat: Chat) -> None:
    number = await signed(chat, cc=VILLAGE, due="下周一17点", remind="无")
    await chat.until("2026-11-23T16:59")
    await read_digests(chat)
    assert await supervision(chat, number) is None
    await chat.until("2026-11-23T17:00")
    for person in (CADRE, VILLAGE, LEADER):
        told = await chat.hears(person)
        assert len(told) == 1
        assert number in told[0]["text"].splitlines()[0]
        assert "书记督办" in told[0]["text"]
    await chat.nobody_else_hears()
    assert await supervision(chat, number) == {
        "state": "waiting",
        "since": "2026-11-23T17:00:00+08:00",
        "responsible_leader": LEADER,
        "reason": None,
        "decisions": [],
    }
    assert await status(chat, number) == "acknowledged", "beside the status, never instead of it"


async def test_the_whole_way_to_striking_off(chat: Chat) -> None:
    number = await late(chat, cc=VILLAGE)
    card = (await chat.says(SECRETARY, "督办"))[0]
    for shown in (number, CADRE, LEADER, "已超期", "没有反馈", "没有说明"):
        assert shown in card["text"] or shown in card["text"].replace("还没有", "没有")
    assert "限期" in labels(card)

    assert "已告诉" in await chat.answer(SECRETARY, "限期 0001 周三下午5点 群众天天问")
    for person in (CADRE, LEADER, VILLAGE):
        assert "限期" in await chat.texts(person)
    assert (await chat.task(number))["deadline"] == "2026-11-25T17:00:00+08:00"
    record = await supervision(chat, number)
    assert record["state"] == "decided"
    assert [(d["kind"], d["by"], d["at"]) for d in record["decisions"]] == [
        ("limit", SECRETARY, "2026-11-23T17:00:00+08:00")
    ]
    assert "群众天天问" in record["decisions"][0]["reason"]

    await chat.until("2026-11-25T16:59")
    await read_digests(chat)
    await chat.nobody_else_hears()
    await chat.until("2026-11-25T17:00")
    for person in (CADRE, LEADER, VILLAGE):
        assert "书记督办" in await chat.texts(person)
    again = await supervision(chat, number)
    assert (again["state"], again["since"]) == ("waiting", "2026-11-25T17:00:00+08:00")
    assert again["decisions"] == [], "a new deadline missed makes a new entry"

    assert "11月30日" in await chat.answer(MAYOR, "要方案 0001")  # three working days
    assert "方案" in await chat.texts(CADRE)
    await chat.hears(LEADER)
    assert (await supervision(chat, number))["state"] == "plan_due"
    assert "等审" in await chat.answer(CADRE, "方案 换线换灯,供电所配合,12月2日前完成")
    assert (await supervision(chat, number))["state"] == "plan_review"
    for principal in PRINCIPALS:
        filed = (await chat.hears(principal))[-1]
        assert "换线换灯" in filed["text"]
        assert labels(filed) == ["同意", "驳回"]

    assert "理由" in await chat.answer(SECRETARY, "驳回 0001")
    assert (await supervision(chat, number))["state"] == "plan_review"
    assert "驳回方案" in await chat.answer(SECRETARY, "没有写谁负责")
    assert "没有写谁负责" in await chat.texts(CADRE)
    await chat.hears(LEADER)
    assert (await supervision(chat, number))["state"] == "plan_due"
    await chat.says(CADRE, "方案 换线换灯,丁若楠负责,供电所配合,12月2日前完成")
    await chat.hears(*PRINCIPALS)
    assert "12月2日" in await chat.answer(SECRETARY, "同意 0001")
    for person in (CADRE, LEADER, VILLAGE):
        assert "同意方案" in await chat.texts(person)
    assert (await chat.task(number))["deadline"] == "2026-12-02T18:00:00+08:00"
    kinds = [decision["kind"] for decision in (await supervision(chat, number))["decisions"]]
    assert kinds == ["plan", "plan_returned", "plan_agreed"]

    await chat.says(CADRE, "办结 0001 已换线换灯,群众确认")
    for principal in PRINCIPALS:
        result = await chat.hears(principal)
        assert len(result) == 1
        assert "已换线换灯" in result[0]["text"]
    assert "待销号" in await chat.texts(ROOM)
    assert (await supervision(chat, number))["state"] == "ended"
    assert "已销号" in await chat.answer(ROOM, "销号 0001 电话")
    assert await status(chat, number) == "struck_off"
    events = [event["kind"] for event in (await chat.task(number))["events"]]
    assert events.count("supervision_started") == 2
    assert events.count("result_pushed") == 2
    assert events[-1] == "task_struck_off"


async def test_events_say_times_that_stay_true(chat: Chat) -> None:
    number = await late(chat)
    await chat.says(SECRETARY, "限期 0001 后天下午5点")
    await read_all(chat)
    texts = [event["text"] for event in (await chat.task(number))["events"]]
    assert not [text for text in texts if "后天" in text or "明天" in text or "今天" in text]
    assert any("11月25日" in text for text in texts)


async def test_it_is_not_struck_off_before_every_principal_was_reached(chat: Chat) -> None:
    """S3-12: the platform accepted each push, or 已当面/电话报告 is recorded."""
    number = await late(chat)
    accepts = chat.service.adapters["webchat"].send
    mayor = await chat.service.ask(
        lambda desk: next(person.id for person in desk.roster if person.name == MAYOR)
    )

    async def not_now(parcel: Parcel) -> str:
        if parcel.account == mayor:
            raise SendError("platform busy", permanent=False)
        return await accepts(parcel)

    chat.service.adapters["webchat"].send = not_now  # type: ignore[method-assign]
    await chat.says(CADRE, f"办结 {number} 已换线换灯")
    assert "已换线换灯" in await chat.texts(SECRETARY)
    await chat.hears(ROOM)
    refused = await chat.answer(ROOM, f"销号 {number} 电话")
    assert MAYOR in refused
    assert await status(chat, number) == "closed"
    assert "可以销号" in await chat.answer(ROOM, f"已当面报告 {number} {MAYOR}")
    assert "已销号" in await chat.answer(ROOM, f"销号 {number} 电话")
    assert await status(chat, number) == "struck_off"
    chat.service.adapters["webchat"].send = accepts  # type: ignore[method-assign]
    await chat.until("2026-11-23T18:30")
    await chat.reads(lambda message: message["person"] in (MAYOR, ROOM, ROOM_B))


async def test_an_urgent_one_tells_the_principals_at_once(chat: Chat) -> None:
    await chat.says(ROOM, f"紧急 {order(due='今天15点', remind='无')}")
    await chat.says(CADRE, "收到")
    await chat.hears(CADRE, ROOM)
    await chat.until("2026-11-20T15:00")
    for principal in PRINCIPALS:
        assert "督办中 紧急" in await chat.texts(principal)
    await chat.hears(CADRE, LEADER)


async def test_whoever_is_late_may_still_close(chat: Chat) -> None:
    number = await late(chat)
    assert "已办结" in await chat.answer(CADRE, "办结 已换线换灯")
    assert (await supervision(chat, number))["state"] == "ended"
    for principal in PRINCIPALS:
        assert "已换线换灯" in await chat.texts(principal)
    await chat.hears(ROOM)
    await chat.until("2026-11-25T18:00")
    await read_digests(chat)


async def test_the_reason_is_asked_and_shown(chat: Chat) -> None:
    number = await late(chat)
    assert "已记下" in await chat.answer(CADRE, "事由 0001 供电所没有配件")
    assert (await supervision(chat, number))["reason"] == "供电所没有配件"
    assert "供电所没有配件" in await chat.answer(SECRETARY, "督办")
    await chat.hears(LEADER)


async def test_no_leader_in_charge_is_asked_for_and_shown_as_missing(chat: Chat) -> None:
    """S3-10; a decision never waits for it."""
    number = await signed(chat, "陶一帆", due="下周一17点", remind="无", what=LAMP)
    await chat.until("2026-11-23T17:00")
    await read_all(chat)
    assert (await supervision(chat, number))["responsible_leader"] == "韩景澄"
    assert "包案" in await chat.answer(SECRETARY, f"包案 0001 {LEADER}")
    assert (await supervision(chat, number))["responsible_leader"] == LEADER
    await read_all(chat)


async def test_supervised_an_extension_is_the_principals(chat: Chat) -> None:
    number = await late(chat)
    assert SECRETARY in await chat.answer(CADRE, "延期 0001 11月27日17点 等配件到货")
    for principal in PRINCIPALS:
        assert "延期" in await chat.texts(principal)
    assert "由" in await chat.answer(LEADER, "同意 0001")
    assert (await chat.task(number))["deadline"] == "2026-11-23T17:00:00+08:00"
    await chat.says(SECRETARY, "准延期 0001")
    assert (await chat.task(number))["deadline"] == "2026-11-27T17:00:00+08:00"
    assert "11月27日" in await chat.texts(CADRE)
    assert (await supervision(chat, number))["decisions"][-1]["kind"] == "extend"
    await read_all(chat)
