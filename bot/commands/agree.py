"""同意: a return, transfer or extension asked of this person, or a plan in the queue."""

from dataclasses import replace

from bot.actions.carry_out import carry_out
from bot.actions.decide import agree_extension, agree_plan
from bot.commands.deciding import Waiting, one_waiting, waiting
from bot.commands.decision_words import is_several
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.when import one_time
from tasks.messages import Button
from tasks.people import Role
from tasks.requests import agree
from tasks.task import RequestKind, Task

USAGE = "同意 0007"
BARE = frozenset({"准", "可以", "行", "批准", "准了", "同意了"})


def fits(turn: Turn, said: Said) -> bool:
    """可以, 行, 准 count only for somebody who is asked something."""
    if turn.me.has(Role.PRINCIPAL) and is_several(said.text):
        return False
    if said.word == "同意":
        return not said.after.startswith("延期") or not turn.me.has(Role.PRINCIPAL) or _asked(turn)
    return bool(waiting(turn)) and len(said.after) <= 8


def run(turn: Turn, said: Said) -> None:
    found = one_waiting(turn, said, "同意")
    if found.entry is not None:
        agree_plan(turn, found.task, found.entry, said.after)
        return
    assert found.request is not None  # noqa: S101 - a Waiting is a plan or a request
    desk = turn.desk
    request = found.request
    extension = request.kind is RequestKind.EXTENSION
    if extension and found.task.entry_id and turn.me.has(Role.PRINCIPAL):
        agree_extension(turn, found.task, said.after)
        return
    if extension and said.after:
        reading, _ = one_time(turn, said.after, f"同意 {found.task.number} 12月5日")
        if reading:
            request = replace(request, new_deadline=reading.at)
    new_owner = desk.roster.get(request.to_person) if request.to_person else None
    changed = agree(found.task, request, turn.by, new_owner=new_owner)
    saved = carry_out(desk, changed, turn.me)
    _answer(turn, saved, found)


def _answer(turn: Turn, task: Task, found: Waiting) -> None:
    request = found.request
    assert request is not None  # noqa: S101 - only requests come here
    facts = {
        "number": task.number,
        "kind": found.label,
        "deadline": task.deadline.isoformat(),
        "owner": turn.desk.roster.name(task.owner_id),
    }
    buttons: tuple[Button, ...] = ()
    if request.kind is RequestKind.RETURN:
        buttons = (Button("改派", f"改派 {task.number}"),)
        turn.expect(f"改派 {task.number}")
    turn.answer("agreed", facts, buttons=buttons, task=task.number)


def _asked(turn: Turn) -> bool:
    return bool(waiting(turn))


commands = (
    Command(
        name="同意",
        words=tuple(BARE),
        run=run,
        fits=fits,
        usage=USAGE,
        help="同意退回、转办、延期或方案",
        who=frozenset({Role.DISPATCHER, Role.DEPUTY_LEADER, Role.PRINCIPAL, Role.POLITICAL_LEGAL}),
    ),
)
