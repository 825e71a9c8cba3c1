"""The review queue's rules: who decides, what each decision changes, what must be said with it."""

from datetime import timedelta
from typing import Any

import pytest

from tasks.errors import MoveNotAllowed, NotYours, Unclear
from tasks.people import Person, Role, Roster
from tasks.supervision import (
    ENTRY_LABELS,
    Decision,
    DecisionKind,
    Entry,
    EntryState,
    check_principal,
    come_back,
    concerned,
    decide,
    end,
    file_plan,
    give_reason,
    name_leader,
    revive,
)
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task

NOW = local("2026-11-26 10:00")
LATER = local("2026-12-02 18:00")

ANN = Person(id="ann", name="安书记", unit="镇", roles=frozenset({Role.PRINCIPAL}))
CLEO = Person(id="cleo", name="柯镇长", unit="镇", roles=frozenset({Role.DEPUTY_LEADER}))
DAN = Person(id="dan", name="丹调度", unit="中心", roles=frozenset({Role.DISPATCHER}))
BOB = Person(
    id="wang", name="王办事", unit="村建办", roles=frozenset({Role.EXECUTOR}), leader_ids=("cleo",)
)
MALLORY = Person(id="mal", name="马旁人", unit="财政所", roles=frozenset({Role.EXECUTOR}))
ROSTER = Roster((ANN, CLEO, DAN, BOB, MALLORY), "镇")


def an_entry(**changes: Any) -> Entry:
    facts: dict[str, Any] = {
        "id": "e1",
        "task_id": "t1",
        "task_number": "RW20261120-0001",
        "deadline": local("2026-11-25 18:00"),
        "since": local("2026-11-25 18:00"),
    }
    return Entry(**{**facts, **changes})


def a_decision(kind: DecisionKind, **changes: Any) -> Decision:
    facts: dict[str, Any] = {"by": "ann", "at": NOW, "reason": "群众天天来问", "until": LATER}
    return Decision(kind=kind, **{**facts, **changes})


AFTER = [
    (DecisionKind.LIMIT, EntryState.DECIDED),
    (DecisionKind.TRANSFER, EntryState.DECIDED),
    (DecisionKind.TALK, EntryState.DECIDED),
    (DecisionKind.EXTEND, EntryState.DECIDED),
    (DecisionKind.PLAN, EntryState.PLAN_DUE),
    (DecisionKind.LEADER, EntryState.DECIDED),
    (DecisionKind.LIFT, EntryState.ENDED),
]


@pytest.mark.parametrize(("kind", "state"), AFTER)
def test_each_decision_moves_the_entry(kind: DecisionKind, state: EntryState) -> None:
    after = decide(an_entry(), a_decision(kind))
    assert after.state is state
    assert after.last == a_decision(kind)


@pytest.mark.parametrize("kind", list(DecisionKind))
def test_an_ended_entry_takes_no_decision(kind: DecisionKind) -> None:
    with pytest.raises(MoveNotAllowed, match="已不在督办中"):
        decide(end(an_entry(), at=NOW), a_decision(kind))


@pytest.mark.parametrize("kind", [DecisionKind.PLAN_AGREED, DecisionKind.PLAN_RETURNED])
@pytest.mark.parametrize("state", [EntryState.WAITING, EntryState.DECIDED, EntryState.PLAN_DUE])
def test_only_a_filed_plan_is_judged(kind: DecisionKind, state: EntryState) -> None:
    with pytest.raises(MoveNotAllowed, match="没有等着审的方案"):
        decide(an_entry(state=state), a_decision(kind))


@pytest.mark.parametrize("kind", [DecisionKind.LIFT, DecisionKind.PLAN_RETURNED])
def test_some_decisions_need_a_reason(kind: DecisionKind) -> None:
    with pytest.raises(Unclear, match="理由"):
        decide(an_entry(state=EntryState.PLAN_REVIEW), a_decision(kind, reason=" "))


@pytest.mark.parametrize("kind", [DecisionKind.LIMIT, DecisionKind.TALK, DecisionKind.EXTEND])
def test_some_decisions_need_a_time(kind: DecisionKind) -> None:
    with pytest.raises(Unclear, match="要写时间"):
        decide(an_entry(), a_decision(kind, until=None))


def test_a_time_gone_by_is_refused() -> None:
    with pytest.raises(MoveNotAllowed, match="已经过了"):
        decide(an_entry(), a_decision(DecisionKind.LIMIT, until=NOW))


def test_a_plan_goes_there_and_back() -> None:
    owed = decide(an_entry(), a_decision(DecisionKind.PLAN))
    assert owed.plan_due_at == LATER
    filed = file_plan(owed, "先清淤再硬化", by="wang", at=NOW)
    assert (filed.state, filed.plan, filed.plan_due_at) == (
        EntryState.PLAN_REVIEW,
        "先清淤再硬化",
        None,
    )
    back = decide(filed, a_decision(DecisionKind.PLAN_RETURNED))
    assert (back.state, back.plan, back.plan_due_at) == (EntryState.PLAN_DUE, None, LATER)
    again = file_plan(back, "村委会负责清淤", by="wang", at=NOW)
    agreed = decide(again, a_decision(DecisionKind.PLAN_AGREED))
    assert (agreed.state, agreed.plan) == (EntryState.DECIDED, "村委会负责清淤")
    assert [d.kind.value for d in agreed.decisions] == ["plan", "plan_returned", "plan_agreed"]


@pytest.mark.parametrize(
    "state", [EntryState.WAITING, EntryState.DECIDED, EntryState.PLAN_REVIEW, EntryState.ENDED]
)
def test_a_plan_is_filed_only_while_it_is_owed(state: EntryState) -> None:
    with pytest.raises(MoveNotAllowed):
        file_plan(an_entry(state=state), "方案", by="wang", at=NOW)


def test_a_talk_comes_back_for_a_decision() -> None:
    talked = decide(an_entry(), a_decision(DecisionKind.TALK))
    assert talked.look_again_at == LATER
    back = come_back(talked)
    assert (back.state, back.look_again_at) == (EntryState.WAITING, None)
    assert back.back_from is DecisionKind.TALK


def test_a_later_decision_replaces_the_earlier_one() -> None:
    talked = decide(an_entry(), a_decision(DecisionKind.TALK))
    limited = decide(talked, a_decision(DecisionKind.LIMIT))
    assert limited.look_again_at is None
    planned = decide(an_entry(), a_decision(DecisionKind.PLAN))
    assert decide(planned, a_decision(DecisionKind.LIMIT)).plan_due_at is None


def test_naming_a_leader_leaves_an_owed_plan_alone() -> None:
    owed = decide(an_entry(), a_decision(DecisionKind.PLAN))
    named = decide(owed, a_decision(DecisionKind.LEADER, person_id="cleo"))
    assert (named.state, named.plan_due_at) == (EntryState.PLAN_DUE, LATER)
    assert (named.responsible_leader_id, named.look_again_at) == ("cleo", None)


def test_only_principals_decide_and_the_others_hear_who() -> None:
    check_principal(ANN, ROSTER)
    for person in (CLEO, DAN, BOB, MALLORY):
        with pytest.raises(NotYours, match="安书记"):
            check_principal(person, ROSTER)


def test_the_room_names_a_missing_leader_but_changes_none() -> None:
    named = name_leader(an_entry(), CLEO, ROSTER)
    assert (named.responsible_leader_id, named.state) == ("cleo", EntryState.WAITING)
    assert named.decisions == ()
    with pytest.raises(NotYours, match="柯镇长"):
        name_leader(named, ANN, ROSTER)
    with pytest.raises(MoveNotAllowed, match="班子领导"):
        name_leader(an_entry(), BOB, ROSTER)
    with pytest.raises(MoveNotAllowed, match="不在督办中"):
        name_leader(end(an_entry(), at=NOW), CLEO, ROSTER)


def test_who_files_the_plan_and_states_the_reason() -> None:
    task, entry = a_task(), an_entry(responsible_leader_id="cleo")
    may = [p.name for p in ROSTER if concerned(p, task, entry, ROSTER, NOW)]
    assert may == ["柯镇长", "王办事"]
    without = [p.name for p in ROSTER if concerned(p, task, an_entry(), ROSTER, NOW)]
    assert without == ["王办事"]


def test_the_reason_is_kept_and_decides_nothing() -> None:
    after = give_reason(an_entry(), "产权有争议")
    assert (after.reason, after.state) == ("产权有争议", EntryState.WAITING)


@pytest.mark.parametrize(
    "state",
    [EntryState.WAITING, EntryState.DECIDED, EntryState.PLAN_DUE, EntryState.PLAN_REVIEW],
)
def test_a_close_taken_back_revives_the_entry_as_it_was(state: EntryState) -> None:
    entry = an_entry(state=state)
    ended = end(entry, at=NOW)
    assert not ended.open
    assert revive(ended, now=NOW) == entry


def test_a_talk_that_passed_meanwhile_is_back_when_revived() -> None:
    ended = end(decide(an_entry(), a_decision(DecisionKind.TALK)), at=NOW)
    assert revive(ended, now=NOW).look_again_at == LATER
    late = revive(ended, now=LATER + timedelta(minutes=1))
    assert (late.state, late.look_again_at) == (EntryState.WAITING, None)


def test_people_see_only_known_states() -> None:
    shown = {ENTRY_LABELS[state] for state in EntryState if state is not EntryState.ENDED}
    assert shown == {"督办中", "待方案"}
