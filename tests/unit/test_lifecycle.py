"""The state machine: every status by every move, by the right and the wrong people."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.deadlines import Calendar
from tasks.errors import MoveNotAllowed, NotYours, TaskError
from tasks.lifecycle import (
    Changed,
    acknowledge,
    cancel,
    close,
    reassign,
    reopen,
    replace_part,
    report,
    strike_off,
    take_back_close,
    urge,
)
from tasks.moves import MOVES, Move
from tasks.people import Person
from tasks.requests import agree, approvers, ask, refuse
from tasks.task import CoExecutor, CoStatus, Request, RequestKind, RequestState, Status, Task
from tests.builders import (
    ANN,
    BOB,
    CAROL,
    CLEO,
    DEADLINE,
    DORA,
    EVE,
    EVERYBODY,
    HUGO,
    MALLORY,
    NOW,
    PAUL,
    a_roster,
    a_task,
    by,
)

CALENDAR = Calendar()

DO = {
    Move.ACKNOWLEDGE: lambda task, who: acknowledge(task, by(who)),
    Move.FEEDBACK: lambda task, who: report(task, "已到现场", by(who)),
    Move.CLOSE: lambda task, who: close(task, "换了灯泡", by(who)),
    Move.REASSIGN: lambda task, who: reassign(task, EVE, by(who)),
    Move.URGE: lambda task, who: urge(task, by(who)),
    Move.REOPEN: lambda task, who: reopen(task, "还是不亮", by(who), CALENDAR),
    Move.CANCEL: lambda task, who: cancel(task, "重复", by(who)),
    Move.STRIKE_OFF: lambda task, who: strike_off(task, "电话告知", by(who)),
}
RIGHT = {
    Move.ACKNOWLEDGE: BOB, Move.FEEDBACK: BOB, Move.CLOSE: BOB, Move.REASSIGN: ANN, Move.URGE: HUGO,
    Move.REOPEN: ANN, Move.CANCEL: ANN, Move.STRIKE_OFF: ANN,
}  # fmt: skip


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", DO)
def test_a_move_is_allowed_only_from_the_states_of_the_table(move: Move, status: Status) -> None:
    task = a_task(status)
    if status in MOVES[move].start:
        after, events = DO[move](task, RIGHT[move])
        assert after.status is (MOVES[move].end or after.status)
        assert events
        return
    with pytest.raises(MoveNotAllowed) as refusal:
        DO[move](task, RIGHT[move])
    assert task.number in refusal.value.sentence


@pytest.mark.parametrize("move", DO)
def test_somebody_it_does_not_concern_is_refused_whatever_the_state(move: Move) -> None:
    for status in MOVES[move].start:
        with pytest.raises(NotYours):
            DO[move](a_task(status), MALLORY)


@pytest.mark.parametrize("move", [Move.ACKNOWLEDGE, Move.FEEDBACK, Move.CLOSE])
def test_a_cc_reads_and_changes_nothing(move: Move) -> None:
    with pytest.raises(NotYours, match="抄送"):
        DO[move](a_task(), CAROL)


def test_closing_without_a_signature_signs_first() -> None:
    after, events = close(a_task(), "换了灯泡", by(BOB))
    assert after.acknowledged_by == "bob"
    assert [event.kind.value for event in events] == ["task_acknowledged", "task_closed"]


def test_the_owner_cannot_close_while_a_co_executor_has_not_finished() -> None:
    task = a_task(Status.ACKNOWLEDGED, co_executors=(CoExecutor(person_id="eve"),))
    with pytest.raises(MoveNotAllowed, match="Eve"):
        close(task, "好了", by(BOB))
    signed, _ = acknowledge(task, by(EVE))
    assert signed.status is Status.ACKNOWLEDGED
    part_done, _ = close(signed, "拉好了线", by(EVE))
    assert part_done.co("eve") == CoExecutor(
        person_id="eve", status=CoStatus.CLOSED, result="拉好了线"
    )
    assert close(part_done, "好了", by(BOB))[0].status is Status.CLOSED


def test_a_released_co_executor_no_longer_holds_it_up() -> None:
    task = a_task(Status.ACKNOWLEDGED, co_executors=(CoExecutor(person_id="eve"),))
    released, _ = replace_part(task, EVE, None, by(ANN))
    assert close(released, "好了", by(BOB))[0].status is Status.CLOSED


def test_a_deputy_may_sign_only_while_the_owner_is_away_or_was_silent() -> None:
    with pytest.raises(NotYours):
        acknowledge(a_task(), by(DORA))
    away = replace(BOB, leave_from=NOW, leave_until=NOW + timedelta(days=3))
    lent, _ = acknowledge(a_task(), by(DORA, a_roster(away)))
    assert lent.lent_to == "dora"
    offered, _ = acknowledge(a_task(offered_to="dora"), by(DORA))
    assert offered.lent_to == "dora"


def test_reassigning_starts_a_new_signature_clock_and_keeps_the_deadline() -> None:
    later = NOW + timedelta(hours=5)
    after, _ = reassign(a_task(Status.ACKNOWLEDGED), EVE, by(ANN, now=later))
    assert (after.owner_id, after.assigned_at, after.deadline) == ("eve", later, DEADLINE)


def test_reopening_gives_back_what_was_left_and_at_least_a_working_day() -> None:
    closed = a_task(Status.CLOSED, closed_at=DEADLINE - timedelta(hours=1))
    after, _ = reopen(closed, "还是不亮", by(ANN, now=DEADLINE + timedelta(hours=2)), CALENDAR)
    assert after.deadline == CALENDAR.close_of_business(
        CALENDAR.add_working_days(DEADLINE.date(), 1)
    )


def test_taking_back_a_close_needs_a_close() -> None:
    assert take_back_close(a_task(Status.CLOSED), by(BOB))[0].status is Status.ACKNOWLEDGED
    with pytest.raises(MoveNotAllowed):
        take_back_close(a_task(Status.STRUCK_OFF), by(BOB))


def a_request(kind: RequestKind = RequestKind.EXTENSION, **changes: Any) -> Request:
    return replace(
        Request(
            id="r1", kind=kind, by="bob", at=NOW, reason="等配件",
            new_deadline=DEADLINE + timedelta(days=3),
        ),
        **changes,
    )  # fmt: skip


def test_an_extension_is_decided_by_the_leader_in_charge_and_never_by_the_asker() -> None:
    task, _ = ask(a_task(), a_request(), by(BOB))
    request = task.requests[0]
    assert [p.id for p in approvers(task, request, a_roster(), NOW)] == ["cleo"]
    with pytest.raises(NotYours, match="自己"):
        agree(task, request, by(BOB))
    with pytest.raises(NotYours, match="Cleo"):
        agree(task, request, by(ANN))
    after, _ = agree(task, request, by(CLEO))
    assert after.deadline == request.new_deadline
    assert after.extensions == 1


def test_a_leader_on_leave_is_replaced_by_the_principals() -> None:
    away = replace(CLEO, leave_from=NOW)
    asked = approvers(a_task(), a_request(), a_roster(away), NOW)
    assert [person.id for person in asked] == ["paul"]


def test_once_supervised_principals_decide_extensions() -> None:
    asked = approvers(a_task(entry_id="e1"), a_request(), a_roster(), NOW)
    assert [person.id for person in asked] == ["paul"]


def test_a_second_extension_is_refused_unless_supervised() -> None:
    with pytest.raises(MoveNotAllowed, match="已经延过"):
        ask(a_task(extensions=1), a_request(), by(BOB))
    assert ask(a_task(extensions=1, entry_id="e1"), a_request(), by(BOB))


def test_an_extension_must_be_later_than_the_deadline() -> None:
    with pytest.raises(MoveNotAllowed, match="要比现在的晚"):
        ask(a_task(), a_request(new_deadline=DEADLINE), by(BOB))


def test_a_return_stays_with_the_executor_until_it_is_agreed() -> None:
    task, _ = ask(a_task(), a_request(RequestKind.RETURN), by(BOB))
    assert task.owner_id == "bob"
    assert task.status is Status.ASSIGNED
    with pytest.raises(MoveNotAllowed, match="已经交上去"):
        ask(task, a_request(RequestKind.RETURN, id="r2"), by(BOB))
    refused, _ = refuse(task, task.requests[0], by(ANN), "属于你们")
    assert refused.requests[0].state is RequestState.REFUSED
    assert refused.requests[0].decision_reason == "属于你们"


def test_an_agreed_transfer_moves_the_task() -> None:
    task, _ = ask(a_task(), a_request(RequestKind.TRANSFER, to_person="eve"), by(BOB))
    after, _ = agree(task, task.requests[0], by(ANN), new_owner=EVE)
    assert after.owner_id == "eve"
    assert after.requests[0].state is RequestState.AGREED


def test_closing_takes_undecided_requests_along() -> None:
    task, _ = ask(a_task(), a_request(), by(BOB))
    after, _ = close(task, "办好了", by(BOB))
    assert after.requests[0].state is RequestState.WITHDRAWN
    with pytest.raises(MoveNotAllowed, match="已经有答复"):
        agree(after, after.requests[0], by(CLEO))


moves = st.lists(st.tuples(st.sampled_from(list(DO)), st.sampled_from(EVERYBODY)), max_size=25)


@given(moves)
def test_no_sequence_of_moves_reaches_an_impossible_state(
    sequence: list[tuple[Move, Person]],
) -> None:
    task: Task = a_task(co_executors=(CoExecutor(person_id="eve"),))
    for move, person in sequence:
        try:
            changed: Changed = DO[move](task, person)
        except TaskError:
            continue
        task = changed[0]
        _is_possible(task)


def _is_possible(task: Task) -> None:
    assert (task.closed_at is not None) == (task.status in (Status.CLOSED, Status.STRUCK_OFF))
    if task.status is Status.ASSIGNED:
        assert task.acknowledged_at is None
    if task.status in (Status.ACKNOWLEDGED, Status.CLOSED):
        assert task.acknowledged_by is not None or task.closed_at is not None
    if task.status is Status.CLOSED:
        assert all(co.status is CoStatus.CLOSED for co in task.co_executors)
    assert task.owner_id not in {co.person_id for co in task.co_executors}
    assert not {cc for cc in task.cc_ids if cc == task.owner_id}


def test_paul_may_urge_and_supervise() -> None:
    _, events = urge(a_task(), by(PAUL), words="今天办完")
    assert "今天办完" in events[0].text
