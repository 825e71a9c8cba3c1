"""情况: what the morning digest says, now; for leaders, heads and the command room."""

from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.digests import situation
from tasks.people import LEADERS, Role

WHO = LEADERS | {Role.DISPATCHER, Role.UNIT_HEAD}


def fits(turn: Turn, said: Said) -> bool:
    """情况反映… is the beginning of a story."""
    return not said.before and len(said.after) <= 4


def run(turn: Turn, said: Said) -> None:
    facts = situation(turn.desk, turn.me)
    if not any(facts[part] for part in ("queue", "leader", "mine", "room")):
        turn.say("没有超期的,也没有久没动静的。写“我的待办”看在办的。")
        return
    turn.answer("digest_morning", facts)


commands = (
    Command(
        name="情况",
        words=("总体情况", "什么形势"),
        run=run,
        fits=fits,
        usage="情况",
        help="现在的总体情况",
        who=WHO,
    ),
)
