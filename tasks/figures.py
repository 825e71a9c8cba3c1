"""办结率, 调处成功率, 满意率, 超期数, 同比 …: every formula once, by name (requirements §9).

The seeds use the same word over different denominators, so every figure carries its formula and
both numbers, and is never shown without them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import NamedTuple

from tasks.task import RUNNING, Status, Task

PLACES = Decimal("0.01")
CLOSED = frozenset({Status.CLOSED, Status.STRUCK_OFF})


class Terms(NamedTuple):
    """What a formula is called, and what stands above and below its line."""

    label: str
    numerator: str
    denominator: str


class Formula(Enum):
    CLOSURE_RATE = Terms("办结率", "办结", "交办")  # M-01, S4
    SUCCESS_OF_MEDIATED = Terms("调处成功率", "调处成功", "已调处")  # M-02, S2's centre
    SUCCESS_OF_RECEIVED = Terms("调处成功率", "调处成功", "受理")  # M-03, S2's county, S4
    SOLVED_ON_THE_SPOT = Terms("现场解决率", "现场解决", "受理")  # M-04
    FOLLOW_UP_RATE = Terms("回访率", "已回访", "办结")  # M-06
    SATISFIED = Terms("满意率", "满意", "回访")  # M-07, strict
    SATISFIED_BROADLY = Terms("满意率", "满意加基本满意", "回访")  # M-07, broad
    ON_TIME_RATE = Terms("按时办结率", "按时办结", "办结")  # M-05
    SOLVED_AT_LEVEL = Terms("不出村(乡)率", "本级化解", "受理")  # M-10
    FIRST_PETITIONS = Terms("初信初访化解率", "本级化解的初访", "初信初访")  # M-11
    CLOSED_AT_ONCE = Terms("一次性化解率", "一次办结", "办结")  # M-12


@dataclass(frozen=True)
class Figure:
    """One number with where it comes from. `value`: percent, or a count; None where the
    denominator is nothing. `text`: as it is said, formula included."""

    name: str
    formula: str
    numerator: int
    denominator: int | None
    value: Decimal | None
    text: str


def rate(formula: Formula, numerator: int, denominator: int) -> Figure:
    """A share in percent, two decimals, rounded half up: 498 of 508 -> 98.03 %."""
    label, above, below = formula.value
    written = f"{above}/{below}"
    if denominator == 0:
        text = f"{label} 暂无({written} 0/0)"
        return Figure(label, written, numerator, 0, None, text)
    value = _percent(numerator, denominator)
    text = f"{label} {value}%({written} {numerator}/{denominator})"
    return Figure(label, written, numerator, denominator, value, text)


def change(label: str, this: int, last: int) -> Figure:
    """同比 (M-13): (this - last) / last in percent; 23 after 42 -> -45.24 %."""
    written = "(本期-同期)/同期"
    if last == 0:
        text = f"{label}同比 暂无(本期 {this},同期 0)"
        return Figure(f"{label}同比", written, this, 0, None, text)
    value = _percent(this - last, last)
    word = "增" if value > 0 else "减" if value < 0 else "持平 "
    text = f"{label}同比{word}{abs(value)}%(本期 {this},同期 {last})"
    return Figure(f"{label}同比", written, this - last, last, value, text)


def count(label: str, formula: str, number: int) -> Figure:
    """A plain number that is still shown with what it counts."""
    return Figure(label, formula, number, None, Decimal(number), f"{label} {number}({formula})")


def overdue(tasks: Iterable[Task], now: datetime) -> Figure:
    """超期数 (M-08): still open after the deadline, or closed after it."""
    number = sum(was_late(task, now) for task in tasks)
    return count("超期数", "到期未办结或办结晚于时限", number)


def in_hand(received: int, closed: int) -> Figure:
    """在办 (M-09): received less closed; 23 - 20 = 3."""
    return count("在办", "受理-办结", received - closed)


def closure(counts: Mapping[Status, int]) -> Figure:
    """办结率 of tasks counted by status; what was called off does not count as assigned."""
    assigned = sum(counts.values()) - counts.get(Status.CANCELLED, 0)
    closed = sum(counts.get(status, 0) for status in CLOSED)
    return rate(Formula.CLOSURE_RATE, closed, assigned)


def is_closed(task: Task) -> bool:
    return task.status in CLOSED


def was_late(task: Task, now: datetime) -> bool:
    """Open after its deadline, or closed after it; a stopped clock and a cancelled task never."""
    if is_closed(task):
        return task.closed_at is not None and task.closed_at > task.deadline
    return task.status in RUNNING and now >= task.deadline


def _percent(numerator: int, denominator: int) -> Decimal:
    exact = Decimal(100 * numerator) / Decimal(denominator)
    return exact.quantize(PLACES, ROUND_HALF_UP)
