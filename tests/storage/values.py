"""Short builders of values for storage tests; names and numbers are made up."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tasks.case import Case, CaseStatus, Channel, Petitioner
from tasks.due import Due, DueKind
from tasks.messages import IncomingMessage, OutgoingMessage
from tasks.people import Person, Role
from tasks.policy import Ladder, Nags
from tasks.supervision import Entry
from tasks.task import Status, Task

KEYS = ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",)
OTHER_KEYS = ("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",)

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # Saturday 10:00 in China
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_serial = count(1)


def a_person(person_id: str = "bob", **changes: Any) -> Person:
    values: dict[str, Any] = {
        "id": person_id,
        "name": person_id.title(),
        "unit": "城东村",
        "roles": frozenset({Role.EXECUTOR}),
    }
    return Person(**values | changes)


def a_case(case_id: str = "case-1", **changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": case_id,
        "number": f"MT20261121-{next(_serial):04d}",
        "status": CaseStatus.REGISTERED,
        "channel": Channel.WINDOW,
        "reporter_id": "win",
        "content": "城东村路灯不亮",
        "registered_at": NOW,
    }
    return Case(**values | changes)


def a_petitioner(**changes: Any) -> Petitioner:
    values: dict[str, Any] = {"text": "张三反映城东村路灯不亮", "phone": "13800000001"}
    return Petitioner(**values | changes)


def a_task(task_id: str = "task-1", **changes: Any) -> Task:
    values: dict[str, Any] = {
        "id": task_id,
        "number": f"RW20261121-{next(_serial):04d}",
        "case_id": None,
        "case_number": None,
        "status": Status.ASSIGNED,
        "owner_id": "bob",
        "creator_id": "dis",
        "content": "修好城东村路灯",
        "deadline": NOW + DAY,
        "ladder": Ladder(),
        "nags": Nags(),
        "policy_version": "默认",
        "created_at": NOW,
        "assigned_at": NOW,
        "last_moved_at": NOW,
    }
    return Task(**values | changes)


def an_entry(entry_id: str = "entry-1", task: Task | None = None, **changes: Any) -> Entry:
    task = task or a_task()
    values: dict[str, Any] = {
        "id": entry_id,
        "task_id": task.id,
        "task_number": task.number,
        "deadline": task.deadline,
        "since": task.deadline,
    }
    return Entry(**values | changes)


def a_due(**changes: Any) -> Due:
    values: dict[str, Any] = {"kind": DueKind.DEADLINE, "at": NOW, "task_id": "task-1"}
    return Due(**values | changes)


def a_message(message_id: str = "m1", **changes: Any) -> IncomingMessage:
    values: dict[str, Any] = {
        "platform": "webchat",
        "message_id": message_id,
        "account": "bob@phone",
        "sent_at": NOW,
        "text": "签收",
    }
    return IncomingMessage(**values | changes)


def a_letter(template: str = "task_assigned", **changes: Any) -> OutgoingMessage:
    values: dict[str, Any] = {"template": template, "person_id": "bob", "facts": {"late": False}}
    return OutgoingMessage(**values | changes)
