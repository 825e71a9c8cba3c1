"""Before, at and after the deadline, through restarts: none lost, none twice (S3-04, S3-08)."""

from tests.acceptance.town import (
    CADRE,
    LEADER,
    PRINCIPALS,
    ROOM,
    VILLAGE,
    read_digests,
    signed,
    status,
)
from tests.chat import Chat

MONDAY = "下周一17点"  # 23 November
THREE = "提前1天、提前3小时、提前15分钟"


async def said_at(chat: Chat, person: str, word: str) -> list[str]:
    """When that person heard something with this word, local time."""
    return [
        message["at"][5:16]
        for message in await chat.everything()
        if message["person"] == person and message["updates"] is None and word in message["text"]
    ]


async def test_each_reminder_fires_once_across_restarts(chat: Chat) -> None:
    number = await signed(chat, cc=VILLAGE, due=MONDAY, remind=THREE)
    moments = ("2026-11-22T16:59", "2026-11-22T17:00", "2026-11-23T13:59", "2026-11-23T14:00",
               "2026-11-23T14:01", "2026-11-23T16:45", "2026-11-23T16:59", "2026-11-23T17:00",
               "2026-11-23T17:01", "2026-11-23T18:00")  # fmt: skip
    for moment in moments:
        await chat.until(moment)
        await chat.restarts()
    assert await said_at(chat, CADRE, "到时限\n") == ["11-22T17:00", "11-23T14:00", "11-23T16:45"]
    for person in (CADRE, LEADER, VILLAGE):
        assert await said_at(chat, person, "进入书记督办") == ["11-23T17:00"]
    assert (await chat.task(number))["supervision"]["state"] == "waiting"
    states = [reminder["state"] for reminder in (await chat.task(number))["reminders"]]
    assert states == ["done", "done", "done"]
    await chat.hears(CADRE, LEADER, VILLAGE)
    await read_digests(chat)


async def test_each_says_how_long_is_left_and_what_to_write(chat: Chat) -> None:
    await signed(chat, due=MONDAY, remind=THREE)
    await chat.until("2026-11-22T17:00")
    first = (await chat.hears(CADRE))[-1]
    assert "还有1天" in first["text"].splitlines()[0]
    assert "11月23日 周一" in first["text"]
    assert "办结" in first["text"]
    await chat.says(CADRE, "反馈 已联系供电所")
    await chat.until("2026-11-23T14:00")
    second = await chat.texts(CADRE)
    assert "还有3小时" in second
    assert "已联系供电所" in second, "every nag says something new"
    await read_digests(chat)


async def test_a_reminder_that_is_due_while_down_comes_once_afterwards(chat: Chat) -> None:
    await signed(chat, due=MONDAY, remind=THREE)
    await chat.down_until("2026-11-22T18:00")
    assert "还有23小时" in await chat.texts(CADRE)
    await chat.restarts()
    await chat.until("2026-11-23T13:00")
    await read_digests(chat)
    await chat.nobody_else_hears()
    await chat.until("2026-11-23T14:00")
    assert "还有3小时" in await chat.texts(CADRE)


async def test_none_after_it_is_done(chat: Chat) -> None:
    number = await signed(chat, due=MONDAY, remind=THREE)
    await chat.until("2026-11-23T14:00")
    await chat.says(CADRE, "办结 已换线并更换灯泡")
    await chat.hears(CADRE, ROOM)
    await read_digests(chat)
    await chat.restarts()
    await chat.until("2026-11-23T17:30")
    await read_digests(chat)
    await chat.until("2026-11-26T18:00")
    await read_digests(chat)
    assert await status(chat, number) == "closed"
    assert (await chat.task(number))["supervision"] is None
    states = [reminder["state"] for reminder in (await chat.task(number))["reminders"]]
    assert states == ["done", "done", "cancelled"]


async def test_none_to_somebody_who_has_it_no_more(chat: Chat) -> None:
    number = await signed(chat, due=MONDAY, remind=THREE)
    await chat.says(ROOM, f"改派 {number} 陶一帆")
    await chat.says("陶一帆", "收到")
    await chat.hears(CADRE)
    await chat.until("2026-11-23T16:59")
    assert await said_at(chat, CADRE, "到时限\n") == []
    assert len(await said_at(chat, "陶一帆", "到时限\n")) == 3
    await chat.hears("陶一帆")
    await read_digests(chat)


async def test_an_extension_plans_them_anew(chat: Chat) -> None:
    await signed(chat, due=MONDAY, remind="提前3小时")
    await chat.says(CADRE, "延期 0001 11月26日17点 等配件到货")
    await chat.says(LEADER, "同意")
    await chat.hears(CADRE, LEADER)
    await chat.until("2026-11-26T16:00")
    assert await said_at(chat, CADRE, "到时限\n") == ["11-26T14:00"]
    await chat.hears(CADRE)
    await read_digests(chat)
    await chat.nobody_else_hears()


async def test_overdue_nags_and_the_queue_go_on_after_a_restart(chat: Chat) -> None:
    """Late day 1: 10:30 and 16:00; days 2 and 3: 16:00; then every third working day 10:30."""
    await signed(chat, due="下周一18点", remind="无")
    await chat.until("2026-11-24T10:00")
    await chat.restarts()
    await chat.until("2026-11-25T12:00")
    await chat.restarts()
    await chat.until("2026-12-04T12:00")
    nags = await said_at(chat, CADRE, "次催办")
    assert nags == ["11-24T10:30", "11-24T16:00", "11-25T16:00", "11-26T16:00", "12-01T10:30",
                    "12-04T10:30"]  # fmt: skip
    texts = [m["text"] for m in await chat.hears(CADRE) if "次催办" in m["text"]]
    assert [f"第{n}次催办" in text for n, text in enumerate(texts, start=1)] == [True] * 6
    assert len(set(texts)) == 6
    await chat.hears(LEADER, *PRINCIPALS)
    await read_digests(chat)


async def test_late_day_one_after_an_afternoon_deadline(chat: Chat) -> None:
    await signed(chat, due=MONDAY, remind="无")
    await chat.until("2026-11-26T18:00")
    nags = await said_at(chat, CADRE, "次催办")
    assert nags == ["11-24T10:30", "11-24T16:00", "11-25T16:00", "11-26T16:00"]
    await chat.hears(CADRE, LEADER, *PRINCIPALS)
    await read_digests(chat)


async def test_signed_but_silent_is_asked_every_third_working_day(chat: Chat) -> None:
    await signed(chat, due="12月10日17点", remind="无")
    await chat.until("2026-11-26T18:00")
    assert await said_at(chat, CADRE, "没有新进展\n") == ["11-25T10:30"]
    await chat.says(CADRE, "反馈 已联系供电所")
    await chat.until("2026-12-01T10:29")
    assert await said_at(chat, CADRE, "没有新进展\n") == ["11-25T10:30"]
    await chat.until("2026-12-01T10:30")
    assert await said_at(chat, CADRE, "没有新进展\n") == ["11-25T10:30", "12-01T10:30"]
    assert "已联系供电所" in (await chat.hears(CADRE))[-1]["text"]
    await read_digests(chat)


async def test_recurring_reminders(chat: Chat) -> None:
    await signed(chat, due="11月26日17点", remind="每天上午9点")
    await chat.until("2026-11-24T08:00")
    await chat.restarts()
    await chat.until("2026-11-26T16:00")
    assert await said_at(chat, CADRE, "到时限\n") == [
        f"11-{day}T09:00" for day in ("21", "22", "23", "24", "25", "26")
    ]
    await chat.hears(CADRE)
    await read_digests(chat)


async def test_a_principal_hears_of_it_in_the_morning_and_only_once(chat: Chat) -> None:
    number = await signed(chat, due=MONDAY, remind="无")
    await chat.until("2026-11-23T18:00")
    await chat.hears(CADRE, LEADER)
    for principal in PRINCIPALS:
        assert await chat.hears(principal) == []
    await chat.restarts()
    await chat.until("2026-11-24T08:00")
    for principal in PRINCIPALS:
        morning = await chat.hears(principal)
        assert len(morning) == 1
        assert number in morning[0]["text"]
    await read_digests(chat)
