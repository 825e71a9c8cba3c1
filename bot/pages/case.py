"""案件: what the citizen brought, masked, and which tasks came of it."""

from aiohttp import web

from bot.desk import Desk
from bot.pages.frame import Facts, show
from bot.pages.session import Viewer
from bot.pages.sight import case_for, may_see
from bot.pages.task import HIDDEN, time_line
from tasks.case import CASE_LABELS, CHANNEL_LABELS, CaseStatus
from tasks.people import Person, Role


async def show_case(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    return await show(request, viewer, "case", case_facts, request.match_info["number"])


def case_facts(desk: Desk, person: Person, number: str) -> Facts:
    case = case_for(desk, person, number)
    tasks = desk.stores.tasks.of_case(case.id)
    waits = case.status in (CaseStatus.REGISTERED, CaseStatus.AWAITING_PLAN)
    events = [one for one in desk.stores.events.of("case", case.id) if one.kind not in HIDDEN]
    return {
        "case": case,
        "state": CASE_LABELS[case.status],
        "channel": CHANNEL_LABELS[case.channel],
        "tasks": [task for task in tasks if may_see(desk, person, task)],
        "may_assign": waits and person.has(Role.DISPATCHER),
        "steps": time_line(events),
    }
