"""Small facts that several of the clock's messages share."""

from dataclasses import replace

from bot.desk import Desk
from tasks.requests import approvers
from tasks.task import REQUEST_LABELS, Status, Task


def requested(desk: Desk, task: Task) -> str | None:
    """已申请延期,赵六未批: a request does not stop the clock, but everybody sees it.

    What was asked before the task came into the queue lies with whoever was asked then.
    """
    pending = task.pending()
    if pending is None:
        return None
    entry = desk.entry_of(task)
    if entry and pending.at < entry.since:
        task = replace(task, entry_id=None)
    asked = approvers(task, pending, desk.roster, desk.now)
    names = "、".join(person.name for person in asked[:2]) or "领导"
    return f"已申请{REQUEST_LABELS[pending.kind]},{names}未批"


def verbs_of(task: Task) -> tuple[str, ...]:
    """What the one who works on it can press."""
    return ("签收", "退回") if task.status is Status.ASSIGNED else ("反馈", "办结", "延期")
