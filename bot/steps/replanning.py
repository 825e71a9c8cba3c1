"""A task's due rows, made to fit the task as it is now."""

from bot.desk import Desk
from tasks.due import Due, DueKind
from tasks.escalation import plan
from tasks.task import Task


def replan(desk: Desk, task: Task) -> None:
    """Forget what was planned for the task and plan anew, after any change of it.

    Steps already taken stay taken. What is due at this moment is left to the sweep, which looks
    at the task again: a change that comes in after a standstill must not swallow a reminder.
    """
    store = desk.stores.due
    rows = store.of_task(task.id)
    done = frozenset(row.key for row in rows if row.key and row.state == "done")
    fresh = plan(task, desk.calendar, desk.now, entry=desk.entry_of(task), done=done)
    late = [row for row in rows if row.state == "pending" and row.at <= desk.now] if fresh else []
    kept = {row.key for row in late}
    store.cancel(task.id)
    store.plan(*late, *(step for step in fresh if step.key not in kept))


def plan_next(desk: Desk, task: Task, kind: DueKind) -> Due | None:
    """Plan only the next step of one kind: of a chain that goes on, nothing else moved."""
    coming = plan(task, desk.calendar, desk.now, entry=desk.entry_of(task))
    following = [due for due in coming if due.kind is kind and due.at > desk.now]
    desk.stores.due.plan(*following)
    return following[0] if following else None
