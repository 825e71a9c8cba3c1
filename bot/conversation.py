"""From words to a command: strangers, groups, open questions, drafts, verbs, then plain talk."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.commands import bind
from bot.commands.described import described, with_number
from bot.commands.finding import Asked
from bot.commands.listed import COMMANDS, STARTS, WORDS
from bot.commands.plain_talk import plain_talk
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.drafts import continue_draft
from bot.files import join_files
from bot.language.names import find_people
from bot.language.normal import same_words
from bot.language.verbs import Heard, hear
from tasks.messages import Button

MENTION = re.compile(r"^\s*@?钉办(?:机器人)?[\s:,，]*|@钉办(?:机器人)?\s*")
NEGATED = re.compile(
    r"(?:没有?|未|不|别|还没|尚未|无法|难以|怎么|何时|能否|是否|要求|反映|希望)\s*$"
)
QUESTION = re.compile(r"[吗么嘛??]\s*$")
LONGEST_END = 40  # a verb at the end of a longer text is part of its story


def converse(turn: Turn) -> None:
    """Answer one message. Raises TaskError for a refusal; the caller rolls back and says it."""
    if not turn.direct:
        if not turn.message.addressed:
            return
        turn.text = MENTION.sub("", turn.text).strip()
    if turn.person is None:
        bind.run(turn, Said(text=turn.text, after=turn.text))
        return
    try:
        _converse(turn)
    except Asked as asked:
        turn.ask(asked.sentence, asked.choices)


def _converse(turn: Turn) -> None:
    if turn.message.attachments and not turn.text:
        join_files(turn)
        return
    _answer_question(turn)
    if not turn.pressed and continue_draft(turn):
        return
    heard = understand(turn)
    if heard is None:
        plain_talk(turn)
        return
    command, said = heard
    turn.memory.question = None
    command.run(turn, said)


def understand(turn: Turn) -> tuple[Command, Said] | None:
    """The command that is meant; two that fit equally well -> asked."""
    for plain in _readings(turn):
        heard = with_number(turn, plain)
        said = _said(turn, heard)
        if heard.place == "end" and not _end_counts(turn, heard):
            continue
        fitting = [
            command
            for command in _commands_of(heard)
            if command.fits is None or command.fits(turn, said)
        ]
        if len(fitting) == 1:
            return fitting[0], said
        if len(fitting) > 1:
            raise _two_meanings(fitting, said)
    return None


def _readings(turn: Turn) -> Iterator[Heard]:
    """The most certain first: behind 路灯那个, as it stands, behind somebody's name."""
    found = described(turn, turn.text)
    if found:
        number, rest = found
        for heard in hear(rest, WORDS, STARTS):
            yield replace(heard, numbers=(number,))
    yield from hear(turn.text, WORDS, STARTS)
    yield from _after_a_name(turn)


def _after_a_name(turn: Turn) -> list[Heard]:
    """张三请假到周三: the verb stands behind the one it is about."""
    named = find_people(turn.text, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    if not named or named[0].span[0] > 0:
        return []
    rest = turn.text[named[0].span[1] :].strip()
    words = {w for c in COMMANDS if c.after_name for w in (c.name, *c.words, *c.starts)}
    heard = (each for each in hear(rest, (), words) if each.place == "start")
    return [replace(each, before=named[0].said) for each in heard][:1]


def _commands_of(heard: Heard) -> list[Command]:
    return [
        command
        for command in COMMANDS
        if heard.word == command.name
        or heard.word in command.words
        or (heard.place == "start" and heard.word in command.starts)
    ]


def _end_counts(turn: Turn, heard: Heard) -> bool:
    """A verb inside the content is not that verb: 反映施工队未完成."""
    if turn.message.forwarded or len(turn.text) > LONGEST_END:
        return False
    return not NEGATED.search(heard.before) and not QUESTION.search(turn.text)


def _said(turn: Turn, heard: Heard) -> Said:
    return Said(
        text=turn.text,
        word=heard.word,
        before=heard.before,
        after=heard.after,
        numbers=heard.numbers,
        every=heard.every,
    )


def _two_meanings(fitting: list[Command], said: Said) -> Asked:
    rest = " ".join((*said.numbers, said.after)).strip()
    choices = [Button(c.name, f"{c.name} {rest}".strip()) for c in fitting]
    return Asked(f"“{said.word}”在这里有两个意思,要哪一个?", choices)


def _answer_question(turn: Turn) -> None:
    """A number, a label or a name typed is the press; free text completes what was expected."""
    question = turn.memory.open_question(turn.desk.now)
    if question is None or turn.pressed:
        return
    wanted = same_words(turn.text)
    for index, (label, value) in enumerate(question.choices, start=1):
        if wanted and wanted in (str(index), f"第{index}个", same_words(label), same_words(value)):
            turn.text, turn.pressed = value, True
            return
    named = [value for label, value in question.choices if wanted and wanted in same_words(label)]
    if len(named) == 1 and len(wanted) >= 2:
        turn.text, turn.pressed = named[0], True
        return
    if question.expect and not _is_command(turn, question.expect):
        verb = question.expect.split(" ", 1)[0]
        turn.text = f"{question.expect} {_without_verb(turn.text, verb)}"


def _without_verb(text: str, verb: str) -> str:
    """办结 已修好, in answer to the question for the result: the verb was meant once."""
    rest = text.removeprefix(verb)
    return rest.lstrip(" :,，") if rest[:1] in (" ", ":", ",", "，") else text


def _is_command(turn: Turn, expect: str) -> bool:
    """Whether the text is a command of its own and not the answer that was asked for."""
    if turn.message.forwarded:
        return True
    expected = expect.split(" ", 1)[0]
    for heard in hear(turn.text, WORDS, STARTS):
        if heard.place != "start":
            continue
        said = _said(turn, heard)
        for command in _commands_of(heard):
            own = command.name != expected or bool(heard.numbers)
            if own and (command.fits is None or command.fits(turn, said)):
                return command.name not in ("签收", "反馈")
    return False
