"""What should have happened and did not: found by looking at tasks, not at our own memory."""

from collections.abc import Iterator
from datetime import timedelta

from bot.desk import Desk
from tasks.due import DueKind
from tasks.escalation import plan
from tasks.task import Status, Task

GRACE = timedelta(minutes=1)
LETTERS_GRACE = timedelta(minutes=10)
MOST = 20  # findings; one is enough to look
LOOKED_AT = 500  # running tasks, by deadline


def audit(desk: Desk) -> list[str]:
    """Findings in Chinese for the health check and the log; empty: all is well."""
    found = (*_behind(desk), *_missed_deadlines(desk), *_without_a_clock(desk))
    return list(found)[:MOST]


def _behind(desk: Desk) -> Iterator[str]:
    """The sweep or the outbox stands still."""
    due_at, letter_at = desk.stores.due.next_at(), desk.stores.outbox.next_at()
    if due_at and due_at < desk.now - GRACE:
        yield f"有到点的步骤没有执行,最早的已等 {_minutes(desk.now - due_at)} 分钟"
    if letter_at and letter_at < desk.now - LETTERS_GRACE:
        yield f"有消息没有发出,最早的已等 {_minutes(desk.now - letter_at)} 分钟"


def _missed_deadlines(desk: Desk) -> Iterator[str]:
    """Late, and the queue has never had this deadline, and no row will bring it there."""
    for task in desk.stores.tasks.overdue(desk.now - GRACE):
        known = desk.stores.supervision.by_deadline(task.id, task.deadline)
        if known is None and not _has_row(desk, task, DueKind.DEADLINE):
            yield f"{task.number} 已过时限,却没有进入督办"


def _without_a_clock(desk: Desk) -> Iterator[str]:
    """Running, in need of a step, and nothing is planned."""
    running = (Status.ASSIGNED, Status.ACKNOWLEDGED)
    for task in desk.stores.tasks.with_status(*running, limit=LOOKED_AT):
        rows = desk.stores.due.of_task(task.id)
        done = frozenset(row.key for row in rows if row.key and row.state == "done")
        if any(row.state == "pending" for row in rows):
            continue
        if plan(task, desk.calendar, desk.now, entry=desk.entry_of(task), done=done):
            yield f"{task.number} 没有排下一步"


def _has_row(desk: Desk, task: Task, kind: DueKind) -> bool:
    rows = desk.stores.due.of_task(task.id)
    return any(row.state == "pending" and row.kind is kind for row in rows)


def _minutes(span: timedelta) -> int:
    return int(span / timedelta(minutes=1))
