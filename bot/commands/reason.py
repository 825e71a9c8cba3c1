"""事由 <号> <文字>: why a supervised task was not done in time (未办结事由, S3-10)."""

from bot.actions.queue_steps import state_reason
from bot.commands.queue_texts import concerning, task_and_text
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.people import Role
from tasks.task import Task

USAGE = "事由 0007 产权有争议,等司法所意见"
NONE = "现在没有要你说明事由的督办件。"


def fits(turn: Turn, said: Said) -> bool:
    return said.word in ("事由", "未办结事由") or bool(late(turn))


def run(turn: Turn, said: Said) -> None:
    task, text = task_and_text(turn, said, late(turn), "事由", NONE)
    if not text:
        turn.ask(
            f"{task.number} 为什么没有按时办结?请写一句话。", (), expect=f"事由 {task.number}",
            task=task.number,
        )  # fmt: skip
        return
    entry = state_reason(turn.desk, task, text, turn.me)
    turn.say(f"{task.number} 未办结事由已记下:{entry.reason}", task=task.number)


def late(turn: Turn) -> tuple[Task, ...]:
    return concerning(turn, turn.desk.stores.supervision.queue())


commands = (
    Command(
        name="事由",
        starts=("未办结事由", "没办结是因为", "没办完是因为", "没办成是因为"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="督办件说明为什么没按时办结",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD, Role.DEPUTY_LEADER}),
    ),
)
