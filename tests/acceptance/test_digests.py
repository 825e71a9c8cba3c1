"""Morning and evening: one message a person, nothing to say = nothing sent (issue §7)."""

from tests.acceptance.town import (
    CADRE,
    DISPATCHERS,
    DITCH,
    HEAD,
    LEADER,
    PLANNER,
    PRINCIPALS,
    ROOM,
    SECRETARY,
    VICE,
    assigned,
    is_digest,
    read_all,
    registered,
    signed,
)
from tests.chat import Chat, chatting


async def digests(chat: Chat, person: str) -> list[tuple[str, str]]:
    """When that person got a digest, and what it says."""
    return [
        (message["at"][5:16], message["text"])
        for message in await chat.everything()
        if message["person"] == person and is_digest(message["text"])
    ]


async def test_an_idle_town_says_nothing(chat: Chat) -> None:
    await chat.until("2026-11-27T18:00")


async def test_their_hours_and_only_on_working_days(chat: Chat) -> None:
    await registered(chat)
    await signed(chat, due="11月23日17点", remind="无")
    await chat.until("2026-11-24T18:00")
    room = [at for at, _ in await digests(chat, ROOM)]
    assert room == ["11-20T17:15", "11-23T08:40", "11-23T17:15", "11-24T08:40", "11-24T17:15"]
    assert [at for at, _ in await digests(chat, CADRE)] == ["11-23T08:40", "11-24T08:40"]
    for principal in PRINCIPALS:
        assert [at for at, _ in await digests(chat, principal)] == ["11-24T08:00"]
    for at, _ in await digests(chat, LEADER):
        assert at.endswith("08:00")
    assert await digests(chat, VICE) == [], "nothing of his units is open"
    assert await digests(chat, HEAD) == []
    await read_all(chat)


async def test_the_command_room_hears_counts_with_ages(chat: Chat) -> None:
    await registered(chat)
    await assigned(chat, due="12月25日17点")
    await signed(chat, PLANNER, what=DITCH, due="12月25日17点")
    await chat.says(PLANNER, "办结 RW20261120-0002 已清淤")
    await read_all(chat)
    await chat.until("2026-11-20T17:15")
    for dispatcher in DISPATCHERS:
        at, text = (await digests(chat, dispatcher))[0]
        assert at == "11-20T17:15"
        for line in ("待交办 1 件", "待签收 1 件", "待销号 1 件"):
            assert line in text
        assert "已等8小时" in text
    await read_all(chat)


async def test_ones_own_the_most_pressing_first(chat: Chat) -> None:
    late = await signed(chat, due="11月23日17点", remind="无")
    soon = await signed(chat, what=DITCH, due="11月24日17点", remind="无")
    unsigned = await assigned(chat, what="南塘村道路修补", due="12月25日17点", remind="无")
    await chat.until("2026-11-24T08:40")
    _, text = (await digests(chat, CADRE))[-1]
    assert text.index("已过时限 1 件") < text.index("快到时限 1 件") < text.index("待签收 1 件")
    assert text.index(late) < text.index(soon) < text.index(unsigned)
    await read_all(chat)


async def test_the_principals_queue_is_one_bundle_of_at_most_twelve_lines(chat: Chat) -> None:
    for n in range(14):
        await signed(chat, what=f"第{n + 1}处路灯维修", due="11月23日17点", remind="无")
    await chat.until("2026-11-24T08:00")
    for principal in PRINCIPALS:
        found = await digests(chat, principal)
        assert len(found) == 1
        _, text = found[0]
        assert "14 件等决定" in text
        entries = [line for line in text.splitlines() if line.startswith("· RW")]
        assert len(entries) == 12
        assert "RW20261120-0001" in entries[0], "oldest first"
        assert "还有 2 件" in text
    await read_all(chat)


async def test_a_leader_sees_his_units_and_what_has_not_moved(chat: Chat) -> None:
    await signed(chat, due="12月25日17点", remind="无")
    await signed(chat, "雷振山", what=DITCH, due="11月23日17点", remind="无")
    await chat.until("2026-11-24T08:00")
    _, text = (await digests(chat, VICE))[-1]
    assert "超期 1 件" in text
    assert "综合执法队" in text
    assert "司法所" not in text, "another leader's"
    assert "办结率" in text
    await read_all(chat)


async def test_who_is_on_leave_is_left_alone(chat: Chat) -> None:
    await signed(chat, due="11月24日17点", remind="无")
    await chat.says(CADRE, "请假 到下周五")
    await read_all(chat)
    await chat.until("2026-11-24T09:00")
    assert await digests(chat, CADRE) == []
    assert "RW20261120-0001" in (await digests(chat, PLANNER))[-1][1]
    await read_all(chat)


async def test_a_holiday_has_none() -> None:
    """1 October, a Thursday: nothing until the 8th, though a task is late."""
    async with chatting("2026-09-29T09:00") as chat:
        await signed(chat, due="9月30日17点", remind="无")
        await chat.until("2026-10-08T09:00")
        for person in (SECRETARY, LEADER, CADRE, ROOM):
            days = [at[:5] for at, _ in await digests(chat, person)]
            assert not [day for day in days if "10-01" <= day < "10-08"]
            assert "10-08" in days
