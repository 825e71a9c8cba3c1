"""Which moves and decisions a page offers, and the chat commands they stand for."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.pages import decisions
from bot.pages.offers import OFFERS, Blank, Look, command, offers
from bot.pages.task import time_line
from tasks.deadlines import Calendar
from tasks.events import Event, EventKind
from tasks.people import Person
from tasks.standing import standings
from tasks.supervision import Entry, EntryState
from tasks.task import (
    CoExecutor,
    CoStatus,
    Request,
    RequestKind,
    Status,
    Task,
)
from tests.builders import ANN, BOB, CAROL, CLEO, DORA, HUGO, MALLORY, NOW, PAUL, a_roster, a_task

ENTRY = Entry(id="e1", task_id="t1", task_number="RW20261120-0001", deadline=NOW, since=NOW)


def offered(person: Person, task: Task, **more: object) -> list[str]:
    held = standings(person, task, a_roster(), NOW)
    look = Look(task=task, person=person, held=held)
    return [offer.verb for offer in offers(replace(look, **more))]  # type: ignore[arg-type] # by name


@pytest.mark.parametrize(
    ("person", "status", "expected"),
    [
        (BOB, Status.ASSIGNED, ["签收", "延期", "转办", "退回"]),
        (BOB, Status.ACKNOWLEDGED, ["反馈", "办结", "延期", "转办", "退回"]),
        (BOB, Status.CLOSED, []),
        (ANN, Status.ACKNOWLEDGED, ["催办", "改派", "督办", "撤销"]),
        (ANN, Status.CLOSED, ["销号", "重办"]),
        (ANN, Status.STRUCK_OFF, []),
        (HUGO, Status.ACKNOWLEDGED, ["催办"]),
        (CLEO, Status.ACKNOWLEDGED, ["催办", "督办"]),
        (PAUL, Status.ASSIGNED, ["催办", "督办"]),
        (CAROL, Status.ACKNOWLEDGED, []),
        (MALLORY, Status.ASSIGNED, []),
    ],
)
def test_by_standing_and_status(person: Person, status: Status, expected: list[str]) -> None:
    assert offered(person, a_task(status)) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (CoStatus.ASSIGNED, ["签收"]),
        (CoStatus.ACKNOWLEDGED, ["反馈", "办结"]),
        (CoStatus.CLOSED, []),
    ],
)
def test_a_co_executor_has_a_part_of_their_own(part: CoStatus, expected: list[str]) -> None:
    task = a_task(Status.ACKNOWLEDGED, co_executors=(CoExecutor(person_id=DORA.id, status=part),))
    assert offered(DORA, task) == expected


def test_what_was_asked_is_not_offered_again() -> None:
    asked = Request(id="r", kind=RequestKind.EXTENSION, by=BOB.id, at=NOW, reason="等配件")
    task = a_task(Status.ACKNOWLEDGED, requests=(asked,))
    assert "延期" not in offered(BOB, task)
    assert offered(CLEO, task, decides=True)[0] == "同意"
    assert "驳回" in offered(CLEO, task, decides=True)


def test_the_queue_asks_for_reason_and_plan() -> None:
    task = a_task(Status.ACKNOWLEDGED, entry_id=ENTRY.id)
    assert "事由" in offered(BOB, task, entry=ENTRY)
    due = replace(ENTRY, state=EntryState.PLAN_DUE, reason="有争议")
    assert offered(BOB, task, entry=due)[0] in ("方案", "反馈")
    assert "方案" in offered(BOB, task, entry=due)
    assert "事由" not in offered(BOB, task, entry=due)
    assert "督办" not in offered(ANN, task, entry=ENTRY)


def test_a_result_still_to_be_told() -> None:
    task = a_task(Status.CLOSED)
    assert "已当面报告" in offered(ANN, task, untold=True)
    assert "已电话报告" in offered(BOB, task, untold=True)
    assert "已当面报告" not in offered(CLEO, task, untold=True)


def test_only_who_works_on_a_case_is_offered_its_data() -> None:
    task = a_task(Status.ACKNOWLEDGED, case_id="c1")
    assert "联系方式" in offered(BOB, task)
    assert "联系方式" in offered(ANN, task)
    assert "联系方式" not in offered(CLEO, task)


@pytest.mark.parametrize(
    ("verb", "values", "expected"),
    [
        ("签收", {}, "签收 RW1"),
        ("反馈", {"words": " 已到现场 "}, "反馈 RW1 已到现场"),
        ("延期", {"time": "下周三", "words": "等配件"}, "延期 RW1 下周三 等配件"),
        ("转办", {"person": "吕思齐", "words": "归他"}, "转办 RW1 吕思齐 归他"),
        (
            "退回",
            {"signed": "确认签名", "ready": "地点不在本辖区", "words": "是邻镇的"},
            "退回 RW1 确认签名 地点不在本辖区 是邻镇的",
        ),
        ("退回", {"signed": "别的", "ready": "自造", "words": "理由"}, "退回 RW1 理由"),
        ("销号", {"told": "电话"}, "销号 RW1 电话"),
    ],
)
def test_a_filled_form_is_a_chat_command(verb: str, values: dict[str, str], expected: str) -> None:
    assert command(OFFERS[verb], "RW1", values) == expected


def test_every_blank_has_a_label_and_choices_where_it_needs_them() -> None:
    for offer in OFFERS.values():
        for field in offer.fields:
            assert field.label
            assert bool(field.choices) == (field.kind in (Blank.CHOICE, Blank.TICK))


FRIDAY = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def taps(state: EntryState, task: Task) -> list[str]:
    found = decisions.choices(state, task, FRIDAY, Calendar(years=frozenset({2026})))
    return [tap.value for tap in found.main]


def test_one_tap_decisions() -> None:
    task = a_task(Status.ACKNOWLEDGED)
    days = ["限期 11月23日", "限期 11月25日", "限期 11月27日"]
    assert taps(EntryState.WAITING, task) == [*days, "要方案"]
    asked = Request(id="r", kind=RequestKind.EXTENSION, by=BOB.id, at=NOW, reason="等配件")
    assert taps(EntryState.WAITING, replace(task, requests=(asked,)))[0] == "准延期"
    assert taps(EntryState.PLAN_REVIEW, task) == ["同意", "驳回"]


@pytest.mark.parametrize(
    ("tap", "values", "expected"),
    [
        ("要方案", {"reason": "涉及多户"}, "要方案 RW1 涉及多户"),
        ("限期 11月23日", {}, "限期 RW1 11月23日"),
        ("约谈 {time}", {"time": "明天上午", "reason": "来说清楚"}, "约谈 RW1 明天上午 来说清楚"),
        ("约谈 {time}", {"time": " "}, None),
        ("包案 {person}", {"person": "顾维桢"}, "包案 RW1 顾维桢"),
        ("转办 {person}", {}, None),
    ],
)
def test_a_tap_is_a_chat_command(tap: str, values: dict[str, str], expected: str | None) -> None:
    assert decisions.command(tap, "RW1", values) == expected


def test_days_offered_skip_rest_days_and_say_tomorrow() -> None:
    thursday = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    rest = Calendar(days={date(2026, 11, 23): False}, years=frozenset({2026}))
    found = decisions.choices(EntryState.WAITING, a_task(), thursday, rest)
    labels = [tap.label for tap in found.main]
    assert labels[:3] == ["限期明天(11月20日)", "限期周三(11月25日)", "限期周五(11月27日)"]


def test_the_time_line_folds_nags_and_tells_once_what_stands_in_two_streams() -> None:
    def event(kind: EventKind, hour: int, text: str) -> Event:
        return Event(kind=kind, at=NOW.replace(hour=hour), actor_id=None, text=text)

    started = event(EventKind.SUPERVISION_STARTED, 6, "进入书记督办")
    steps = time_line(
        [
            event(EventKind.TASK_NAGGED, 4, "催办二"),
            event(EventKind.TASK_ASSIGNED, 1, "交办"),
            event(EventKind.TASK_REMINDED, 3, "提醒一"),
            started,
            started,
            event(EventKind.TASK_NAGGED, 8, "催办三"),
        ]
    )
    assert [step.text for step in steps] == [
        "交办",
        "机器人提醒、催办 2 次",
        "进入书记督办",
        "催办三",
    ]
    assert [nag.text for nag in steps[1].folded] == ["提醒一", "催办二"]
    assert [step.mark for step in steps] == [False, False, True, False]
