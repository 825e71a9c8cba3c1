"""附件 <号>: says which task or case the files that were kept belong to."""

from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import open_tasks
from bot.files import attach, take_kept
from tasks.errors import NotFound


def fits(turn: Turn, said: Said) -> bool:
    return bool(turn.memory.kept_files)


def run(turn: Turn, said: Said) -> None:
    wanted = Wanted("附件", tuple(open_tasks(turn)), "没有可以放附件的任务。")
    number = (
        said.numbers[0]
        if said.numbers and said.numbers[0].startswith("MT")
        else one_task(turn, said, wanted).number
    )
    files = take_kept(turn)
    if not files:
        raise NotFound("附件已超过 10 分钟,没有留着,请重新发一次。")
    attach(turn, number, files)


commands = (
    Command(
        name="附件",
        starts=("照片", "图片"),
        run=run,
        fits=fits,
        usage="附件 0007",
        help="刚发的照片放到哪件事里",
    ),
)
