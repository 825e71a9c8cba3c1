"""From a text to the command that is meant: readings, what fits, and two meanings asked."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.commands.described import described, with_number
from bot.commands.finding import Asked
from bot.commands.listed import COMMANDS, STARTS, WORDS
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.language.names import find_people
from bot.language.verbs import Heard, hear
from tasks.messages import Button

NEGATED = re.compile(
    r"(?:没有?|未|不|别|还没|尚未|无法|难以|怎么|何时|能否|是否|要求|反映|希望)\s*$"
)
QUESTION = re.compile(r"[吗么嘛??]\s*$")
LONGEST_END = 40  # a verb at the end of a longer text is part of its story


def understand(turn: Turn) -> tuple[Command, Said] | None:
    """The command that is meant; two that fit equally well -> asked."""
    for plain in _readings(turn):
        heard = with_number(turn, plain)
        said = said_of(turn, heard)
        if heard.place == "end" and not _end_counts(turn, heard):
            continue
        fitting = [
            command
            for command in commands_of(heard)
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


def commands_of(heard: Heard) -> list[Command]:
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


def said_of(turn: Turn, heard: Heard) -> Said:
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
