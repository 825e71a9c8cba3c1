"""Named people and tasks with good defaults: Ann asks, Bob works, Cleo leads, Mallory must not."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tasks.lifecycle import By
from tasks.people import Person, Role, Roster
from tasks.policy import Ladder, Nags
from tasks.task import Status, Task

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # Friday 09:00 in China
DEADLINE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday 18:00

CLEO = Person(id="cleo", name="Cleo", unit="镇政府", roles=frozenset({Role.DEPUTY_LEADER}))
PAUL = Person(id="paul", name="Paul", unit="镇政府", roles=frozenset({Role.PRINCIPAL}))
ANN = Person(id="ann", name="Ann", unit="中心", roles=frozenset({Role.DISPATCHER}))
HUGO = Person(
    id="hugo", name="Hugo", unit="司法所", roles=frozenset({Role.UNIT_HEAD}), leader_ids=("cleo",)
)
BOB = Person(
    id="bob", name="Bob", unit="司法所", roles=frozenset({Role.EXECUTOR}), leader_ids=("cleo",),
    deputy_ids=("dora",),
)  # fmt: skip
DORA = Person(id="dora", name="Dora", unit="司法所", roles=frozenset({Role.EXECUTOR}))
EVE = Person(id="eve", name="Eve", unit="执法队", roles=frozenset({Role.EXECUTOR}))
CAROL = Person(id="carol", name="Carol", unit="城东村", roles=frozenset({Role.GRID}))
MALLORY = Person(id="mallory", name="Mallory", unit="别处", roles=frozenset({Role.EXECUTOR}))
EVERYBODY = (CLEO, PAUL, ANN, HUGO, BOB, DORA, EVE, CAROL, MALLORY)


def a_roster(*changed: Person) -> Roster:
    """Everybody, with some of them changed."""
    new = {person.id: person for person in changed}
    return Roster([new.get(person.id, person) for person in EVERYBODY], "镇政府")


def a_task(status: Status = Status.ASSIGNED, **changes: Any) -> Task:
    """Bob's task from Ann, cc Carol, due on Tuesday."""
    task = Task(
        id="t1",
        number="RW20261120-0001",
        case_id=None,
        case_number=None,
        status=status,
        owner_id="bob",
        creator_id="ann",
        content="城东村路灯不亮",
        deadline=DEADLINE,
        cc_ids=("carol",),
        ladder=Ladder(),
        nags=Nags(),
        policy_version="v1",
        created_at=NOW,
        assigned_at=NOW,
        last_moved_at=NOW,
        closed_at=NOW if status is Status.CLOSED else None,
    )
    return replace(task, **changes)


def by(person: Person, roster: Roster | None = None, now: datetime = NOW) -> By:
    return By(person, now, roster or a_roster())
