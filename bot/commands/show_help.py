"""帮助: what this person can write, made from the list of commands."""

from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.messages import Button

WORDS = (
    "帮助",
    "怎么用",
    "说明",
    "使用说明",
    "help",
    "Help",
    "菜单",
    "能做什么",
    "你能做什么",
    "你会什么",
    "/help",
)


def fits(turn: Turn, said: Said) -> bool:
    return len(said.after) + len(said.before) <= 6


def run(turn: Turn, said: Said) -> None:
    from bot.commands.listed import COMMANDS  # here: the list imports this file

    rows = [
        {"usage": command.usage, "help": command.help}
        for command in COMMANDS
        if command.help and command.for_person(turn.me)
    ]
    buttons = (Button("我的待办", "我的待办"), Button("逾期", "逾期"))
    turn.answer("help", {"name": turn.me.name, "rows": rows}, buttons=buttons)


commands = (Command(name="帮助", words=WORDS, run=run, fits=fits, usage="帮助", help="看这份说明"),)
