"""催办: one nag now, recorded; from the command room, unit heads and leaders."""

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, many_tasks, visible
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.lifecycle import urge
from tasks.people import LEADERS, Role
from tasks.task import Status

USAGE = "催办 0007"
WHO = LEADERS | {Role.DISPATCHER, Role.UNIT_HEAD}


def fits(turn: Turn, said: Said) -> bool:
    return said.word == "催办" or turn.me.has(*WHO)


def run(turn: Turn, said: Said) -> None:
    store = turn.desk.stores.tasks
    running = store.with_status(Status.ASSIGNED, Status.ACKNOWLEDGED, limit=200)
    mine = tuple(task for task in running if visible(turn, task))
    words = said.after if said.numbers or turn.card_number else ""
    tasks = many_tasks(turn, said, Wanted("催办", mine, "现在没有在办的任务,不用催。"))
    for task in tasks:
        said_too = turn.desk.hide(words, task.case_id)
        saved = carry_out(turn.desk, urge(task, turn.by, words=said_too), turn.me)
        owner = turn.desk.roster.name(saved.owner_id)
        turn.say(f"{saved.number} 已催 {owner},并已记录。", task=saved.number)


commands = (
    Command(
        name="催办",
        words=("催一下", "盯一下", "催催", "催一催", "再催一下"),
        starts=("催", "盯"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="马上提醒一次,留记录",
        who=WHO,
    ),
)
