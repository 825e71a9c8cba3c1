"""The morning's messages: one a person, nothing to say nothing sent, oldest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from bot.bars import Bar, bars_png, bars_svg, bars_text
from bot.desk import Desk
from tasks.case import Case, CaseStatus, Channel, Petitioner
from tasks.due import DueKind
from tasks.messages import Purpose
from tasks.people import Role
from tasks.policy import Policy
from tasks.task import CoExecutor, Request, RequestKind, Status
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task
from tests.unit.town import Heard, Town, stand, told

SIGNED: dict[str, Any] = {
    "status": Status.ACKNOWLEDGED,
    "acknowledged_at": local("2026-11-20 10:05"),
    "last_moved_at": local("2026-11-23 09:00"),
}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path, "2026-11-23 20:00", Policy())
    stand(made)
    yield made
    made.database.close()


def task(n: int, **changes: Any) -> Any:
    facts = {**SIGNED, "id": f"t{n}", "number": f"RW20261120-{n:04d}", **changes}
    return a_task(**facts)


def digests(heard: list[Heard]) -> list[Heard]:
    return [h for h in heard if h.letter.message.purpose is Purpose.DIGEST]


def of(person: str, heard: list[Heard]) -> str:
    (found,) = [h.text for h in digests(heard) if h.person == person]
    return found


def test_nothing_to_say_nothing_sent(town: Town) -> None:
    town.assign(task(1, deadline=local("2026-12-20 18:00")))
    assert town.until("2026-11-24 18:00") == []


def test_an_executors_morning(town: Town) -> None:
    town.assign(task(1, deadline=local("2026-11-23 18:00")))  # late, into the queue at once
    town.assign(task(2, deadline=local("2026-11-24 17:00")))
    town.assign(task(3, deadline=local("2026-11-25 17:00"), status=Status.ASSIGNED,
                     acknowledged_at=None))  # fmt: skip
    town.assign(task(4, deadline=local("2026-12-20 18:00"), status=Status.ASSIGNED))
    town.assign(task(5, deadline=local("2026-12-20 18:00"),
                     last_moved_at=local("2026-11-18 09:00")))  # fmt: skip
    town.assign(task(6, deadline=local("2026-12-21 18:00")))  # nothing to say of it
    heard = town.until("2026-11-24 08:40")
    assert of("wang", heard).splitlines() == [
        "【矛调中心】11月24日 周二 早报",
        "已过时限 1 件",
        "· RW20261120-0001 已超期1个工作日 城东村路灯不亮,请尽快修好",
        "快到时限 2 件",
        "· RW20261120-0002 截止今天17:00 城东村路灯不亮,请尽快修好",
        "· RW20261120-0003 截止明天17:00 待签收 城东村路灯不亮,请尽快修好",
        "待签收 1 件",
        "· RW20261120-0004 交办已3天,截止12月20日18:00 城东村路灯不亮,请尽快修好",
        "好几天没有新进展 1 件",
        "· RW20261120-0005 上次动静在5天前,截止12月20日18:00 城东村路灯不亮,请尽快修好",
    ]


def test_a_long_list_is_cut_and_says_so(town: Town) -> None:
    for n in range(1, 16):
        town.assign(task(n, deadline=local("2026-11-24 17:00")))
    text = of("wang", town.until("2026-11-24 08:40"))
    assert text.count("\n· ") == 12
    assert "还有 3 件,写“我的待办”看全部。" in text


def test_a_co_executor_and_a_stand_in_have_theirs(town: Town) -> None:
    town.person("wang", leave_from=local("2026-11-23 09:00"))
    soon = local("2026-11-24 17:00")
    town.assign(task(1, deadline=soon, co_executors=(CoExecutor(person_id="he"),)))
    heard = digests(town.until("2026-11-24 08:40"))
    assert ("11-24 08:40", "wang") not in told(heard)  # away
    assert "待签收" in of("he", heard)
    assert "RW20261120-0001" in of("li", heard)


def test_a_leader_sees_units_and_one_line_of_figures(town: Town) -> None:
    town.assign(task(1, deadline=local("2026-11-23 18:00")))
    town.assign(task(2, deadline=local("2026-12-20 18:00"), owner_id="li"))
    text = of("zhao", town.until("2026-11-24 08:00"))
    assert "分管在办 2 件,超期 1 件\n" in text
    assert "城建办 ▇▇▇▇▇▇▇▇▇▇ 2件,超期1件" in text
    assert "· RW20261120-0001 城建办 王五 已超期1个工作日" in text
    assert "本月办结率 0.00%(办结/交办 0/2)" in text
    assert "RW20261120-0002" not in text
    town.until("2026-11-24 20:00")
    text = of("zhao", town.until("2026-11-25 08:00"))
    assert "上次以来没动 2 件" in text
    assert "· RW20261120-0002 城建办 李四 截止12月20日18:00 没动" in text


def test_principals_get_the_queue_in_one_bundle(town: Town) -> None:
    for n in range(1, 16):
        town.assign(task(n, deadline=local("2026-11-23 18:00")))
    heard = town.until("2026-11-24 08:40")
    assert set(told(digests(heard))) == {
        ("11-24 08:00", "zhao"),
        ("11-24 08:00", "shu"),
        ("11-24 08:40", "wang"),
        ("11-24 08:40", "room"),
    }
    text = of("shu", heard)
    assert "书记督办:15 件等决定,新进 15 件" in text
    assert text.count("\n· ") == 12
    assert "还有 3 件,写“督办”看全部。" in text
    assert [b.value for b in _letter("shu", heard).buttons] == ["督办"]
    again = of("shu", town.until("2026-11-25 08:00"))
    assert "书记督办:15 件等决定\n" in again


def _letter(person: str, heard: list[Heard]) -> Any:
    return next(h.letter.message for h in digests(heard) if h.person == person)


def test_a_request_nobody_answered_reaches_the_principals(town: Town) -> None:
    asked = Request(
        id="r1", kind=RequestKind.EXTENSION, by="wang", at=local("2026-11-23 09:00"),
        reason="等配件", new_deadline=local("2026-12-30 18:00"),
    )  # fmt: skip
    town.assign(task(1, deadline=local("2026-12-20 18:00"), requests=(asked,)))
    text = of("shu", town.until("2026-11-24 08:40"))
    assert "· RW20261120-0001 王五申请延期,已23小时,已申请延期,赵副镇长未批" in text


def test_the_command_room_twice_a_day(town: Town) -> None:
    town.act(_register)
    town.assign(task(1, status=Status.ASSIGNED, assigned_at=local("2026-11-23 16:00"),
                     deadline=local("2026-12-20 18:00")))  # fmt: skip
    town.assign(task(2, status=Status.CLOSED, closed_at=local("2026-11-23 18:00")))
    heard = [h for h in digests(town.until("2026-11-24 17:15")) if h.person == "room"]
    assert [h.at for h in heard] == ["11-24 08:40", "11-24 17:15"]
    assert heard[0].text.splitlines() == [
        "【矛调中心】11月24日 周二 早报",
        "指挥室",
        "· 待交办 1 件,最久已等23小时",
        "· 待签收 1 件,最久已等16小时",
        "· 待销号 1 件,最久已等14小时",
        "写“待交办”看清单。",
    ]
    assert heard[1].first == "【矛调中心】11月24日 周二 下班前"


def _register(desk: Desk) -> None:
    case = Case(
        id="c1", number="MT20261123-0001", status=CaseStatus.REGISTERED, channel=Channel.WINDOW,
        reporter_id="room", content="路灯不亮", registered_at=local("2026-11-23 09:00"),
    )  # fmt: skip
    desk.stores.cases.add(case, Petitioner(text="路灯不亮"))


def test_several_roles_one_message(town: Town) -> None:
    town.person("zhao", roles=frozenset({Role.DEPUTY_LEADER, Role.DISPATCHER, Role.EXECUTOR}))
    town.assign(task(1, deadline=local("2026-11-24 17:00"), owner_id="zhao"))
    town.assign(task(2, deadline=local("2026-11-23 18:00")))
    town.act(_register)
    heard = [h for h in digests(town.until("2026-11-24 09:00")) if h.person == "zhao"]
    assert [h.at for h in heard] == ["11-24 08:00"]
    for part in ("分管在办", "快到时限", "待交办 1 件"):
        assert part in heard[0].text


def test_no_digest_on_a_rest_day_and_one_after_a_standstill(town: Town) -> None:
    town.assign(task(1, deadline=local("2026-12-01 18:00")))
    town.assign(task(2, deadline=local("2026-11-27 18:00")))
    assert digests(town.until("2026-11-29 20:00")) != []
    assert {h.at[:5] for h in digests(town.heard)} <= {"11-24", "11-25", "11-26", "11-27"}
    before = len(town.heard)
    late = digests(town.jump("2026-12-02 10:00"))
    people = [h.person for h in late]
    assert len(people) == len(set(people))  # one each, however many were missed
    assert len(town.heard) > before


def test_one_that_comes_at_night_is_left_out(town: Town) -> None:
    town.assign(task(1, deadline=local("2026-11-24 17:00")))
    assert digests(town.jump("2026-11-24 23:00")) == []


def test_a_task_capped_yesterday_stands_in_the_digest(town: Town) -> None:
    town.assign(task(1, deadline=local("2026-12-20 18:00")))
    town.act(lambda desk: desk.stores.facts.put("capped:wang", '["RW20261120-0001"]'))
    assert "RW20261120-0001" in of("wang", town.until("2026-11-24 08:40"))
    heard = digests(town.until("2026-11-25 08:40"))
    assert "wang" not in {h.person for h in heard}  # said once


def test_planned_once_however_often_we_start(town: Town) -> None:
    stand(town)
    stand(town)
    pending = town.act(lambda desk: desk.stores.due.pending(DueKind.DIGEST))
    assert len(pending) == 3


def test_another_hour_in_the_settings_moves_what_is_planned(town: Town) -> None:
    early = replace(town.policy.digests, others=time(7, 45))
    town.policy = replace(town.policy, digests=early)
    stand(town)
    town.assign(task(1, deadline=local("2026-11-24 17:00")))
    heard = digests(town.until("2026-11-24 12:00"))
    assert told(heard) == [("11-24 07:45", "wang")]


# --- bars -----------------------------------------------------------------------------------

BARS = [Bar("城建办", 12, 3), Bar("<b>农办</b>", 6), Bar("西山村", 0)]


def test_bars_as_text() -> None:
    assert bars_text(BARS) == [
        "城建办 ▇▇▇▇▇▇▇▇▇▇ 12件,超期3件",
        "<b>农办</b> ▇▇▇▇▇ 6件",
        "西山村 0件",
    ]
    assert bars_text([]) == []


def test_bars_as_svg() -> None:
    svg = bars_svg(BARS, title="分管单位")
    assert svg.count("<rect") == 4 * len(BARS)  # the ground, and what is late, soon and fine
    assert "超期3" in svg
    assert "<b>" not in svg  # a unit's name is never markup
    assert bars_svg([]).startswith("<svg")


def test_bars_as_a_picture() -> None:
    """The bars need no font; a font that is missing costs only the letters."""
    made = bars_png(BARS, Path("no-such-font.ttf"), title="分管单位")
    assert made.startswith(b"\x89PNG")
