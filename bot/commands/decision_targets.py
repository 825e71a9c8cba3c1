"""Which queue entry a decision is about: number, card, words of its content, or the only one."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.commands.decision_words import Piece, Verb
from bot.commands.finding import Asked, Wanted, by_number, which
from bot.commands.turn import Turn
from bot.language.references import THAT, anywhere, by_words
from bot.queue_entries import open_entries
from tasks.errors import NotFound
from tasks.supervision import UNDECIDED, Entry
from tasks.task import Task

BARE_DECIDES = frozenset({Verb.PLAN, Verb.EXTEND, Verb.AGREE})
NONE = "督办清单里现在没有要决定的件。"


def targets(turn: Turn, piece: Piece) -> tuple[tuple[Task, ...], Piece]:
    """The tasks meant, and the piece without the words that only named them.

    A bare word (要方案) never decides: even with one entry waiting it is asked. Of words that
    lack something anyway (限期) that is asked.
    """
    wanted = Wanted(piece.verb.value, _undecided(turn), NONE, rest=piece.rest)
    if piece.numbers:
        found = tuple(_numbered(turn, typed, piece, wanted) for typed in piece.numbers)
        if None not in found:
            return tuple(task for task in found if task), piece
        piece = Piece(piece.verb, (), f"{piece.numbers[0]}号 {piece.rest}".strip(), piece.word)
    inside = anywhere(piece.rest)
    if inside and inside.startswith("RW"):
        rest = re.sub(r"(?i)rw\s?\d{8}\s?-?\s?\d{4,6}", " ", piece.rest, count=1).strip()
        return (turn.desk.task(inside),), Piece(piece.verb, (inside,), rest, piece.word)
    if turn.card_number and turn.card_number.startswith("RW"):
        return (turn.desk.task(turn.card_number),), piece
    return _by_words_or_only(turn, piece, wanted)


def refers(turn: Turn, piece: Piece) -> bool:
    """Whether the message points at an entry at all: by number, by card, or the only one."""
    if piece.numbers:
        return any(_entry_fits(turn, typed) for typed in piece.numbers)
    if turn.card_number:
        return _entry_fits(turn, turn.card_number)
    return len(_undecided(turn)) == 1


def tasks_of(turn: Turn, entries: tuple[Entry, ...]) -> tuple[Task, ...]:
    """The entries' tasks, in the entries' order."""
    found = turn.desk.stores.tasks.get_many([entry.task_id for entry in entries])
    return tuple(found[entry.task_id] for entry in entries if entry.task_id in found)


def _undecided(turn: Turn) -> tuple[Task, ...]:
    """What may be decided: what waits, else everything still in the queue."""
    entries = open_entries(turn.desk)
    waiting = tuple(entry for entry in entries if entry.state in UNDECIDED)
    return tasks_of(turn, waiting or entries)


def _numbered(turn: Turn, typed: str, piece: Piece, wanted: Wanted) -> Task | None:
    """None: 25号 named a day, not an entry."""
    try:
        return by_number(turn, typed, wanted)
    except NotFound:
        day = typed.isdigit() and len(typed) <= 2 and len(piece.numbers) == 1 and int(typed) <= 31
        if day and wanted.tasks:
            return None
        raise


def _by_words_or_only(turn: Turn, piece: Piece, wanted: Wanted) -> tuple[tuple[Task, ...], Piece]:
    named = THAT.match(piece.rest)
    if named:
        everything = tasks_of(turn, open_entries(turn.desk))
        found = by_words(piece.rest, [(task.content, task) for task in everything])
        piece = replace(piece, rest=piece.rest[named.end() :].strip(" ,，、"))
        if len(found) == 1:
            return tuple(found), piece
        if found:
            raise _which(turn, piece, found)
    if not wanted.tasks:
        raise NotFound(NONE)
    only = len(wanted.tasks) == 1 and not named
    if only and (piece.rest or piece.verb not in BARE_DECIDES):
        return wanted.tasks, piece
    raise _which(turn, piece, wanted.tasks)


def _which(turn: Turn, piece: Piece, tasks: Iterable[Task]) -> Asked:
    asked = which(turn, Wanted(piece.verb.value, (), NONE, rest=piece.rest), tasks)
    return Asked(f"“{piece.verb}”指哪一件?", asked.choices)


def _entry_fits(turn: Turn, typed: str) -> bool:
    listed = turn.memory.listed
    if typed.isdigit() and len(typed) <= 2 and 0 < int(typed) <= len(listed):
        typed = listed[int(typed) - 1]
    ending = typed if typed.startswith("RW") else f"-{typed:0>4}"
    return any(entry.task_number.endswith(ending) for entry in open_entries(turn.desk))
