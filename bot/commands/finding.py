"""Which task or case a message is about; none or several -> asked or refused, never guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.commands.said import Said
from bot.commands.turn import Turn
from bot.filters import short
from bot.language.references import by_words
from bot.language.speak import say_short
from tasks.case import Case, CaseStatus
from tasks.errors import NotFound, TaskError
from tasks.messages import Button
from tasks.people import Role
from tasks.standing import standings
from tasks.task import OVER, Task

LIVE = frozenset({CaseStatus.REGISTERED, CaseStatus.ASSIGNED, CaseStatus.CLOSED})


class Asked(TaskError):
    """Not a refusal: a question was put; its choices lead on. Carries what to ask."""

    def __init__(self, sentence: str, choices: Sequence[Button]) -> None:
        super().__init__(sentence)
        self.choices = tuple(choices)


@dataclass(frozen=True)
class Wanted:
    """What a verb needs: the tasks it could mean, and how it is written."""

    verb: str
    tasks: tuple[Task, ...]
    none: str  # the sentence when there is nothing it could mean
    rest: str = ""  # what else was said; kept in each choice, never taken for a name


def one_task(turn: Turn, said: Said, wanted: Wanted) -> Task:
    """The task by number, by the card it answers, by words of its content, or the only one."""
    if len(said.numbers) > 1:
        raise TaskError(f"{wanted.verb}请一件一件来,如“{wanted.verb} {said.numbers[0]}”。")
    if said.numbers:
        return by_number(turn, said.numbers[0], wanted)
    if turn.card_number and turn.card_number.startswith("RW"):
        return turn.desk.task(turn.card_number)
    words = said.before or (said.after if not wanted.rest else "")
    found = by_words(words, [(task.content, task) for task in wanted.tasks]) if words else []
    candidates = found or list(wanted.tasks)
    if not candidates:
        raise NotFound(wanted.none)
    if len(candidates) > 1:
        raise which(turn, wanted, candidates)
    return candidates[0]


def many_tasks(turn: Turn, said: Said, wanted: Wanted) -> tuple[Task, ...]:
    """`1 3 签收`, `全部签收`, else the one it must be."""
    if said.every:
        if not wanted.tasks:
            raise NotFound(wanted.none)
        return wanted.tasks
    if len(said.numbers) > 1:
        return tuple(by_number(turn, number, wanted) for number in said.numbers)
    return (one_task(turn, said, wanted),)


def by_number(turn: Turn, typed: str, wanted: Wanted) -> Task:
    """A whole number; a place in the last list; or last digits that exactly one task fits."""
    if typed.startswith("RW"):
        return turn.desk.task(typed)
    if typed.startswith("MT"):
        return _task_of_case(turn, typed, wanted)
    listed = _listed(turn, typed, "RW")
    if listed:
        return turn.desk.task(listed)
    fitting = [task for task in wanted.tasks if _ends(task.number, typed)]
    if not fitting:
        ending = [t for t in turn.desk.stores.tasks.ending(typed.zfill(4)) if visible(turn, t)]
        fitting = [task for task in ending if task.status not in OVER] or ending
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise NotFound(f"没有找到 {typed} 号任务,请核对编号,或写“我的待办”看清单。")
    raise which(turn, wanted, fitting)


def which(turn: Turn, wanted: Wanted, tasks: Iterable[Task]) -> Asked:
    """The question 是哪一件, each choice the whole command with its number."""
    choices = [
        Button(
            f"{task.number} {short(task.content, 14)} {say_short(task.deadline, turn.desk.now)}",
            f"{wanted.verb} {task.number} {wanted.rest}".strip(),
        )
        for task in tasks
    ]
    return Asked(f"要{wanted.verb}哪一件?", choices)


def visible(turn: Turn, task: Task) -> bool:
    """Whether the task is any of the writer's business (their case counts too)."""
    if standings(turn.me, task, turn.desk.roster, turn.desk.now):
        return True
    if task.creator_id == turn.me.id:
        return True
    case = turn.desk.case_of(task)
    return case is not None and case.reporter_id == turn.me.id


def may_see_case(turn: Turn, case: Case) -> bool:
    """The registrar, the command room, leaders, and whoever works on one of its tasks."""
    if case.reporter_id == turn.me.id or turn.me.leads:
        return True
    if turn.me.has(Role.DISPATCHER, Role.FOLLOW_UP, Role.OBSERVER, Role.ADMIN, Role.WINDOW):
        return True
    return any(visible(turn, task) for task in turn.desk.stores.tasks.of_case(case.id))


def case_by_number(turn: Turn, typed: str) -> Case:
    """A case by its whole number, a place in the last list, or its last digits."""
    if typed.startswith("MT"):
        found = turn.desk.stores.cases.by_number(typed)
        if found is None or not may_see_case(turn, found):
            raise NotFound(f"没有找到案件 {typed},请核对编号。")
        return found
    if typed.startswith("RW"):
        case = turn.desk.case_of(turn.desk.task(typed))
        if case is None:
            raise NotFound(f"{typed} 不是从案件来的,没有案号。")
        return case
    listed = _listed(turn, typed, "MT")
    if listed:
        return case_by_number(turn, listed)
    ending = turn.desk.stores.cases.ending(typed.zfill(4))
    seen = [case for case in ending if may_see_case(turn, case)]
    fitting = [case for case in seen if case.status in LIVE] or seen
    if len(fitting) != 1:
        several = "有好几件" if fitting else "没有找到"
        raise NotFound(f"{several} {typed} 号案件,请写完整案号,如 MT{turn.desk.today}-0001。")
    return fitting[0]


def _task_of_case(turn: Turn, typed: str, wanted: Wanted) -> Task:
    case = case_by_number(turn, typed)
    tasks = [t for t in turn.desk.stores.tasks.of_case(case.id) if visible(turn, t)]
    fitting = [t for t in tasks if any(t.id == w.id for w in wanted.tasks)] or tasks
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise NotFound(f"{case.number} 还没有交办任务。")
    raise which(turn, wanted, fitting)


def _listed(turn: Turn, typed: str, series: str) -> str | None:
    """The 1 2 3 of the list last shown in this chat."""
    listed = turn.memory.listed
    if not typed.isdigit() or len(typed) > 2 or not 1 <= int(typed) <= len(listed):
        return None
    number = listed[int(typed) - 1]
    return number if number.startswith(series) else None


def _ends(number: str, typed: str) -> bool:
    serial = number.rsplit("-", 1)[1]
    return serial == typed.zfill(len(serial)) or (len(typed) >= 4 and number.endswith(typed))
