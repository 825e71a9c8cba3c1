"""待审: requests and plans that wait for somebody's answer, oldest first, with their age."""

from datetime import datetime
from typing import Any, NamedTuple

from bot.commands.decision_targets import tasks_of
from bot.commands.finding import visible
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.people import LEADERS, Role
from tasks.requests import approvers
from tasks.supervision import Entry, EntryState
from tasks.task import REQUEST_LABELS, Request, RequestState, Task

ALLOWED = frozenset({Role.DISPATCHER, *LEADERS})


class Row(NamedTuple):
    since: datetime
    facts: dict[str, Any]


def run(turn: Turn, _said: Said) -> None:
    rows = sorted((*_plans(turn), *_requests(turn)), key=lambda row: row.since)
    most = turn.desk.policy.supervision.bundle_lines
    turn.memory.listed = [row.facts["number"] for row in rows[:most]]
    if not rows:
        turn.say("没有等答复的申请和方案。")
        return
    facts = {
        "title": f"待审 {len(rows)} 件",
        "rows": [row.facts for row in rows[:most]],
        "more": max(len(rows) - most, 0),
    }
    turn.answer("queue_review", facts)


def _plans(turn: Turn) -> list[Row]:
    entries = turn.desk.stores.supervision.queue(EntryState.PLAN_REVIEW)
    tasks = {task.id: task for task in tasks_of(turn, entries) if visible(turn, task)}
    return [_plan(turn, entry, tasks[entry.task_id]) for entry in entries if entry.task_id in tasks]


def _plan(turn: Turn, entry: Entry, task: Task) -> Row:
    asked = [] if turn.me.has(Role.PRINCIPAL) else turn.desk.roster.with_role(Role.PRINCIPAL)
    who = turn.desk.roster.name(entry.plan_by)
    since = entry.plan_at or entry.since
    return Row(since, _facts(task, who, since, [person.name for person in asked], plan=True))


def _requests(turn: Turn) -> list[Row]:
    tasks = [task for task in turn.desk.stores.tasks.with_requests() if visible(turn, task)]
    return [
        _request(turn, request, task)
        for task in tasks
        for request in task.requests
        if request.state is RequestState.PENDING
    ]


def _request(turn: Turn, request: Request, task: Task) -> Row:
    asked = approvers(task, request, turn.desk.roster, turn.desk.now)
    names = [] if turn.me in asked else [person.name for person in asked]
    facts = _facts(task, turn.desk.roster.name(request.by), request.at, names)
    return Row(request.at, {**facts, "label": REQUEST_LABELS[request.kind]})


def _facts(
    task: Task, who: str, since: datetime, asked: list[str], *, plan: bool = False
) -> dict[str, Any]:
    return {
        "number": task.number,
        "content": task.content,
        "who": who,
        "since": since.isoformat(),
        "asked": "、".join(asked),
        "plan": plan,
        "label": "",
    }


def short_enough(turn: Turn, said: Said) -> bool:
    return turn.me.has(*ALLOWED) and len(said.after) + len(said.before) <= 6


command = Command(
    name="待审",
    words=("待审批", "待审核", "没批的", "等批的"),
    run=run,
    fits=short_enough,
    usage="待审",
    help="等答复的申请和方案",
    who=ALLOWED,
)
