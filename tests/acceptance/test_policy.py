"""The centre's settings: a change moves only what comes after it (S3-01, S3-33)."""

from dataclasses import replace

from tests.acceptance.town import (
    CADRE,
    DITCH,
    HEAD,
    PLANNER,
    ROOM,
    assigned,
    order,
    read_all,
    read_digests,
    registered,
)
from tests.chat import Chat, sample

POLICY = sample().policy
FAST = replace(POLICY.ladder, ordinary=replace(POLICY.ladder.ordinary, again=10, head=20))


async def test_a_running_task_keeps_its_ladder(chat: Chat) -> None:
    await assigned(chat)
    await chat.restarts(replace(POLICY, ladder=FAST))
    other = await assigned(chat, PLANNER, what=DITCH)
    await chat.until("2026-11-20T09:10")
    assert other in await chat.texts(PLANNER)
    await chat.until("2026-11-20T10:59")
    await chat.reads(lambda message: other in message["text"])
    await chat.nobody_else_hears()
    await chat.until("2026-11-20T11:00")
    assert "待签收" in await chat.texts(CADRE)
    await chat.until("2026-11-20T15:00")
    assert CADRE in await chat.texts(HEAD)
    await read_all(chat)


async def test_a_new_limit_is_for_new_tasks(chat: Chat) -> None:
    case = await registered(chat, "12345工单 编号:GD2026112000123 城东村路灯不亮", ROOM)
    await chat.says(ROOM, f"交办 {case} {CADRE}")
    await chat.says(ROOM, "确认")
    hotline = next(profile for profile in POLICY.limits.profiles if profile.name == "hotline")
    others = [profile for profile in POLICY.limits.profiles if profile.name != "hotline"]
    profiles = (*others, replace(hotline, amount=2))
    await chat.restarts(replace(POLICY, limits=replace(POLICY.limits, profiles=profiles)))
    assert (await chat.task("RW20261120-0001"))["deadline"] == "2026-11-27T18:00:00+08:00"
    other = await registered(chat, "12345工单 编号:GD2026112000456 城西村路灯不亮", ROOM)
    await chat.says(ROOM, f"交办 {other} {CADRE}")
    await chat.says(ROOM, "确认")
    assert (await chat.task("RW20261120-0002"))["deadline"] == "2026-11-24T18:00:00+08:00"
    await read_all(chat)


async def test_a_renamed_centre_signs_with_its_new_name(chat: Chat) -> None:
    """Card, reminder and digest; no message goes out under another sender."""
    await chat.says(ROOM, order(due="下周一17点"))
    assert "【清溪镇社会矛盾纠纷调处化解中心】" in await chat.texts(CADRE)
    await chat.says(CADRE, "收到")
    await chat.restarts(replace(POLICY, name="清溪镇综治中心"))
    await chat.says(ROOM, order(what=DITCH, due="下周一17点"))
    assert "【清溪镇综治中心】" in await chat.texts(CADRE)
    await chat.until("2026-11-23T09:00")
    signed_off = [
        message["text"].splitlines()[0]
        for message in await chat.hears(CADRE)
        if message["text"].startswith("【")
    ]
    assert signed_off
    assert all("清溪镇综治中心" in line for line in signed_off)
    await read_digests(chat)
    await read_all(chat)
