"""ONE table of allowed moves: from which states, to which, by whom; and how a refusal is said."""

from dataclasses import dataclass
from enum import StrEnum

from tasks.errors import MoveNotAllowed, NotYours
from tasks.standing import Standing
from tasks.task import OPEN, OVER, RUNNING, STATUS_LABELS, Status, Task


class Move(StrEnum):
    ACKNOWLEDGE = "签收"
    FEEDBACK = "反馈"
    CLOSE = "办结"
    REQUEST = "申请"  # 退回, 转办, 延期
    REASSIGN = "改派"
    URGE = "催办"
    REOPEN = "重办"
    CANCEL = "撤销"
    STRIKE_OFF = "销号"
    SUPERVISE = "督办"


@dataclass(frozen=True)
class Rule:
    """From which states, to which (None: stays), by whom."""

    start: frozenset[Status]
    end: Status | None
    by: frozenset[Standing]


HANDS = frozenset({Standing.OWNER, Standing.STAND_IN, Standing.CO})
OWNERS = frozenset({Standing.OWNER, Standing.STAND_IN})
ROOM = frozenset({Standing.DISPATCHER})
ABOVE = ROOM | {Standing.HEAD, Standing.LEADER, Standing.PRINCIPAL}

#               from                              to                   by
MOVES: dict[Move, Rule] = {
    Move.ACKNOWLEDGE: Rule(frozenset({Status.ASSIGNED}), Status.ACKNOWLEDGED, HANDS),
    Move.FEEDBACK: Rule(OPEN, None, HANDS),
    Move.CLOSE: Rule(OPEN, Status.CLOSED, HANDS),
    Move.REQUEST: Rule(RUNNING, None, OWNERS | ROOM),
    Move.REASSIGN: Rule(OPEN, Status.ASSIGNED, ROOM),
    Move.URGE: Rule(RUNNING, None, ABOVE),
    Move.REOPEN: Rule(frozenset({Status.CLOSED}), Status.ACKNOWLEDGED, ROOM),
    Move.CANCEL: Rule(OPEN, Status.CANCELLED, ROOM),
    Move.STRIKE_OFF: Rule(frozenset({Status.CLOSED}), Status.STRUCK_OFF, ROOM),
    Move.SUPERVISE: Rule(RUNNING, None, ROOM | {Standing.LEADER, Standing.PRINCIPAL}),
}

WHO = {HANDS: "执行人", OWNERS: "执行人", ROOM: "指挥室", ABOVE: "指挥室、单位负责人或领导"}


def check_rule(task: Task, move: Move, held: frozenset[Standing]) -> None:
    """Refuse a move by the wrong person or in the wrong state."""
    rule = MOVES[move]
    if held.isdisjoint(rule.by):
        raise NotYours(_not_yours(task, move, rule, held))
    if task.status not in rule.start:
        raise MoveNotAllowed(not_now(task, move))


def _not_yours(task: Task, move: Move, rule: Rule, held: frozenset[Standing]) -> str:
    who = WHO.get(rule.by, "指挥室或领导")
    if Standing.CC in held:
        return f"{task.number} 是抄送给你看的,{move.value}由{who}来做,你不用操作。"
    return f"{task.number} 的{move.value}要由{who}来做,你可以写“查 {task.number}”看进度。"


INSTEAD = {
    Status.ASSIGNED: "可以写“签收”“反馈 …”或“办结 结果”",
    Status.ACKNOWLEDGED: "可以写“反馈 …”或“办结 结果”",
    Status.PAUSED: "恢复以后再操作",
    Status.CLOSED: "等指挥室销号;没办好由指挥室写“重办 理由”",
    Status.STRUCK_OFF: "已经了结,不能再改",
    Status.CANCELLED: "已经撤销,要办请重新交办",
}


def not_now(task: Task, move: Move) -> str:
    state = STATUS_LABELS[task.status]
    if move is Move.STRIKE_OFF and task.status not in OVER:
        return f"{task.number} 还没办结(现在{state}),办结后才能销号,可以写“催办 {task.number}”。"
    if move is Move.REOPEN and task.status in OPEN:
        return f"{task.number} 还没办结(现在{state}),不用重办,可以写“催办 {task.number}”。"
    if move is Move.ACKNOWLEDGE and task.status is Status.ACKNOWLEDGED:
        return f"{task.number} 已经签收过了,{INSTEAD[task.status]}。"
    return f"{task.number} 现在是{state},不能{move.value};{INSTEAD[task.status]}。"
