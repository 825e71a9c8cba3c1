"""What somebody is to a task: owner, stand-in, co-executor, cc, head, leader ..."""

from datetime import datetime
from enum import StrEnum

from tasks.people import Person, Role, Roster
from tasks.task import Task


class Standing(StrEnum):
    OWNER = "owner"  # 责任人, or the B角 the task was lent to
    STAND_IN = "stand_in"  # B角 of an owner who is away, or who was offered the task
    CO = "co"  # 配合
    CC = "cc"  # 抄送: reads, changes nothing
    DISPATCHER = "dispatcher"  # 指挥室
    HEAD = "head"  # 单位负责人 of somebody who works on it
    LEADER = "leader"  # 分管领导 of somebody who works on it
    PRINCIPAL = "principal"  # 主要领导
    WATCHER = "watcher"  # sees, moves nothing: 政法委员, 回访, 观察, 管理员


WATCHING = (Role.POLITICAL_LEGAL, Role.FOLLOW_UP, Role.OBSERVER, Role.ADMIN)


def standings(person: Person, task: Task, roster: Roster, now: datetime) -> frozenset[Standing]:
    """Everything `person` is to `task` at `now`; empty: it is none of their business."""
    found: set[Standing] = set()
    if person.id in (task.owner_id, task.lent_to):
        found.add(Standing.OWNER)
    if is_stand_in(person, task, roster, now):
        found.add(Standing.STAND_IN)
    if task.co(person.id):
        found.add(Standing.CO)
    if person.id in task.cc_ids:
        found.add(Standing.CC)
    if person.has(Role.DISPATCHER):
        found.add(Standing.DISPATCHER)
    if person.has(Role.PRINCIPAL):
        found.add(Standing.PRINCIPAL)
    if person.has(*WATCHING):
        found.add(Standing.WATCHER)
    return frozenset(found | _above(person, task, roster))


def is_stand_in(person: Person, task: Task, roster: Roster, now: datetime) -> bool:
    """S3-34: the B角 acts while the owner is away, or once the silent owner's task was offered."""
    if person.id == task.offered_to:
        return True
    owner = roster.get(task.owner_id)
    if owner is None or owner.id == person.id or not owner.away(now):
        return False
    acting = roster.stand_in(owner, now)
    return acting is not None and acting.id == person.id


def _above(person: Person, task: Task, roster: Roster) -> set[Standing]:
    found: set[Standing] = set()
    for worker_id in task.hands:
        worker = roster.get(worker_id)
        if worker is None or worker.id == person.id:
            continue
        head = roster.head_of(worker.unit)
        if head and head.id == person.id:
            found.add(Standing.HEAD)
        if any(leader.id == person.id for leader in roster.leaders_of(worker)):
            found.add(Standing.LEADER)
    return found
