"""驳回: the request or plan goes back, always with a reason."""

from bot.actions.carry_out import carry_out
from bot.actions.decide import return_plan
from bot.commands.deciding import one_waiting, waiting
from bot.commands.decision_words import is_several
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.people import Role
from tasks.requests import refuse

USAGE = "驳回 0007 理由"


def fits(turn: Turn, said: Said) -> bool:
    """不行, 退回 mean this only for somebody who is asked something."""
    if turn.me.has(Role.PRINCIPAL) and is_several(said.text):
        return False
    if said.word in ("驳回", "不同意"):
        return True
    return bool(waiting(turn)) and turn.me.has(Role.PRINCIPAL, Role.DISPATCHER, Role.DEPUTY_LEADER)


def run(turn: Turn, said: Said) -> None:
    found = one_waiting(turn, said, "驳回")
    if not said.after:
        turn.ask(
            f"{found.task.number} 为什么不同意?请写理由。",
            (),
            expect=f"驳回 {found.task.number}",
            task=found.task.number,
        )
        return
    if found.entry is not None:
        return_plan(turn, found.task, found.entry, said.after)
        return
    assert found.request is not None  # noqa: S101 - a Waiting is a plan or a request
    desk = turn.desk
    reason = desk.hide(said.after, found.task.case_id)
    changed = refuse(found.task, found.request, turn.by, reason)
    saved = carry_out(desk, changed, turn.me)
    facts = {"number": saved.number, "kind": found.label, "reason": reason}
    turn.answer("refused", facts, task=saved.number)


commands = (
    Command(
        name="驳回",
        words=("不同意", "不批准", "不予同意"),
        starts=("不行", "不准", "不批", "退回"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="不同意,要写理由",
        who=frozenset({Role.DISPATCHER, Role.DEPUTY_LEADER, Role.PRINCIPAL, Role.POLITICAL_LEGAL}),
    ),
)
