"""At the deadline a task that is not closed enters the secretary's queue by itself (S3-08)."""

from bot.actions.enter_queue import enter_queue
from bot.steps.round import Round
from tasks.due import Due


def reach_deadline(sweep: Round, due: Due) -> None:
    """Only when this deadline is still the task's, and nobody was faster."""
    task = sweep.running(due)
    if task is None or not task.overdue(sweep.desk.now):
        return
    known = sweep.desk.stores.supervision.by_deadline(task.id, task.deadline)
    if known is not None and not known.manual:
        return
    sweep.tasks[task.id] = enter_queue(sweep.desk, task)
