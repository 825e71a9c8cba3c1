"""Every formula against the golden numbers of the seeds (requirements §9)."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.figures import Formula, change, closure, count, in_hand, overdue, rate
from tasks.task import Status
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task


@pytest.mark.parametrize(
    ("formula", "numerator", "denominator", "percent"),
    [
        (Formula.CLOSURE_RATE, 498, 508, "98.03"),
        (Formula.SUCCESS_OF_MEDIATED, 52, 59, "88.14"),  # printed as 88
        (Formula.SUCCESS_OF_RECEIVED, 2810, 2861, "98.22"),  # printed as 98.2
        (Formula.SUCCESS_OF_RECEIVED, 2993, 3017, "99.20"),
        (Formula.SOLVED_ON_THE_SPOT, 28, 36, "77.78"),
        (Formula.SOLVED_ON_THE_SPOT, 123, 631, "19.49"),
        (Formula.FOLLOW_UP_RATE, 10, 10, "100.00"),
        (Formula.SATISFIED, 18, 18, "100.00"),
        (Formula.SATISFIED_BROADLY, 18, 18, "100.00"),
    ],
)
def test_golden_numbers(formula: Formula, numerator: int, denominator: int, percent: str) -> None:
    figure = rate(formula, numerator, denominator)
    assert figure.value == Decimal(percent)
    assert str(figure.value) == percent  # always two decimals: 99.20, not 99.2
    assert figure.text.endswith(f"{numerator}/{denominator})")


def test_a_figure_says_its_formula() -> None:
    assert rate(Formula.CLOSURE_RATE, 498, 508).text == "办结率 98.03%(办结/交办 498/508)"
    mediated, received = Formula.SUCCESS_OF_MEDIATED, Formula.SUCCESS_OF_RECEIVED
    assert rate(mediated, 52, 59).name == rate(received, 52, 59).name == "调处成功率"
    assert rate(mediated, 52, 59).text == "调处成功率 88.14%(调处成功/已调处 52/59)"
    assert rate(received, 52, 59).formula == "调处成功/受理"


def test_nothing_to_divide_by() -> None:
    assert rate(Formula.CLOSURE_RATE, 0, 0).value is None
    assert rate(Formula.CLOSURE_RATE, 0, 0).text == "办结率 暂无(办结/交办 0/0)"
    assert change("来访", 3, 0).value is None


def test_year_on_year() -> None:
    fewer = change("来访", 23, 42)
    assert fewer.value is not None
    assert round(fewer.value) == -45
    assert fewer.text == "来访同比减45.24%(本期 23,同期 42)"
    assert change("来访", 42, 23).text == "来访同比增82.61%(本期 42,同期 23)"
    assert change("来访", 23, 23).text == "来访同比持平 0.00%(本期 23,同期 23)"


def test_in_hand() -> None:
    assert in_hand(23, 20).value == 3
    assert in_hand(23, 20).text == "在办 3(受理-办结)"


def test_overdue_counts_open_and_closed_late() -> None:
    now = local("2026-11-27 09:00")
    late = a_task()
    closed = replace(late, status=Status.CLOSED, closed_at=local("2026-11-26 09:00"))
    in_time = replace(closed, closed_at=local("2026-11-25 09:00"))
    paused = replace(late, status=Status.PAUSED)
    cancelled = replace(late, status=Status.CANCELLED)
    struck_off = replace(closed, status=Status.STRUCK_OFF)
    tasks = [late, closed, in_time, paused, cancelled, struck_off]
    assert overdue(tasks, now).value == 3
    assert overdue([], now).text == "超期数 0(到期未办结或办结晚于时限)"
    counted = Counter(task.status for task in tasks)
    assert closure(counted).text == "办结率 60.00%(办结/交办 3/5)"
    assert closure({}).value is None


def test_a_plain_count() -> None:
    assert count("督办", "在督办中", 2).text == "督办 2(在督办中)"


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_shares_stay_between_nothing_and_all(part: int, rest: int) -> None:
    figure = rate(Formula.CLOSURE_RATE, part, part + rest)
    assert figure.value is not None
    assert 0 <= figure.value <= 100
