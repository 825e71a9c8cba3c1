"""退回: with a reason and a signature; the task stays, and its clock runs, until it is agreed."""

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import owned
from storage.ids import new_id
from tasks.deadlines import LimitUnit
from tasks.lifecycle import check
from tasks.messages import Button
from tasks.moves import Move
from tasks.people import Role
from tasks.requests import ask
from tasks.task import Request, RequestKind, Task

USAGE = "退回 0007 不属于我们管,应由水利站办理"
READY = ("不属于本部门职责", "地点不在本辖区", "已由其他部门在办", "信息不全无法办理")
SIGNED = "确认签名"


def fits(turn: Turn, said: Said) -> bool:
    """退回 from a leader or the command room is 驳回 or 重办, decided there."""
    if said.word == "退回" and not turn.me.has(Role.PRINCIPAL, Role.DISPATCHER):
        return True
    return bool(owned(turn)) or bool(said.numbers and turn.me.has(Role.EXECUTOR))


def run(turn: Turn, said: Said) -> None:
    none = "你手上没有可以退回的任务。"
    reason = said.after if said.word == "退回" or said.after else said.text
    signed = reason.startswith(SIGNED)
    task = one_task(turn, said, Wanted("退回", tuple(owned(turn)), none, rest=reason))
    check(task, Move.REQUEST, turn.by)
    reason = reason.removeprefix(SIGNED).strip(" :,，")
    if said.word != "退回" and not said.after:
        reason = said.word
    if not reason:
        return ask_reason(turn, task)
    if not (signed and turn.pressed):
        return ask_signature(turn, task, reason)
    file_return(turn, task, reason)
    return None


def ask_reason(turn: Turn, task: Task) -> None:
    choices = [Button(text, f"退回 {task.number} {text}") for text in READY]
    turn.ask(
        f"{task.number} 为什么退回?选一个,或写明理由(不写理由不能退回)。",
        choices,
        expect=f"退回 {task.number}",
        task=task.number,
    )


def ask_signature(turn: Turn, task: Task, reason: str) -> None:
    """S0-06: a return needs the reason and a signature bound to the person."""
    turn.ask(
        f"{task.number} 退回理由:{turn.desk.hide(reason, task.case_id)}。"
        f"以 {turn.me.name} 的名义签名退回吗?同意前时限照走。",
        (
            Button(SIGNED, f"退回 {task.number} {SIGNED} {reason}"),
            Button("不退了", "算了"),
        ),
        task=task.number,
    )


def file_return(turn: Turn, task: Task, reason: str) -> None:
    desk = turn.desk
    last_day = desk.calendar.due_at(
        task.assigned_at, desk.policy.limits.return_working_days, LimitUnit.WORKING_DAY
    )
    request = Request(
        id=new_id(desk.now),
        kind=RequestKind.RETURN,
        by=turn.me.id,
        at=turn.sent_at,
        reason=desk.hide(reason, task.case_id),
        late=turn.sent_at > last_day,
    )
    saved = carry_out(desk, ask(task, request, turn.by), turn.me)
    turn.answer(
        "asked",
        {
            "number": saved.number,
            "kind": "退回",
            "deadline": saved.deadline.isoformat(),
            "to": None,
        },
        task=saved.number,
    )


commands = (
    Command(
        name="退回",
        words=("退单", "退件", "申请退回"),
        starts=(
            "不是我的",
            "不是我们的",
            "不归我们管",
            "不归我管",
            "不属于我们",
            "不是我们管",
            "不该我们办",
        ),
        run=run,
        fits=fits,
        usage=USAGE,
        help="不归你办的,写理由退回(要签名)",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD}),
    ),
)
