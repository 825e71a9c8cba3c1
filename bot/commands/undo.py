"""撤回: undoes what its writer just did, for ten minutes or until somebody signed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.actions.carry_out import carry_out
from bot.actions.close_case import follow_case
from bot.actions.push_result import resume_entry
from bot.commands.register import tell_room_plainly
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.case import CaseStatus
from tasks.errors import MoveNotAllowed, NotFound
from tasks.events import Event, EventKind
from tasks.lifecycle import cancel, take_back_acknowledge, take_back_close
from tasks.people import Role
from tasks.task import Status

WORDS = ("撤回", "错了", "发错了", "发错", "弄错了", "刚才发错了", "收回")


def fits(turn: Turn, said: Said) -> bool:
    """错了 followed by a correction is 更正, not 撤回."""
    return said.word == "撤回" or (not said.after and not said.before and bool(turn.memory.last))


def run(turn: Turn, said: Said) -> None:
    last = turn.memory.last
    if turn.memory.draft is not None and last is None:
        turn.memory.draft = None
        turn.say("草稿已丢掉,什么都没有发出去。")
        return
    if last is None:
        raise NotFound(f"没有可以撤回的操作。{_instead(turn)}")
    limit = timedelta(minutes=turn.desk.policy.limits.undo_minutes)
    if turn.desk.now - last.at > limit:
        minutes = turn.desk.policy.limits.undo_minutes
        raise MoveNotAllowed(
            f"{last.number} 的{last.kind}已超过 {minutes} 分钟,不能撤回;"
            f"{_instead(turn, last.number[-4:])}"
        )
    UNDO[last.kind](turn, last.number)
    turn.memory.last = None


def _instead(turn: Turn, number: str = "编号") -> str:
    """What this person can write when it is too late to take something back."""
    if turn.me.has(Role.DISPATCHER):
        return f"要撤掉任务请写“撤销 {number} 理由”。"
    return "要改请再写一条说明,或告诉指挥室。"


def _undo_assign(turn: Turn, number: str) -> None:
    task = turn.desk.task(number)
    if task.status is not Status.ASSIGNED:
        raise MoveNotAllowed(f"{number} 已经签收,不能撤回;要撤掉请写“撤销 {number[-4:]} 理由”。")
    saved = carry_out(turn.desk, cancel(task, "发错了", turn.by, undo=True), turn.me)
    follow_case(turn.desk, saved)
    turn.say(f"{number} 已撤回,编号保留,收到的人已得到通知。", task=number)


def _undo_register(turn: Turn, number: str) -> None:
    desk = turn.desk
    case = desk.stores.cases.by_number(number)
    if case is None or case.status is not CaseStatus.REGISTERED:
        raise MoveNotAllowed(f"{number} 已经交办,不能撤回;请告诉指挥室。")
    desk.stores.cases.save(replace(case, status=CaseStatus.VOID, outcome="登记人撤回"))
    event = Event(
        kind=EventKind.CASE_VOIDED,
        at=desk.now,
        actor_id=turn.me.id,
        text=f"{turn.me.name} 撤回登记",
    )
    desk.stores.events.append("case", case.id, event)
    tell_room_plainly(turn, number, f"{number} 登记人已撤回,不用交办。")
    turn.say(f"{number} 已撤回作废,编号保留。")


def _undo_close(turn: Turn, number: str) -> None:
    task = turn.desk.task(number)
    saved = carry_out(turn.desk, take_back_close(task, turn.by), turn.me)
    resume_entry(turn.desk, saved)
    follow_case(turn.desk, saved)
    turn.say(f"{number} 的办结已撤回,继续办理中。", task=number)


def _undo_sign(turn: Turn, number: str) -> None:
    task = turn.desk.task(number)
    carry_out(turn.desk, take_back_acknowledge(task, turn.by), turn.me)
    turn.say(f"{number} 的签收已撤回,现在待签收。", task=number)


def _cannot(turn: Turn, number: str) -> None:
    kind = turn.memory.last.kind if turn.memory.last else "操作"
    raise MoveNotAllowed(f"{number} 的{kind}不能撤回,可以再写一条说明,或请指挥室改派。")


UNDO: dict[str, Callable[[Turn, str], None]] = {
    "交办": _undo_assign,
    "登记": _undo_register,
    "办结": _undo_close,
    "签收": _undo_sign,
    "反馈": _cannot,
    "改派": _cannot,
}

commands = (
    Command(
        name="撤回",
        words=WORDS,
        run=run,
        fits=fits,
        usage="撤回",
        help="撤回刚才的操作(10 分钟内)",
    ),
)
