"""撤销 <号> <理由>: called off by the command room; the number stays used."""

from bot.actions.carry_out import carry_out
from bot.actions.close_case import follow_case
from bot.actions.push_result import end_quietly
from bot.announcements import notice
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.lifecycle import cancel, check
from tasks.moves import Move
from tasks.people import Role
from tasks.task import Status

USAGE = "撤销 0007 重复交办"


def fits(turn: Turn, said: Said) -> bool:
    """取消 names a task here; without one it belongs to the draft."""
    return said.word == "撤销" or bool(said.numbers)


def run(turn: Turn, said: Said) -> None:
    store = turn.desk.stores.tasks
    open_now = store.with_status(Status.ASSIGNED, Status.ACKNOWLEDGED, Status.PAUSED, limit=50)
    task = one_task(
        turn, said, Wanted("撤销", tuple(open_now), "没有可以撤销的任务。", rest=said.after)
    )
    check(task, Move.CANCEL, turn.by)
    if not said.after:
        turn.ask(
            f"{task.number} 为什么撤销?请写理由。",
            (),
            expect=f"撤销 {task.number}",
            task=task.number,
        )
        return
    reason = turn.desk.hide(said.after, task.case_id)
    saved = carry_out(turn.desk, cancel(task, reason, turn.by), turn.me)
    end_supervision(turn, saved.id, reason)
    follow_case(turn.desk, saved)
    turn.say(f"{saved.number} 已撤销,编号保留,执行人和抄送人已收到通知。", task=saved.number)


def end_supervision(turn: Turn, task_id: str, reason: str) -> None:
    """A task that was called off leaves the queue, and the principals hear why at once."""
    task = turn.desk.stores.tasks.get(task_id)
    if task and task.entry_id:
        end_quietly(turn.desk, task)
        why = f"{turn.me.name} 撤销:{reason}(原在督办)"
        for person in turn.desk.roster.with_role(Role.PRINCIPAL):
            turn.desk.say(notice(turn.desk, task, person, "task_cancelled", why=why))


commands = (
    Command(
        name="撤销",
        words=(),
        starts=("取消",),
        run=run,
        fits=fits,
        usage=USAGE,
        help="撤掉交办的任务,要写理由",
        who=frozenset({Role.DISPATCHER}),
    ),
)
