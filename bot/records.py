"""Tasks and cases as outside checks and neighbouring systems read them (contract: Records)."""

from datetime import datetime
from typing import Any

from bot.desk import Desk
from tasks.case import Case
from tasks.deadlines import CHINA
from tasks.due import DueKind
from tasks.events import Event
from tasks.supervision import Entry
from tasks.task import Request, Task


def local(moment: datetime | None) -> str | None:
    """ISO with +08:00."""
    return moment.astimezone(CHINA).isoformat() if moment else None


def task_record(desk: Desk, task: Task) -> dict[str, Any]:
    name = desk.roster.name
    entries = desk.stores.supervision.of_task(task.id)
    return {
        "number": task.number,
        "case": task.case_number,
        "status": task.status.value,
        "owner": name(task.owner_id),
        "co_executors": [
            {"name": name(co.person_id), "status": co.status.value} for co in task.co_executors
        ],
        "cc": [name(person_id) for person_id in task.cc_ids],
        "content": task.content,
        "deadline": local(task.deadline),
        "urgency": task.urgency.value,
        "method": task.method.value,
        "reminders": _reminders(desk, task),
        "supervision": entry_record(desk, entries[0]) if entries else None,
        "requests": [_request(desk, request) for request in task.requests],
        "events": [_event(desk, e) for e in desk.stores.events.of("task", task.id)],
    }


def entry_record(desk: Desk, entry: Entry) -> dict[str, Any]:
    leader = entry.responsible_leader_id
    return {
        "state": entry.state.value,
        "since": local(entry.since),
        "responsible_leader": desk.roster.name(leader) if leader else None,
        "reason": entry.reason,
        "decisions": [
            {
                "kind": decision.kind.value,
                "by": desk.roster.name(decision.by),
                "at": local(decision.at),
                "reason": decision.reason,
            }
            for decision in entry.decisions
        ],
    }


def case_record(desk: Desk, case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "status": case.status.value,
        "channel": case.channel.value,
        "level": case.level.value,
        "reporter": desk.roster.name(case.reporter_id),
        "content": case.content,
        "external_number": case.external_number,
        "external_deadline": local(case.external_deadline),
        "attachments": [{"name": a.name, "sha256": a.sha256} for a in case.attachments],
        "tasks": [task.number for task in desk.stores.tasks.of_case(case.id)],
        "events": [_event(desk, e) for e in desk.stores.events.of("case", case.id)],
    }


def _reminders(desk: Desk, task: Task) -> list[dict[str, Any]]:
    rows = desk.stores.due.of_task(task.id)
    return [
        {"at": local(due.at), "kind": due.data.get("rule", due.kind.value), "state": due.state}
        for due in rows
        if due.kind is DueKind.REMINDER
    ]


def _request(desk: Desk, request: Request) -> dict[str, Any]:
    return {
        "kind": request.kind.value,
        "state": request.state.value,
        "by": desk.roster.name(request.by),
    }


def _event(desk: Desk, event: Event) -> dict[str, Any]:
    return {
        "at": local(event.at),
        "actor": desk.roster.name(event.actor_id),
        "kind": event.kind.value,
        "text": event.text,
    }
