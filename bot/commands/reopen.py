"""重办: not good enough; back to the owner with what was left of the clock."""

from bot.actions.carry_out import carry_out
from bot.actions.close_case import follow_case
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.lifecycle import check, reopen
from tasks.moves import Move
from tasks.people import Role
from tasks.task import Status

USAGE = "重办 0007 群众说还是漏水"


def fits(turn: Turn, said: Said) -> bool:
    return said.word == "重办" or turn.me.has(Role.DISPATCHER)


def run(turn: Turn, said: Said) -> None:
    closed = tuple(turn.desk.stores.tasks.with_status(Status.CLOSED, limit=50))
    task = one_task(
        turn, said, Wanted("重办", closed, "没有待销号的任务可以退回重办。", rest=said.after)
    )
    check(task, Move.REOPEN, turn.by)
    if not said.after:
        turn.ask(
            f"{task.number} 哪里没办好?请写理由,执行人会看到。",
            (),
            expect=f"重办 {task.number}",
            task=task.number,
        )
        return
    desk = turn.desk
    changed = reopen(task, desk.hide(said.after, task.case_id), turn.by, desk.calendar)
    saved = carry_out(desk, changed, turn.me)
    follow_case(desk, saved)
    facts = {"number": saved.number, "deadline": saved.deadline.isoformat()}
    turn.answer("reopened", {**facts, "owner": desk.roster.name(saved.owner_id)}, task=saved.number)


commands = (
    Command(
        name="重办",
        words=("没办好", "返工", "重新办理"),
        starts=("退回重办", "打回", "退回"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="没办好,退回执行人继续办",
        who=frozenset({Role.DISPATCHER}),
    ),
)
