"""From a principal's words about one entry to a ruling; what is missing is asked, never guessed."""

from collections.abc import Callable, Sequence

from bot.actions.rulings import Ruling, entry_in_queue
from bot.commands.decision_times import (
    offered_deadlines,
    offered_talks,
    reading_of,
    said_time,
    talk_over,
    telling,
)
from bot.commands.decision_words import Piece, Verb, attended
from bot.commands.turn import Turn
from bot.commands.who import nobody, which_person
from bot.language.names import find_people
from tasks.errors import MoveNotAllowed, TaskError
from tasks.messages import Button
from tasks.people import LEADERS, Person
from tasks.supervision import DecisionKind, EntryState
from tasks.task import RequestKind, Task


class Missing(TaskError):
    """One word is lacking: what to ask, the choices, and the command that the answer completes."""

    def __init__(self, sentence: str, choices: Sequence[Button], expect: str | None) -> None:
        super().__init__(sentence)
        self.choices = tuple(choices)
        self.expect = expect


def ruling(turn: Turn, task: Task, piece: Piece) -> Ruling:
    """The decision these words make about this task."""
    entry_in_queue(turn.desk, task)
    return RULINGS[piece.verb](turn, task, piece)


def _limit(turn: Turn, task: Task, piece: Piece) -> Ruling:
    until, reason = said_time(turn, piece.rest, f"限期 {task.number} 下周三")
    if until is None:
        raise _which_deadline(turn, task, Verb.LIMIT, piece.rest, "限期到什么时候?")
    return Ruling(kind=DecisionKind.LIMIT, until=until, reason=reason, words=_words(piece))


def _hurry(turn: Turn, task: Task, piece: Piece) -> Ruling:
    """抓紧 alone is no date: dates are offered; with one it is 限期."""
    until, _ = said_time(turn, piece.rest, f"限期 {task.number} 下周三")
    if until is not None:
        return _limit(turn, task, piece)
    raise _which_deadline(turn, task, Verb.LIMIT, piece.word, "要在什么时候以前办好?")


def _extend(turn: Turn, task: Task, piece: Piece) -> Ruling:
    until, reason = said_time(turn, piece.rest, f"准延期 {task.number} 下周三")
    request = task.pending(RequestKind.EXTENSION)
    asked = request.new_deadline if request else None
    if until is None and (asked is None or asked <= turn.desk.now):
        none = "没有延期申请," if request is None else "申请的时间已经过了,"
        raise _which_deadline(turn, task, Verb.EXTEND, reason, f"{none}延到什么时候?")
    return Ruling(kind=DecisionKind.EXTEND, until=until, reason=reason, words=_words(piece))


def _talk(turn: Turn, task: Task, piece: Piece) -> Ruling:
    reading, rest = reading_of(turn, piece.rest, f"约谈 {task.number} 明天上午9点")
    if reading is None or reading.at is None:
        offers = offered_talks(turn.desk.now, turn.desk.calendar)
        raise _choose(task, Verb.TALK, offers, telling(rest), "什么时候约谈?")
    return Ruling(
        kind=DecisionKind.TALK,
        until=talk_over(reading.at, clock=reading.has_clock),
        meets=reading.at if reading.has_clock else None,
        reason=telling(rest),
        words=_words(piece),
    )


def _plan(turn: Turn, task: Task, piece: Piece) -> Ruling:
    until, reason = said_time(turn, piece.rest, f"要方案 {task.number} 下周三")
    return Ruling(kind=DecisionKind.PLAN, until=until, reason=reason, words=_words(piece))


def _transfer(turn: Turn, task: Task, piece: Piece) -> Ruling:
    rest = attended(piece.rest)
    command = f"{Verb.TRANSFER} {task.number}"
    if not rest:
        raise Missing(f"{task.number} 转给谁办?请写姓名或单位。", (), command)
    person, rest = named_person(turn, task, rest, command)
    until, reason = said_time(turn, rest, f"{command} {person.name} 下周三")
    return Ruling(
        kind=DecisionKind.TRANSFER,
        person=person,
        until=until,
        reason=reason,
        words=_words(piece),
    )


def _leader(turn: Turn, task: Task, piece: Piece) -> Ruling:
    command = f"{Verb.LEADER} {task.number}"
    if not piece.rest:
        raise which_leader(turn, task)
    person, rest = named_person(turn, task, piece.rest, command)
    until, reason = said_time(turn, rest, f"{command} {person.name} 下周三")
    return Ruling(
        kind=DecisionKind.LEADER, person=person, until=until, reason=reason, words=_words(piece)
    )


def _lift(_turn: Turn, task: Task, piece: Piece) -> Ruling:
    reason = piece.rest.removeprefix("督办").strip(" ,，:")
    if not reason:
        raise Missing(f"{task.number} 为什么解除督办?请写理由。", (), f"{Verb.LIFT} {task.number}")
    return Ruling(kind=DecisionKind.LIFT, reason=reason)


def _agree(turn: Turn, task: Task, piece: Piece) -> Ruling:
    """同意 among several: the plan that waits, else the extension that was asked for."""
    if entry_in_queue(turn.desk, task).state is EntryState.PLAN_REVIEW:
        until, reason = said_time(turn, piece.rest, f"同意 {task.number} 下周三")
        return Ruling(
            kind=DecisionKind.PLAN_AGREED, until=until, reason=reason, words=_words(piece)
        )
    if task.pending(RequestKind.EXTENSION):
        return _extend(turn, task, piece)
    raise MoveNotAllowed(f"{task.number} 没有等你同意的方案或延期申请。")


def _return(turn: Turn, task: Task, piece: Piece) -> Ruling:
    if entry_in_queue(turn.desk, task).state is not EntryState.PLAN_REVIEW:
        raise MoveNotAllowed(
            f"{task.number} 没有等着审的方案;驳回申请请单独写“驳回 {task.number} 理由”。"
        )
    if not piece.rest:
        raise Missing(f"{task.number} 为什么驳回?请写理由。", (), f"驳回 {task.number}")
    return Ruling(kind=DecisionKind.PLAN_RETURNED, reason=piece.rest)


def _later(_turn: Turn, task: Task, piece: Piece) -> Ruling:
    number = task.number
    raise MoveNotAllowed(
        f"“{piece.word}”还不能在这里记,可以写“限期 {number} 下周三”或“要方案 {number}”。"
    )


def which_leader(turn: Turn, task: Task) -> Missing:
    """谁来包案: the leaders as choices."""
    leaders = [p for p in turn.desk.roster.with_role(*LEADERS) if not p.away(turn.desk.now)]
    command = f"{Verb.LEADER} {task.number}"
    label = turn.desk.roster.label
    choices = [Button(f"{p.name}({p.post or p.unit})", f"{command} {label(p)}") for p in leaders]
    return Missing(f"{task.number} 由哪位领导包案?", choices, command)


def named_person(turn: Turn, task: Task, text: str, command: str) -> tuple[Person, str]:
    """The first person named; 分管领导 is the owner's. Anything doubtful is asked."""
    roster = turn.desk.roster
    owner = roster.get(task.owner_id)
    found = find_people(text, roster, speaker=turn.me, of=owner, now=turn.desk.now)
    if not found or not found[0].people:
        raise nobody(turn, text.split(" ")[0], command)
    first = found[0]
    start, end = first.span
    before = text[:start].strip(" @,，:").removeprefix("由").removeprefix("请")
    rest = f"{before} {attended(text[end:])}".strip(" ,，:")
    person = first.clear
    if person is None:
        raise which_person(first.said, first.people, command, rest)
    return person, rest


def _which_deadline(turn: Turn, task: Task, verb: Verb, reason: str, question: str) -> Missing:
    offers = offered_deadlines(turn.desk.now, turn.desk.calendar)
    return _choose(task, verb, offers, reason, question)


def _choose(
    task: Task, verb: Verb, offers: Sequence[tuple[str, str]], reason: str, question: str
) -> Missing:
    command = f"{verb} {task.number}"
    choices = [Button(label, f"{command} {typed} {reason}".strip()) for label, typed in offers]
    return Missing(f"{task.number} {question}", choices, command)


def _words(piece: Piece) -> str:
    """The decision as it was written, without the number."""
    return f"{piece.word} {piece.rest}".strip()


RULINGS: dict[Verb, Callable[[Turn, Task, Piece], Ruling]] = {
    Verb.LIMIT: _limit,
    Verb.TRANSFER: _transfer,
    Verb.TALK: _talk,
    Verb.EXTEND: _extend,
    Verb.PLAN: _plan,
    Verb.LEADER: _leader,
    Verb.LIFT: _lift,
    Verb.AGREE: _agree,
    Verb.RETURN: _return,
    Verb.HURRY: _hurry,
    Verb.LATER: _later,
}
