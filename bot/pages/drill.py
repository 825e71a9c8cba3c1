"""The drill's page: several people side by side, and a clock that moves only when told to."""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp_session import get_session

from bot.desk import Desk
from bot.keys import IS_DRILL, SERVICE
from bot.language.speak import say_day
from bot.pages.conversation import Conversation, Talker, conversation
from bot.pages.paper import sheet, write
from bot.pages.safety import check_origin, local_path
from bot.pages.session import begin_session
from tasks.deadlines import CHINA, china_day
from tasks.messages import DIRECT
from tasks.people import Person, Role

SHOWN = 40
MOST_PEOPLE = 8
STRANGER = "stranger:"
# Who is there when nobody was chosen: one of each, in the order a case travels.
USUAL = (Role.WINDOW, Role.DISPATCHER, Role.EXECUTOR, Role.DEPUTY_LEADER, Role.PRINCIPAL)
TOMORROW_AT = time(8, 0)


class Column(NamedTuple):
    """One person's chat; `label` is how the drill's programs name them."""

    label: str
    person: Person | None
    talk: Conversation


async def show_drill(request: web.Request) -> web.StreamResponse:
    _only_in_drill(request)
    who = request.query.getall("who", [])
    return sheet("drill", **await request.app[SERVICE].ask(_drill_facts, who))


async def show_board(request: web.Request) -> web.StreamResponse:
    """What changed, for the script: the clock, and every column drawn again."""
    _only_in_drill(request)
    facts = await request.app[SERVICE].ask(_drill_facts, request.query.getall("who", []))
    columns = {
        column.label: write("bubbles", **facts, talk=column.talk, of="drill", column=column)
        for column in facts["columns"]
    }
    names = ("clock", "next", "tomorrow", "newest")
    return web.json_response({"columns": columns, **{name: facts[name] for name in names}})


async def look_as(request: web.Request) -> web.StreamResponse:
    """Sign in as one of the drill's people, to see their pages; nobody real is concerned."""
    _only_in_drill(request)
    check_origin(request)
    form = await request.post()
    label = str(form.get("person", ""))
    people = await request.app[SERVICE].ask(lambda desk: desk.roster.named(label))
    if not people:
        raise web.HTTPNotFound(text=f"人员表里没有“{label}”,请从名单里选。")
    (await get_session(request)).invalidate()
    await begin_session(request, people[0])
    raise web.HTTPSeeOther(local_path(str(form.get("back", "/"))))


def _only_in_drill(request: web.Request) -> None:
    if not request.app[IS_DRILL]:
        raise web.HTTPNotFound


def _drill_facts(desk: Desk, who: list[str]) -> dict[str, Any]:
    columns = [_column(desk, label) for label in _labels(desk, who)]
    tomorrow = datetime.combine(china_day(desk.now) + timedelta(days=1), TOMORROW_AT, CHINA)
    return {
        "now": desk.now,
        "calendar": desk.calendar,
        "centre": desk.policy.name,
        "columns": columns,
        "chosen": [column.label for column in columns],
        "everybody": [(desk.roster.label(person), person) for person in desk.roster],
        "groups": [group.name for group in desk.policy.groups],
        "clock": _clock(desk.now),
        "next": _next(desk),
        "tomorrow": tomorrow.isoformat(timespec="minutes"),
        "newest": max((column.talk.newest for column in columns), default=0),
        "old": "",
    }


def _labels(desk: Desk, who: list[str]) -> list[str]:
    """Those chosen, or one of each role that a case meets; one person stands once."""
    if who:
        return list(dict.fromkeys(label.strip() for label in who if label.strip()))[:MOST_PEOPLE]
    found: dict[str, None] = {}
    for role in USUAL:
        person = next((p for p in desk.roster.with_role(role) if _main(p, role)), None)
        if person:
            found[desk.roster.label(person)] = None
    return list(found)


def _main(person: Person, role: Role) -> bool:
    """A plain executor rather than a head who also does the work."""
    return role is not Role.EXECUTOR or not person.has(Role.UNIT_HEAD)


def _column(desk: Desk, label: str) -> Column:
    found = desk.roster.named(label)
    person = found[0] if len(found) == 1 else None
    account = person.id if person else f"{STRANGER}{label}"
    talker = Talker(person.id if person else None, account, DIRECT)
    return Column(label, person, conversation(desk, talker, SHOWN))


def _clock(now: datetime) -> str:
    """2026年11月20日 周五 09:00."""
    local = now.astimezone(CHINA)
    today = local.date()
    return f"{today.year}年{say_day(today, today)} {local:%H:%M}"


def _next(desk: Desk) -> str:
    """When the next thing happens by itself; empty when nothing is planned."""
    times = (desk.stores.due.next_at(), desk.stores.outbox.next_at())
    later = [at for at in times if at is not None and at > desk.now]
    return min(later).astimezone(CHINA).isoformat() if later else ""
