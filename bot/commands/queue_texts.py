"""`方案 7 先清淤…`, `事由 7 …`: the entry that is meant, and the text exactly as it was written."""

from collections.abc import Iterable

from bot.commands.decision_targets import tasks_of
from bot.commands.finding import Wanted, by_number, which
from bot.commands.said import Said
from bot.commands.turn import Turn
from tasks.errors import MoveNotAllowed
from tasks.supervision import Entry, concerned
from tasks.task import Task


def concerning(turn: Turn, entries: Iterable[Entry]) -> tuple[Task, ...]:
    """Tasks of those entries that the writer works on or leads."""
    desk = turn.desk
    entries = tuple(entries)
    tasks = {task.id: task for task in tasks_of(turn, entries)}
    return tuple(
        tasks[entry.task_id]
        for entry in entries
        if entry.task_id in tasks
        and concerned(turn.me, tasks[entry.task_id], entry, desk.roster, desk.now)
    )


def task_and_text(
    turn: Turn, said: Said, tasks: tuple[Task, ...], verb: str, none: str
) -> tuple[Task, str]:
    """By number, by card, or the only one; `方案 1、先清淤` has no number but a list."""
    whole = (said.text.partition(said.word)[2] or said.before).strip(" :,，。、\n")
    card = turn.card_number if turn.card_number and turn.card_number.startswith("RW") else None
    if said.numbers:
        numbered = _numbered(turn, said.numbers[0], tasks)
        if numbered is not None:
            return numbered, _again(said.after, verb)
        if len(said.numbers[0]) > 2 or not (card or len(tasks) == 1):
            found = by_number(turn, said.numbers[0], Wanted(verb, tasks, none, rest=said.after))
            return found, _again(said.after, verb)
    whole = _again(whole, verb)
    if card:
        return turn.desk.task(card), whole
    if not tasks:
        raise MoveNotAllowed(none)
    if len(tasks) > 1:
        raise which(turn, Wanted(verb, tasks, none, rest=whole), tasks)
    return tasks[0], whole


def _again(text: str, verb: str) -> str:
    """The answer to 方案怎么写 may begin with 方案."""
    return text.removeprefix(verb).strip(" :,，。、\n")


def _numbered(turn: Turn, typed: str, tasks: tuple[Task, ...]) -> Task | None:
    """The one of `tasks` that a whole number, last digits or a place in the last list names."""
    listed = turn.memory.listed
    if typed.isdigit() and len(typed) <= 2 and 0 < int(typed) <= len(listed):
        typed = listed[int(typed) - 1]
    ending = typed if typed.startswith("RW") else f"-{typed:0>4}"
    fitting = [task for task in tasks if task.number.endswith(ending)]
    return fitting[0] if len(fitting) == 1 else None
