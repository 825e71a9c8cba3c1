"""路灯那个: a task named by words of its content, when exactly one open task fits."""

from dataclasses import replace

from bot.commands.finding import visible
from bot.commands.turn import Turn
from bot.commands.working import open_tasks
from bot.language.references import THAT, by_words
from bot.language.verbs import Heard
from tasks.people import LEADERS, Role
from tasks.task import Status

OVERSEES = LEADERS | {Role.DISPATCHER, Role.UNIT_HEAD}


def described(turn: Turn, text: str) -> tuple[str, str] | None:
    """(whole number, the rest) when `text` begins with words that one open task has."""
    match = THAT.match(text)
    if match is None:
        return None
    tasks = open_tasks(turn)
    if turn.me.has(*OVERSEES):
        everything = turn.desk.stores.tasks.with_status(
            Status.ASSIGNED, Status.ACKNOWLEDGED, Status.PAUSED, Status.CLOSED, limit=500
        )
        tasks = [task for task in everything if visible(turn, task)]
    found = by_words(match[0], [(task.content, task) for task in tasks])
    if len(found) != 1:
        return None
    return found[0].number, text[match.end() :].lstrip(" ,，:的")


def with_number(turn: Turn, heard: Heard) -> Heard:
    """办结 路灯那个 已换灯泡 is 办结 RW… 已换灯泡."""
    if heard.numbers or heard.every:
        return heard
    found = described(turn, heard.after)
    return replace(heard, numbers=(found[0],), after=found[1]) if found else heard
