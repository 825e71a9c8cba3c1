"""限期 转办 约谈 准延期 要方案 包案 解除: what principals decide, one entry or several at once."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.actions.decide import answer_facts, settle
from bot.actions.queue_steps import set_leader
from bot.actions.rulings import rule
from bot.commands import agree
from bot.commands.decision_rulings import Missing, named_person, ruling, which_leader
from bot.commands.decision_targets import refers, targets, tasks_of
from bot.commands.decision_words import ATTENDED, WORDS, Piece, Verb, is_several, piece, pieces
from bot.commands.finding import Asked, Wanted, which
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.language.names import find_people
from tasks.errors import TaskError
from tasks.people import Role
from tasks.supervision import check_principal
from tasks.task import RequestKind, Task

ELSEWHERE = (Verb.AGREE, Verb.RETURN, Verb.LATER, Verb.READ)  # first words with other readings
PRINCIPALS = frozenset({Role.PRINCIPAL})
NUMBER = re.compile(r"(?<!\d)0\d{3}(?!\d)")  # 0007, also where a time follows it
LITTLE = 8  # characters beside a name that still are no new task


def run(verb: Verb) -> Callable[[Turn, Said], None]:
    """The command of one verb; a message with several decisions is read as such."""

    def heard(turn: Turn, said: Said) -> None:
        several = pieces(said.text)
        check_principal(turn.me, turn.desk.roster)
        if several:
            decide_all(turn, several)
        else:
            decide_one(turn, _read(verb, said))

    return heard


def decide_one(turn: Turn, heard: Piece) -> None:
    """One decision, about one entry or about several by their numbers."""
    tasks, heard = targets(turn, heard)
    if len(tasks) > 1:
        each = [Piece(heard.verb, (task.number,), heard.rest, heard.word) for task in tasks]
        decide_all(turn, each)
        return
    try:
        settle(turn, tasks[0], ruling(turn, tasks[0], heard))
    except Missing as missing:
        turn.ask(missing.sentence, missing.choices, expect=missing.expect, task=tasks[0].number)


def decide_all(turn: Turn, several: Sequence[Piece]) -> None:
    """All of them or none: a refusal names the one that was not understood."""
    done: list[dict[str, object]] = []
    seen: list[str] = []
    for heard in several:
        try:
            tasks, exact = targets(turn, heard)
            for task in tasks:
                if exact.verb is Verb.READ:
                    seen.append(task.number)
                    continue
                ruled = rule(turn.desk, task, ruling(turn, task, exact), turn.me)
                done.append(answer_facts(turn.desk, ruled))
        except TaskError as error:
            named = "、".join(heard.numbers)
            raise TaskError(
                f"“{named} {heard.word}”没看懂:{_plain(error)}。这几件都还没有决定,请改好再发。"
            ) from error
    turn.answer("decisions_done", {"rows": done, "seen": seen})


def read(turn: Turn, said: Said) -> None:
    """阅, 知道了: read, and still undecided."""
    tasks, _ = targets(turn, _read(Verb.READ, said))
    number = tasks[0].number
    short = number[-4:]
    ways = f"“限期 {short} 下周三”“要方案 {short}”“约谈 {short} 明天上午9点”"
    turn.say(f"{number} 已阅,还在等决定:可以写{ways}。", task=number)


def extend(turn: Turn, said: Said) -> None:
    """准延期; about a task that is not in the queue it is the plain 同意."""
    asked = _asked_to_extend(turn)
    heard = _read(Verb.EXTEND, said)
    named = bool(heard.numbers or turn.card_number)
    if not turn.me.has(Role.PRINCIPAL) or not (refers(turn, heard) if named else asked):
        agree.run(turn, said)
        return
    if not named:
        if len(asked) > 1:
            raise which(turn, Wanted("准延期", asked, "", rest=said.after), asked)
        heard = Piece(Verb.EXTEND, (asked[0].number,), heard.rest, heard.word)
    decide_one(turn, heard)


def name_leader(turn: Turn, said: Said) -> None:
    """包案: a principal's decision; from the command room it fills in a missing leader."""
    if turn.me.has(Role.PRINCIPAL) or not turn.me.has(Role.DISPATCHER):
        run(Verb.LEADER)(turn, said)
        return
    tasks, heard = targets(turn, _read(Verb.LEADER, said))
    _fill_in(turn, tasks[0], heard)


def _asked_to_extend(turn: Turn) -> tuple[Task, ...]:
    entries = turn.desk.stores.supervision.queue()
    found = tasks_of(turn, entries)
    return tuple(task for task in found if task.pending(RequestKind.EXTENSION))


def _fill_in(turn: Turn, task: Task, heard: Piece) -> None:
    if not heard.rest:
        missing = which_leader(turn, task)
        turn.ask(missing.sentence, missing.choices, expect=missing.expect, task=task.number)
        return
    leader, _ = named_person(turn, task, heard.rest, f"包案 {task.number}")
    set_leader(turn.desk, task, leader, turn.me)
    turn.say(f"{task.number} 包案领导:{leader.name},已告诉他和执行人。", task=task.number)


def _plain(error: TaskError) -> str:
    """A question cannot be put in the middle of several decisions: its choices are named."""
    if isinstance(error, Missing | Asked) and error.choices:
        return error.sentence + "可选:" + "、".join(choice.label for choice in error.choices[:4])
    return error.sentence.rstrip("。")


def by_principal(turn: Turn, said: Said) -> bool:
    """Others are refused only when they clearly mean an entry."""
    named = said.numbers or turn.card_number or NUMBER.search(said.text)
    return turn.me.has(Role.PRINCIPAL) or bool(named)


def about_entry(turn: Turn, said: Said) -> bool:
    """Everyday words decide only from a principal and about an entry."""
    return turn.me.has(Role.PRINCIPAL) and refers(turn, _read(Verb.LIMIT, said))


def alone_about_entry(turn: Turn, said: Said) -> bool:
    return not said.before and not said.after and about_entry(turn, said)


def hands_over(turn: Turn, said: Said) -> bool:
    """转给, 请…: a principal's word about an entry, not a new task."""
    heard = _read(Verb.TRANSFER, said)
    if not turn.me.has(Role.PRINCIPAL) or not refers(turn, heard):
        return False
    if said.word in ("转办", *ATTENDED) or any(word in said.after for word in ATTENDED):
        return True
    mentions = find_people(said.after, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    named = sum(mention.span[1] - mention.span[0] for mention in mentions)
    pointed = bool(heard.numbers or turn.card_number)
    return bool(mentions) and (pointed or len(said.after) - named <= LITTLE)


def several(turn: Turn, said: Said) -> bool:
    return turn.me.has(Role.PRINCIPAL) and is_several(said.text)


def wants_plan(turn: Turn, said: Said) -> bool:
    """报方案 from anybody else hands one in."""
    return turn.me.has(Role.PRINCIPAL) or (said.word == "要方案" and by_principal(turn, said))


def hurries(turn: Turn, said: Said) -> bool:
    """抓紧 alone asks which entry; with more around it, it must point at one."""
    if said.before or said.after or said.numbers or turn.card_number:
        return len(said.before) + len(said.after) <= LITTLE and about_entry(turn, said)
    return turn.me.has(Role.PRINCIPAL) and bool(turn.desk.stores.supervision.queue())


def _read(verb: Verb, said: Said) -> Piece:
    rest = f"{said.before} {said.after}".strip()
    return piece(verb, said.text, rest, said.numbers, said.word)


def _command(verb: Verb, usage: str, help_: str, **more: Any) -> Command:
    first, *others = WORDS[verb]
    given = {"run": run(verb), "fits": by_principal, "words": tuple(others), "who": PRINCIPALS}
    return Command(name=first, usage=usage, help=help_, **{**given, **more})


commands = (
    _command(Verb.LIMIT, "限期 3 下周三", "督办件定新的时限", words=(), starts=WORDS[Verb.LIMIT]),
    _command(
        Verb.TRANSFER,
        "请李四阅处 3",
        "督办件换人办",
        words=ATTENDED[1:],
        starts=WORDS[Verb.TRANSFER],
        fits=hands_over,
    ),
    _command(Verb.TALK, "约谈 3 明天上午9点", "督办件约谈,谈完再定"),
    _command(Verb.EXTEND, "准延期 3", "同意督办件的延期申请", run=extend, fits=None),
    _command(Verb.PLAN, "要方案 3", "督办件要执行人报方案", fits=wants_plan),
    _command(
        Verb.LEADER,
        "包案 3 李四",
        "督办件定包案领导",
        run=name_leader,
        who=PRINCIPALS | {Role.DISPATCHER},
    ),
    _command(Verb.LIFT, "解除 3 理由", "解除督办,要写理由"),
    _command(Verb.HURRY, "", "", fits=hurries),
    _command(Verb.READ, "", "", run=read, fits=alone_about_entry),
    Command(
        name="决定",
        run=run(Verb.AGREE),
        usage="1限期下周三 2同意 3要方案",
        help="一条消息决定几件督办件",
        starts=tuple(word for verb in ELSEWHERE for word in WORDS[verb]),
        who=PRINCIPALS,
        fits=several,
    ),
)
