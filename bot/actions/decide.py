"""What 同意 and 驳回 do in the review queue, and the answer to every decision there."""

from bot.actions.rulings import Ruled, Ruling, decision_facts, rule
from bot.commands.decision_times import said_time
from bot.commands.turn import Turn
from bot.desk import Desk
from bot.queue_entries import entry_facts
from tasks.errors import NotYours
from tasks.people import Person, Role
from tasks.supervision import DecisionKind, Entry, EntryState
from tasks.task import Task


def waiting_for(desk: Desk, person: Person) -> tuple[Entry, ...]:
    """Plans that this person may agree to or return, oldest first; never one's own."""
    if not person.has(Role.PRINCIPAL):
        return ()
    plans = desk.stores.supervision.queue(EntryState.PLAN_REVIEW)
    return tuple(entry for entry in plans if entry.plan_by != person.id)


def agree_plan(turn: Turn, task: Task, entry: Entry, text: str) -> None:
    """同意 [时间] [的话]: by then, else by the plan's own date, else by the rules' proposal."""
    _check_not_own(entry, turn.me)
    until, reason = said_time(turn, text, f"同意 {task.number} 下周五")
    ruling = Ruling(
        kind=DecisionKind.PLAN_AGREED,
        reason=reason,
        words=f"同意 {text}".strip(),
        until=until,
    )
    settle(turn, task, ruling)


def return_plan(turn: Turn, task: Task, entry: Entry, text: str) -> None:
    """驳回 <理由>: the owner owes another plan, by the rules' proposal."""
    _check_not_own(entry, turn.me)
    settle(turn, task, Ruling(kind=DecisionKind.PLAN_RETURNED, reason=text.strip()))


def agree_extension(turn: Turn, task: Task, text: str) -> None:
    """同意 of an extension by a principal while the task is in the queue is 准延期."""
    until, reason = said_time(turn, text, f"准延期 {task.number} 下周五")
    ruling = Ruling(
        kind=DecisionKind.EXTEND,
        reason=reason,
        words=f"准延期 {text}".strip(),
        until=until,
    )
    settle(turn, task, ruling)


def settle(turn: Turn, task: Task, ruling: Ruling) -> None:
    """Decide and answer: what was understood, who has been told, what is still missing."""
    ruled = rule(turn.desk, task, ruling, turn.me)
    turn.answer("decision_done", {"row": answer_facts(turn.desk, ruled)}, task=task.number)


def answer_facts(desk: Desk, ruled: Ruled) -> dict[str, object]:
    told = list(dict.fromkeys(ruled.told))
    entry = entry_facts(desk, ruled.entry, ruled.task)
    return {**decision_facts(desk, ruled), "told": told, "e": entry, "open": ruled.entry.open}


def _check_not_own(entry: Entry, person: Person) -> None:
    if entry.plan_by == person.id:
        raise NotYours(f"{entry.task_number} 的方案是你自己报的,要由另一位主要领导审。")
