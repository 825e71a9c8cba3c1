"""Tasks, cases and messages exactly as the contract shows them to neighbouring systems."""

import re
from datetime import datetime
from typing import Any

from tests.acceptance.town import (
    APPEAL,
    CADRE,
    LEADER,
    PLANNER,
    ROOM,
    SECRETARY,
    VILLAGE,
    WINDOW,
    read_all,
    registered,
)
from tests.chat import Chat, attached

TASK = [
    "number",
    "case",
    "status",
    "owner",
    "co_executors",
    "cc",
    "content",
    "deadline",
    "urgency",
    "method",
    "reminders",
    "supervision",
    "requests",
    "events",
]
CASE = [
    "number",
    "status",
    "channel",
    "level",
    "reporter",
    "content",
    "external_number",
    "external_deadline",
    "attachments",
    "tasks",
    "events",
]
HEARD = ["seq", "at", "person", "chat", "method", "text", "buttons", "task", "case", "updates"]
EVENT = ["at", "actor", "kind", "text"]
LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00")


def is_local(text: object) -> bool:
    """A moment as the contract writes it: ISO with +08:00."""
    return bool(LOCAL.fullmatch(str(text))) and datetime.fromisoformat(str(text)) is not None


async def lived(chat: Chat) -> tuple[dict[str, Any], dict[str, Any]]:
    """A task of two with requests, supervision and an end; its record and its case's."""
    case = await registered(chat, APPEAL)
    photo = attached("现场.jpg", b"\xff\xd8\xff\xe0" + b"0" * 500)
    await chat.says(WINDOW, "", attachments=[photo])
    await chat.says(
        ROOM,
        f"交办 {case} {CADRE}、{PLANNER} 抄送 {VILLAGE} 截止 今天17点 提醒 提前2小时 方式 应用内",
    )
    await chat.says(CADRE, "收到")
    await chat.says(CADRE, "延期 0001 明天 等配件")
    await chat.says(LEADER, "驳回 0001 群众等不了")
    await chat.until("2026-11-20T17:00")
    await chat.says(CADRE, "事由 0001 供电所没有配件")
    await chat.says(SECRETARY, "限期 0001 下周一下午5点 抓紧")
    await chat.says(PLANNER, "办结 0001 路面已补好")
    await chat.says(CADRE, "办结 0001 已换线并更换灯泡")
    await chat.says(ROOM, "销号 0001 电话")
    await read_all(chat)
    return await chat.task("RW20261120-0001"), await chat.case(case)


async def test_a_tasks_record(chat: Chat) -> None:
    task, case = await lived(chat)
    assert list(task) == TASK
    assert task["number"] == "RW20261120-0001"
    assert task["case"] == case["number"] == "MT20261120-0001"
    assert task["status"] == "struck_off"
    assert task["owner"] == CADRE
    assert task["co_executors"] == [{"name": PLANNER, "status": "closed"}]
    assert task["cc"] == [VILLAGE]
    assert task["deadline"] == "2026-11-23T17:00:00+08:00"
    assert (task["urgency"], task["method"]) == ("ordinary", "app")
    assert task["requests"] == [{"kind": "extension", "state": "refused", "by": CADRE}]
    for reminder in task["reminders"]:
        assert list(reminder) == ["at", "kind", "state"]
        assert is_local(reminder["at"])
    assert task["reminders"][0]["at"] == "2026-11-20T15:00:00+08:00"
    assert task["reminders"][0]["state"] == "done"


async def test_the_supervision_in_it(chat: Chat) -> None:
    task, _ = await lived(chat)
    entry = task["supervision"]
    assert list(entry) == ["state", "since", "responsible_leader", "reason", "decisions"]
    assert entry["state"] == "ended"
    assert entry["since"] == "2026-11-20T17:00:00+08:00"
    assert entry["responsible_leader"] == LEADER
    assert entry["reason"] == "供电所没有配件"
    assert [list(decision) for decision in entry["decisions"]] == [["kind", "by", "at", "reason"]]
    decision = entry["decisions"][0]
    assert (decision["kind"], decision["by"]) == ("limit", SECRETARY)
    assert is_local(decision["at"])
    assert "抓紧" in decision["reason"]


async def test_a_cases_record(chat: Chat) -> None:
    _, case = await lived(chat)
    assert list(case) == CASE
    assert case["status"] == "struck_off"
    assert case["channel"] == "window"
    assert case["level"] == "ordinary"
    assert case["reporter"] == WINDOW
    assert case["external_number"] is None
    assert case["external_deadline"] is None
    assert case["tasks"] == ["RW20261120-0001"]
    assert [list(attachment) for attachment in case["attachments"]] == [["name", "sha256"]]
    assert re.fullmatch(r"[0-9a-f]{64}", case["attachments"][0]["sha256"])


async def test_events_are_attributed_and_in_order(chat: Chat) -> None:
    task, case = await lived(chat)
    for record in (task, case):
        times = [event["at"] for event in record["events"]]
        assert times == sorted(times)
        for event in record["events"]:
            assert list(event) == EVENT
            assert is_local(event["at"])
            assert event["actor"]
            assert event["text"]
    told = [(event["actor"], event["kind"]) for event in task["events"]]
    for step in (
        (ROOM, "task_assigned"),
        (CADRE, "task_acknowledged"),
        (CADRE, "task_requested"),
        (LEADER, "task_request_refused"),
        ("系统", "task_reminded"),
        ("系统", "supervision_started"),
        (SECRETARY, "supervision_decided"),
        (PLANNER, "task_part_closed"),
        (CADRE, "task_closed"),
        (ROOM, "task_struck_off"),
    ):
        assert step in told, step


async def test_every_message_has_the_contracts_keys(chat: Chat) -> None:
    await lived(chat)
    people = {person["name"] for person in await chat.people()}
    last = 0
    for message in await chat.everything():
        assert list(message) == HEARD
        assert message["seq"] > last
        last = message["seq"]
        assert is_local(message["at"])
        assert message["person"] in people
        assert message["chat"] == "direct"
        assert message["method"] == "app"
        assert all(list(button) == ["label", "value"] for button in message["buttons"])
        assert message["updates"] is None or message["updates"] < message["seq"]
        for number, series in ((message["task"], "RW"), (message["case"], "MT")):
            assert number is None or re.fullmatch(rf"{series}\d{{8}}-\d{{4,}}", number)


async def test_heard_after_and_by_whom(chat: Chat) -> None:
    await lived(chat)
    everything = await chat.everything()
    middle = everything[len(everything) // 2]["seq"]
    after = await chat.heard(after=middle)
    assert [m["seq"] for m in after] == [m["seq"] for m in everything if m["seq"] > middle]
    mine = await chat.heard(person=CADRE)
    assert mine == [m for m in everything if m["person"] == CADRE]
    assert await chat.heard(person=CADRE, after=mine[-1]["seq"]) == []


async def test_people_as_an_array(chat: Chat) -> None:
    people = await chat.people()
    assert all({"name", "unit", "roles"} <= set(person) for person in people)
    assert len({person["name"] for person in people}) == len(people)
    exclusive = {"dispatcher", "executor", "principal", "follow_up"}
    assert all(len(exclusive & set(person["roles"])) <= 1 for person in people)
    assert "城东村" in {person["unit"] for person in people}
    known = {"window", "grid", "dispatcher", "executor", "unit_head", "deputy_leader",
             "political_legal", "principal", "follow_up", "admin", "observer"}  # fmt: skip
    assert {role for person in people for role in person["roles"]} == known


async def test_the_words_of_the_statuses(chat: Chat) -> None:
    """Every status the contract names that a chat can bring about."""
    case = await registered(chat)
    seen = [(await chat.case(case))["status"]]
    tasks = []
    await chat.says(ROOM, f"交办 {case} {CADRE} 抄送 无 截止 下周三 提醒 无 方式 应用内")
    seen.append((await chat.case(case))["status"])
    tasks.append((await chat.task("RW20261120-0001"))["status"])
    for person, text in (
        (CADRE, "收到"),
        (CADRE, "办结 已换灯泡"),
        (ROOM, "销号 0001 电话"),
    ):
        await chat.says(person, text)
        tasks.append((await chat.task("RW20261120-0001"))["status"])
    assert tasks == ["assigned", "acknowledged", "closed", "struck_off"]
    seen.append((await chat.case(case))["status"])
    for number, text in (
        ("0002", "当场办结 0002 已解释政策"),
        ("0003", "引导 0003 去派出所报案"),
        ("0004", "作废 0004 重复登记"),
    ):
        other = await registered(chat, f"城东村来访,第{number}件事")
        await chat.says(WINDOW, text)
        seen.append((await chat.case(other))["status"])
    assert seen == ["registered", "assigned", "struck_off", "answered", "referred", "void"]
    await read_all(chat)
