"""Before the deadline, as the dispatcher said it (S3-04): never held, it was moved earlier."""

from datetime import datetime

from bot.steps.replanning import plan_next
from bot.steps.round import Round, Words, say_left
from bot.steps.wording import requested, verbs_of
from tasks.due import Due, DueKind
from tasks.events import EventKind
from tasks.messages import Purpose
from tasks.task import Task


def remind(sweep: Round, due: Due) -> None:
    """Tell whoever works on it how long is left; the following one of a recurring rule."""
    task = sweep.running(due)
    if task is None or not _still_meant(sweep, task, due):
        return
    if due.data["recurring"]:
        plan_next(sweep.desk, task, DueKind.REMINDER)
    if sweep.hearers.doer(task) is None:
        sweep.nobody(task, due.kind)
    left = say_left(task.deadline - sweep.desk.now)
    words = Words(
        template="nag_reminder",
        key=due.key or due.id,
        facts={"left": left, "requested": requested(sweep.desk, task)},
        verbs=verbs_of(task),
        purpose=Purpose.NAG,
        held=False,
        by_method=True,
    )
    told = [p.name for p in sweep.hearers.workers(task) if sweep.nag(task, p, words)]
    if told:
        text = f"系统提醒 {'、'.join(told)}:还有{left}"
        sweep.note(task, EventKind.TASK_REMINDED, text, deadline=task.deadline.isoformat())


def _still_meant(sweep: Round, task: Task, due: Due) -> bool:
    """For this deadline, and that deadline still to come."""
    meant = datetime.fromisoformat(due.data["deadline"])
    return meant == task.deadline and sweep.desk.now < task.deadline
