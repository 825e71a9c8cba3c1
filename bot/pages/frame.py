"""What stands around every page: who looks, where one can go, what time it is, the last answer."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, NamedTuple, ParamSpec

from aiohttp import web

from bot.desk import Desk
from bot.keys import IS_DRILL, SERVICE
from bot.pages.conversation import stamp
from bot.pages.paper import sheet
from bot.pages.saying import TWICE, WAITING, answers_on
from bot.pages.session import Viewer
from bot.pages.sight import sees_all
from storage.page_store import page_store
from tasks.people import Person, Role

P = ParamSpec("P")
Facts = Mapping[str, Any]


class Tab(NamedTuple):
    path: str
    label: str


CHAT, MINE = Tab("/chat", "聊天"), Tab("/mine", "我的待办")
QUEUE, UNITS, LEDGER = Tab("/queue", "督办"), Tab("/units", "单位"), Tab("/ledger", "台账")


def tabs(person: Person) -> tuple[Tab, ...]:
    """The pages this person has any use for."""
    found = [CHAT, MINE]
    if may_open_queue(person):
        found.append(QUEUE)
    if may_open_units(person):
        found.append(UNITS)
    if may_open_ledger(person):
        found.append(LEDGER)
    return tuple(found)


def may_open_queue(person: Person) -> bool:
    return person.has(Role.PRINCIPAL, Role.DISPATCHER, Role.POLITICAL_LEGAL)


def may_open_units(person: Person) -> bool:
    return person.leads or person.has(Role.UNIT_HEAD, Role.DISPATCHER, Role.OBSERVER)


def may_open_ledger(person: Person) -> bool:
    return person.leads or sees_all(person)


def home_of(person: Person) -> str:
    """The page that answers the question this person comes with."""
    if person.has(Role.PRINCIPAL):
        return QUEUE.path
    if person.has(Role.DISPATCHER):
        return MINE.path
    if person.leads or person.has(Role.OBSERVER):
        return UNITS.path
    if person.has(Role.EXECUTOR):
        return MINE.path
    return UNITS.path if person.has(Role.UNIT_HEAD) else CHAT.path


async def show(
    request: web.Request,
    viewer: Viewer,
    template: str,
    query: Callable[Concatenate[Desk, Person, P], Facts],
    *args: P.args,
    **kwargs: P.kwargs,
) -> web.Response:
    """Ask one question about the centre and show the answer."""

    def ask(desk: Desk) -> dict[str, Any]:
        facts = query(desk, viewer.person, *args, **kwargs)
        return {**frame(desk, request, viewer), **facts}

    return sheet(template, **await request.app[SERVICE].ask(ask))


def frame(desk: Desk, request: web.Request, viewer: Viewer) -> dict[str, Any]:
    """The facts of the base template."""
    person = viewer.person
    said = request.query.get("said", "")
    return {
        "now": desk.now,
        "calendar": desk.calendar,
        "centre": desk.policy.name,
        "viewer": person,
        "csrf": viewer.csrf,
        "stamp": stamp(page_store(desk.stores).newest_seq(person.id), secrets.token_urlsafe(9)),
        "tabs": tabs(person),
        "here": request.path,
        "back": str(request.rel_url.without_query_params("said")),
        "drill": request.app[IS_DRILL],
        "answers": answers_on(desk, person, said),
        "still_waiting": said == WAITING,
        "sent_twice": said == TWICE,
        "name": desk.roster.name,
    }
