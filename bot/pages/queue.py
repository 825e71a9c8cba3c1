"""督办: what must be decided now, and why is it here? One tap decides, the typed words are why."""

from typing import Any

from aiohttp import web

from bot.desk import Desk
from bot.pages.chat import number_of
from bot.pages.frame import Facts, may_open_queue, show
from bot.pages.session import Viewer
from bot.pages.task import choices_for
from bot.queue_entries import entry_facts, open_entries
from tasks.errors import NotFound
from tasks.people import Person
from tasks.supervision import UNDECIDED, Entry
from tasks.task import Status, Task

AT_ONCE = 20  # entries on one page: light on a phone


async def show_queue(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    page = number_of(request.query.get("page"), 1)
    return await show(request, viewer, "queue", queue_facts, page)


def queue_facts(desk: Desk, person: Person, page: int) -> Facts:
    if not may_open_queue(person):
        raise NotFound("督办清单由主要领导和指挥室看。你的任务在“我的待办”里。")
    entries = open_entries(desk)
    undecided = sum(entry.state in UNDECIDED for entry in entries)
    first = (max(page, 1) - 1) * AT_ONCE
    shown = entries[first : first + AT_ONCE]
    tasks = desk.stores.tasks.get_many(entry.task_id for entry in shown)
    return {
        "total": len(entries),
        "undecided": undecided,
        "entries": [_shown(desk, person, e, tasks[e.task_id]) for e in shown],
        "page": page,
        "pages": -(-len(entries) // AT_ONCE),
        "results": _results(desk) if page == 1 else (),
        "people": [one for one in desk.roster if one.id != person.id],
    }


def _results(desk: Desk) -> list[dict[str, Any]]:
    """What came of supervised tasks that are not struck off yet; also for who was unreachable."""
    closed = desk.stores.tasks.with_status(Status.CLOSED)
    return [
        {"task": task, "owner": desk.roster.name(task.lent_to or task.owner_id)}
        for task in closed
        if task.supervised
    ]


def _shown(desk: Desk, person: Person, entry: Entry, task: Task) -> dict[str, Any]:
    return {
        "e": entry_facts(desk, entry, task),
        "choices": choices_for(desk, person, task, entry),
        "moved_at": task.last_moved_at,
    }
