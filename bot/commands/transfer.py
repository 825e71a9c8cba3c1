"""转办: an executor asks to hand the task to somebody else; the command room decides."""

import re

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.who import one_person
from bot.commands.working import owned
from storage.ids import new_id
from tasks.errors import Unclear
from tasks.lifecycle import reassign
from tasks.people import Person, Role
from tasks.requests import ask
from tasks.task import Request, RequestKind, Task

HANDS_ON = re.compile(r"(?:办|去|处理|负责|跟进)\S{0,4}$")
USAGE = "转办 0007 李四 他分管这一片"


def fits(turn: Turn, said: Said) -> bool:
    """转给 means 交办 from a dispatcher, a decision from a principal, this from an executor."""
    if turn.me.has(Role.PRINCIPAL, Role.DISPATCHER):
        return False
    if said.word == "给":
        return (
            turn.me.has(Role.UNIT_HEAD) and bool(owned(turn)) and bool(HANDS_ON.search(said.text))
        )
    return said.word == "转办" or bool(owned(turn))


def run(turn: Turn, said: Said) -> None:
    none = "你手上没有可以转办的任务。"
    task = one_task(turn, said, Wanted("转办", tuple(owned(turn)), none, rest=said.after))
    if not said.after:
        turn.ask(
            f"{task.number} 转给谁,为什么?如“李四 他分管这一片”。",
            (),
            expect=f"转办 {task.number}",
            task=task.number,
        )
        return
    person, reason = one_person(turn, said.after, f"转办 {task.number}", rest=True)
    if turn.me.has(Role.UNIT_HEAD) and person in turn.desk.roster.in_unit(turn.me.unit):
        _name_handler(turn, task, person)
        return
    if not reason:
        raise Unclear(
            f"转给 {person.name} 要写理由,如“转办 {task.number} {person.name} 他分管这一片”。"
        )
    desk = turn.desk
    request = Request(
        id=new_id(desk.now),
        kind=RequestKind.TRANSFER,
        by=turn.me.id,
        at=turn.sent_at,
        reason=desk.hide(reason, task.case_id),
        to_person=person.id,
    )
    saved = carry_out(desk, ask(task, request, turn.by), turn.me)
    facts = {"number": saved.number, "kind": "转办", "deadline": saved.deadline.isoformat()}
    turn.answer("asked", {**facts, "to": person.name}, task=saved.number)


def _name_handler(turn: Turn, task: Task, person: Person) -> None:
    """A head whose unit got the task names who does it, own people only, without asking."""
    saved = carry_out(turn.desk, reassign(task, person, turn.by, checked=False), turn.me)
    turn.say(f"{saved.number} 已交给 {person.name} 经办,等签收。", task=saved.number)


commands = (
    Command(
        name="转办",
        words=(),
        starts=("给", "转给", "转交给", "转交", "申请转办"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="请求转给别人办",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD}),
    ),
)
