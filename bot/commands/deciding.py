"""What waits for this person's 同意 or 驳回: requests of executors, plans from the queue."""

from dataclasses import dataclass

from bot.actions.decide import waiting_for
from bot.commands.finding import Asked
from bot.commands.said import Said
from bot.commands.turn import Turn
from bot.filters import short
from tasks.errors import MoveNotAllowed, NotFound, NotYours, TaskError
from tasks.messages import Button
from tasks.requests import approvers, may_decide
from tasks.supervision import Entry, EntryState
from tasks.task import REQUEST_LABELS, Request, Task


@dataclass(frozen=True)
class Waiting:
    """One thing to decide: a request, or a plan (then `entry`)."""

    task: Task
    request: Request | None = None
    entry: Entry | None = None

    @property
    def label(self) -> str:
        return REQUEST_LABELS[self.request.kind] if self.request else "方案"


def waiting(turn: Turn) -> list[Waiting]:
    """Everything undecided that this person may decide, oldest first."""
    desk = turn.desk
    found = [
        Waiting(task, request)
        for task in desk.stores.tasks.with_requests()
        for request in task.requests
        if request.state == "pending" and may_decide(task, request, turn.by)
    ]
    plans = [(desk.stores.tasks.get(e.task_id), e) for e in waiting_for(desk, turn.me)]
    return found + [Waiting(task, entry=entry) for task, entry in plans if task]


def one_waiting(turn: Turn, said: Said, verb: str) -> Waiting:
    """The one that is meant: by number, by card, or the only one; several -> asked."""
    mine = waiting(turn)
    typed = said.numbers[0] if said.numbers else (turn.card_number or "")
    if len(said.numbers) > 1:
        raise TaskError(f"{verb}请一件一件来。")
    if typed:
        return _named(turn, typed, mine, said, verb)
    if not mine:
        raise NotFound("现在没有等你答复的申请。")
    if len(mine) == 1:
        return mine[0]
    choices = [
        Button(
            f"{w.task.number} {w.label} {short(w.task.content, 12)}",
            f"{verb} {w.task.number} {'' if w.entry else w.label} {said.after}".strip(),
        )
        for w in mine
    ]
    raise Asked(f"要{verb}哪一件?", choices)


def _named(turn: Turn, typed: str, mine: list[Waiting], said: Said, verb: str) -> Waiting:
    after = said.after
    listed = turn.memory.listed
    if typed.isdigit() and len(typed) <= 2 and 0 < int(typed) <= len(listed):
        typed = listed[int(typed) - 1]
    fitting = [w for w in mine if w.task.number == typed or w.task.number.endswith(f"-{typed:0>4}")]
    if fitting:
        named = [w for w in fitting if after.startswith(w.label)]
        return (named or fitting)[-1]
    raise _why_not(turn, typed, verb)


def _why_not(turn: Turn, typed: str, verb: str) -> TaskError:
    """Say whose decision it is, or that there is nothing to decide."""
    desk = turn.desk
    found = [desk.task(typed)] if typed.startswith("RW") else desk.stores.tasks.ending(typed)
    for task in found:
        pending = task.pending()
        if pending is None:
            continue
        if pending.by == turn.me.id:
            return NotYours(
                f"自己的{REQUEST_LABELS[pending.kind]}申请不能自己批,请等领导或指挥室答复。"
            )
        names = "、".join(p.name for p in approvers(task, pending, desk.roster, desk.now))
        return NotYours(
            f"{task.number} 的{REQUEST_LABELS[pending.kind]}由 {names} 决定,你不用操作。"
        )
    for task in found:
        entry = desk.entry_of(task)
        if entry and entry.state is EntryState.PLAN_REVIEW:
            return NotYours(f"{task.number} 的方案由主要领导审,你不用操作。")
    return MoveNotAllowed(f"{typed} 现在没有等答复的申请,不用{verb}。")
