"""A task that runs, for tests of what the clock says about it."""

from datetime import UTC
from typing import Any

from tasks.policy import Ladder, Nags
from tasks.task import Status, Task
from tests.unit.calendars import local


def a_task(**changes: Any) -> Task:
    """Given on Friday 2026-11-20 at 10:00, due on Wednesday 2026-11-25 at 18:00."""
    given = changes.pop("assigned_at", local("2026-11-20 10:00"))
    facts: dict[str, Any] = {
        "id": "t1",
        "number": "RW20261120-0001",
        "case_id": None,
        "case_number": None,
        "status": Status.ASSIGNED,
        "owner_id": "wang",
        "creator_id": "room",
        "content": "城东村路灯不亮,请尽快修好",
        "deadline": local("2026-11-25 18:00"),
        "ladder": Ladder(),
        "nags": Nags(),
        "policy_version": "默认",
        "created_at": given,
        "last_moved_at": given,
    }
    made = Task(**{**facts, "assigned_at": given, **changes})
    return Task(**{**made.__dict__, "deadline": made.deadline.astimezone(UTC)})
