"""方案 <文字>: the owner's plan while one is owed; the principals get it at once (S3-11)."""

import re
from datetime import datetime

from bot.actions.queue_steps import hand_in_plan
from bot.commands.queue_texts import concerning, task_and_text
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.language.times import Kind, read_time
from tasks.errors import Unclear
from tasks.people import Role
from tasks.supervision import EntryState
from tasks.task import Task

USAGE = "方案 0007 先清淤再硬化,村委会负责,12月5日前完成"
NONE = "现在没有要你报的方案;有进展请写“反馈 …”。"
DONE_BY = re.compile(r"前|完成|办结|办完|到位|结束|竣工|恢复|解决|交付|拆除|整改")
CLAUSES = re.compile(r"[,;。!\n，；]+")


def fits(turn: Turn, said: Said) -> bool:
    """From a principal 报方案 asks for one; from a front desk 方案… may be an appeal."""
    if said.word == "报方案" and turn.me.has(Role.PRINCIPAL):
        return False
    return bool(owed(turn)) or not turn.me.has(Role.WINDOW, Role.GRID)


def run(turn: Turn, said: Said) -> None:
    task, text = task_and_text(turn, said, owed(turn), "方案", NONE)
    if not text:
        turn.ask(
            f"{task.number} 方案怎么写?请写怎么办、谁来办、几时办完。",
            (),
            expect=f"方案 {task.number}",
            task=task.number,
        )
        return
    if len(text) < 2:
        raise Unclear(f"方案请写怎么办、谁来办、几时办完,如“{USAGE}”。")
    until = done_by(turn, text)
    hand_in_plan(turn.desk, task, text, turn.me, until=until)
    told = [p.name for p in turn.desk.roster.with_role(Role.PRINCIPAL) if p.id != turn.me.id]
    facts = {
        "number": task.number,
        "told": told,
        "plan_until": until.isoformat() if until else None,
    }
    turn.answer("plan_handed", facts, task=task.number)


def owed(turn: Turn) -> tuple[Task, ...]:
    return concerning(turn, turn.desk.stores.supervision.queue(EntryState.PLAN_DUE))


def done_by(turn: Turn, text: str) -> datetime | None:
    """By when the plan itself promises to be done: the last date beside 前, 完成, 到位 …

    Clause by clause, so that a date that only tells what has happened does not count; an unclear
    one counts as none and is decided by the principal.
    """
    found = []
    for clause in CLAUSES.split(text):
        if not DONE_BY.search(clause):
            continue
        reading = read_time(clause, turn.desk.now, turn.desk.calendar)
        if reading.kind is Kind.POINT and reading.at is not None:
            found.append(reading.at)
    return max(found, default=None)


commands = (
    Command(
        name="方案",
        starts=("报方案", "处置方案", "方案如下"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="领导要方案时,报处置方案",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD, Role.DEPUTY_LEADER}),
    ),
)
