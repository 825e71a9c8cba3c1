"""What a person may see; what they may not see is not there."""

from bot.desk import Desk
from tasks.case import Case
from tasks.errors import NotFound
from tasks.people import Person, Role, Roster
from tasks.requests import approvers
from tasks.standing import WATCHING, standings
from tasks.task import RequestState, Task

SEE_ALL = (Role.DISPATCHER, Role.PRINCIPAL, *WATCHING)


def sees_all(person: Person) -> bool:
    """The command room, the principals, and those whose office is to look."""
    return person.has(*SEE_ALL)


def may_see(desk: Desk, person: Person, task: Task) -> bool:
    """Whether the task is any of their business: part in it, above it, asked about it, or whose
    case it came from."""
    if standings(person, task, desk.roster, desk.now) or task.creator_id == person.id:
        return True
    if _is_asked(desk, person, task):
        return True
    entry = desk.entry_of(task)
    if entry and entry.responsible_leader_id == person.id:
        return True
    case = desk.case_of(task)
    return case is not None and case.reporter_id == person.id


def may_see_case(desk: Desk, person: Person, case: Case) -> bool:
    if sees_all(person) or case.reporter_id == person.id:
        return True
    return any(may_see(desk, person, task) for task in desk.stores.tasks.of_case(case.id))


def task_for(desk: Desk, person: Person, number: str) -> Task:
    """The task, or NotFound: nobody learns whether a hidden number exists."""
    task = desk.stores.tasks.by_number(number)
    if task is None or not may_see(desk, person, task):
        raise NotFound(f"没有找到任务 {number}。编号可能抄错了,或者这件事不归你看。")
    return task


def case_for(desk: Desk, person: Person, number: str) -> Case:
    case = desk.stores.cases.by_number(number)
    if case is None or not may_see_case(desk, person, case):
        raise NotFound(f"没有找到案件 {number}。编号可能抄错了,或者这件事不归你看。")
    return case


def overseen(person: Person, roster: Roster) -> tuple[Person, ...]:
    """Those whose work a person answers for: everybody, their units' people, or nobody."""
    if sees_all(person):
        return tuple(roster)
    return tuple(
        worker for worker in roster if worker.id != person.id and _above(person, worker, roster)
    )


def _above(person: Person, worker: Person, roster: Roster) -> bool:
    head = roster.head_of(worker.unit)
    if head is not None and head.id == person.id:
        return True
    return any(leader.id == person.id for leader in roster.leaders_of(worker))


def _is_asked(desk: Desk, person: Person, task: Task) -> bool:
    return any(
        person.id == approver.id
        for request in task.requests
        if request.state is RequestState.PENDING
        for approver in approvers(task, request, desk.roster, desk.now)
    )
