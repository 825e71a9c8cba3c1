"""What the queue waits for: a plan that is owed, and the day an entry comes back (S3-11)."""

from bot.actions.enter_queue import tell_principals
from bot.queue_entries import redraw_entry
from bot.steps.replanning import plan_next, replan
from bot.steps.round import Round, Words
from tasks.due import Due, DueKind
from tasks.events import Event, EventKind
from tasks.supervision import Entry, EntryState, come_back


def ask_for_plan(sweep: Round, due: Due) -> None:
    """The plan is owed today, and was not filed; asked for again each working day."""
    task, entry = sweep.running(due), _entry(sweep, due)
    if task is None or entry is None or entry.state is not EntryState.PLAN_DUE:
        return
    plan_next(sweep.desk, task, DueKind.PLAN_DUE)
    doer = sweep.hearers.doer(task)
    if doer is None:
        sweep.nobody(task, due.kind)
        return
    asked = entry.decisions[-1].reason if entry.decisions else ""
    owed = entry.plan_due_at
    words = Words(
        template="nag_plan",
        key=due.key or due.id,
        facts={
            "plan_due_at": owed.isoformat() if owed else None,
            "late": owed is not None and sweep.desk.now > owed,
            "asked": asked,
        },
        verbs=("方案",),
    )
    sweep.tell(task, doer, words)
    sweep.note(task, EventKind.TASK_NAGGED, f"系统催报方案 {doer.name}", step=due.kind.value)


def look_again(sweep: Round, due: Due) -> None:
    """The talk is over, or the day has come: a principal decides again, with the next digest."""
    task, entry = sweep.running(due), _entry(sweep, due)
    if task is None or entry is None or entry.state is not EntryState.DECIDED:
        return
    if entry.look_again_at is None or entry.look_again_at > sweep.desk.now:
        return
    saved = sweep.desk.stores.supervision.save(come_back(entry))
    back = Event(
        kind=EventKind.SUPERVISION_RETURNED,
        at=sweep.desk.now,
        actor_id=None,
        text="到了再议的时间,回到督办队列",
    )
    sweep.desk.stores.events.append("entry", saved.id, back)
    sweep.desk.stores.events.append("task", task.id, back)
    replan(sweep.desk, task)
    redraw_entry(sweep.desk, saved, task)
    if task.urgent:
        tell_principals(sweep.desk, task, saved)


def _entry(sweep: Round, due: Due) -> Entry | None:
    return sweep.desk.stores.supervision.get(str(due.data["entry"]))
