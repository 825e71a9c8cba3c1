"""What a person works on now: the tasks that 反馈, 办结 and the requests could mean."""

from bot.commands.turn import Turn
from tasks.standing import Standing, is_stand_in, standings
from tasks.task import CoStatus, Task

OWNING = frozenset({Standing.OWNER, Standing.STAND_IN})


def working_on(turn: Turn) -> list[Task]:
    """Open tasks in the writer's hands, without parts already finished."""
    found = []
    for task in open_tasks(turn):
        part = task.co(turn.me.id)
        own = turn.me.id in (task.owner_id, task.lent_to)
        if own or part is None or part.status is not CoStatus.CLOSED:
            found.append(task)
    return found


def owned(turn: Turn) -> list[Task]:
    """Open tasks this person answers for: their own, or as B角 of somebody away."""
    return [
        task
        for task in open_tasks(turn)
        if not standings(turn.me, task, turn.desk.roster, turn.desk.now).isdisjoint(OWNING)
    ]


def open_tasks(turn: Turn) -> list[Task]:
    """Own open tasks, and those of people this person stands in for or was offered (S3-34)."""
    desk = turn.desk
    found = list(desk.stores.tasks.open_for(turn.me.id))
    known = {task.id for task in found}
    for person in desk.roster:
        mine = turn.me.id in person.deputy_ids or person.away(desk.now)
        if person.id == turn.me.id or not mine:
            continue
        theirs = desk.stores.tasks.open_for(person.id)
        found += [t for t in theirs if t.id not in known and is_stand_in(turn.me, t, *desk.moment)]
    return sorted({task.id: task for task in found}.values(), key=lambda task: task.deadline)
