"""我的待办, 逾期, and the command room's 待交办 待签收 待销号: numbered, oldest first."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.commands.finding import visible
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import open_tasks
from bot.language.names import find_people
from tasks.case import Case, CaseStatus
from tasks.messages import Button
from tasks.people import LEADERS, Role
from tasks.standing import Standing, standings
from tasks.task import CO_LABELS, STATUS_LABELS, Status, Task

LINES = 12
HEADS = LEADERS | {Role.UNIT_HEAD, Role.DISPATCHER}


def mine(turn: Turn, said: Said) -> None:
    """One's own open tasks by deadline; heads and leaders add a unit, a village or a person."""
    others = _others(turn, said)
    if others is not None:
        title, tasks = others
        _show(turn, f"{title} {len(tasks)} 件在办", tasks, f"{title} 现在没有在办的任务。")
        return
    tasks = open_tasks(turn)
    if not tasks and turn.me.has(*HEADS):
        tasks = _below(turn)
        _show(turn, f"你负责的 {len(tasks)} 件在办", tasks, "现在没有你要办的事。")
        return
    _show(turn, f"你的待办 {len(tasks)} 件", tasks, "现在没有你要办的事。交办给你的会发到这里。")


def overdue(turn: Turn, said: Said) -> None:
    """Past their deadline: one's own, or all that one answers for."""
    others = _others(turn, said)
    late = [task for task in turn.desk.stores.tasks.overdue(turn.desk.now) if visible(turn, task)]
    title = "已超期"
    if others is not None:
        title = f"{others[0]} 已超期"
        ids = {task.id for task in others[1]}
        late = [task for task in late if task.id in ids]
    _show(turn, f"{title} {len(late)} 件", late, "没有超期的任务。")


def unassigned(turn: Turn, _said: Said) -> None:
    cases = turn.desk.stores.cases.with_status(
        CaseStatus.REGISTERED, CaseStatus.AWAITING_PLAN, limit=100
    )
    turn.memory.listed = [case.number for case in cases[:LINES]]
    if not cases:
        turn.say("没有待交办的案件。")
        return
    facts = {"title": f"待交办 {len(cases)} 件", "rows": [_case_row(c) for c in cases[:LINES]],
             "more": max(len(cases) - LINES, 0)}  # fmt: skip
    turn.answer("case_list", facts)


def unsigned(turn: Turn, _said: Said) -> None:
    _room_list(turn, Status.ASSIGNED, "待签收")


def to_strike(turn: Turn, _said: Said) -> None:
    _room_list(turn, Status.CLOSED, "待销号")


def _room_list(turn: Turn, status: Status, label: str) -> None:
    tasks = [
        task
        for task in turn.desk.stores.tasks.with_status(status, limit=200)
        if visible(turn, task)
    ]
    _show(turn, f"{label} {len(tasks)} 件", tasks, f"没有{label}的任务。")


def _show(turn: Turn, title: str, tasks: Sequence[Task], none: str) -> None:
    turn.memory.listed = [task.number for task in tasks[:LINES]]
    if not tasks:
        turn.say(none)
        return
    rows = [row(turn, task) for task in tasks[:LINES]]
    facts = {"title": title, "rows": rows, "more": max(len(tasks) - LINES, 0)}
    buttons = []
    waiting = [t for t in tasks[:LINES] if t.status is Status.ASSIGNED and t.owner_id == turn.me.id]
    if waiting:
        buttons = [Button("全部签收", "全部签收")]
    turn.answer("task_list", facts, buttons=buttons)


def row(turn: Turn, task: Task) -> dict[str, Any]:
    """One line of a list: number, content, state, deadline, whose."""
    part = task.co(turn.me.id)
    own = turn.me.id in (task.owner_id, task.lent_to)
    return {
        "number": task.number,
        "content": task.content,
        "state": f"配合{CO_LABELS[part.status]}"
        if part and not own
        else STATUS_LABELS[task.status],
        "deadline": task.deadline.isoformat(),
        "late": task.overdue(turn.desk.now),
        "owner": None if own else turn.desk.roster.name(task.owner_id),
        "supervised": task.entry_id is not None,
        "since": task.last_moved_at.isoformat(),
    }


def _case_row(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "content": case.content,
        "since": case.registered_at.isoformat(),
    }


def _others(turn: Turn, said: Said) -> tuple[str, list[Task]] | None:
    """城东村 / 司法所 / 张三 after the verb, for heads and leaders."""
    words = said.after or said.before
    if not words or not turn.me.has(*HEADS):
        return None
    mentions = find_people(words, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    if not mentions:
        return None
    mention = mentions[0]
    people = turn.desk.roster.in_unit(mention.unit) if mention.unit else mention.people
    tasks = {t.id: t for p in people for t in turn.desk.stores.tasks.open_for(p.id)}
    seen = [task for task in tasks.values() if visible(turn, task)]
    return mention.unit or people[0].name, sorted(seen, key=lambda task: task.deadline)


def _below(turn: Turn) -> list[Task]:
    running = turn.desk.stores.tasks.with_status(
        Status.ASSIGNED, Status.ACKNOWLEDGED, Status.PAUSED, limit=500
    )
    above = {Standing.HEAD, Standing.LEADER, Standing.PRINCIPAL, Standing.DISPATCHER}
    moment = turn.desk.moment
    return [task for task in running if not above.isdisjoint(standings(turn.me, task, *moment))]


def _short_enough(_turn: Turn, said: Said) -> bool:
    return len(said.after) + len(said.before) <= 12


def _for_room(turn: Turn, said: Said) -> bool:
    return turn.me.has(*HEADS) and _short_enough(turn, said)


Run = Callable[[Turn, Said], None]

commands = (
    Command(
        name="我的待办",
        words=(
            "待办",
            "我的任务",
            "我有什么事",
            "我的事",
            "有什么任务",
            "我有啥事",
            "还有什么没办",
            "待办事项",
        ),
        run=mine,
        fits=_short_enough,
        usage="我的待办",
        help="看还有什么要办",
    ),
    Command(
        name="逾期",
        words=("超期", "过期", "超时", "逾期的", "超期的", "谁超期"),
        run=overdue,
        fits=_short_enough,
        usage="逾期",
        help="看哪些超期了",
    ),
    Command(
        name="待交办",
        words=("还有几个没派的", "没派的", "未交办"),
        run=unassigned,
        fits=_for_room,
        usage="待交办",
        help="还没交办的案件",
        who=frozenset({Role.DISPATCHER}),
    ),
    Command(
        name="待签收",
        words=("没签收的", "未签收", "谁没签收"),
        run=unsigned,
        fits=_for_room,
        usage="待签收",
        help="还没签收的任务",
        who=HEADS,
    ),
    Command(
        name="待销号",
        words=("没销号的", "未销号"),
        run=to_strike,
        fits=_for_room,
        usage="待销号",
        help="办结了等核实的任务",
        who=frozenset({Role.DISPATCHER}),
    ),
)
