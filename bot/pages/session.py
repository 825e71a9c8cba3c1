"""Who is looking: one-time links, encrypted cookies, and the wrappers every page stands behind."""

import secrets
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.web_exceptions import NotAppKeyWarning
from aiohttp_session import Session, get_session, new_session
from aiohttp_session import setup as keep_sessions
from aiohttp_session.cookie_storage import EncryptedCookieStorage
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.commands.bind import code_hash
from bot.desk import Desk
from bot.keys import IS_DRILL, SECRET_KEY, SERVICE
from bot.pages.brakes import Brake
from bot.pages.paper import sheet
from bot.pages.safety import TOKEN, Form, local_path, posted
from tasks.people import Person

LASTS = timedelta(days=30)  # since the last visit
RENEWED = timedelta(days=1)
SIGN_IN_BRAKE = web.AppKey("sign_in_brake", Brake)
POST_BRAKE = web.AppKey("post_brake", Brake)
SLOW_DOWN = "操作太快了,刚才这一次没有收下。请等一分钟再试。"
TOO_MANY_LINKS = "试错的次数太多了。请过十分钟再打开登录链接。"


@dataclass(frozen=True)
class Viewer:
    """The person signed in, and the word their forms must carry."""

    person: Person
    csrf: str


Page = Callable[[web.Request, Viewer], Awaitable[web.StreamResponse]]
Post = Callable[[web.Request, Viewer, Form], Awaitable[web.StreamResponse]]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def set_up_sessions(app: web.Application) -> None:
    """Cookies only we can read, for this site only, HTTPS only where the site is on HTTPS."""
    # aiohttp_session still names its own things by plain words; nothing else may.
    warnings.filterwarnings("ignore", category=NotAppKeyWarning, module="aiohttp_session")
    https = app[SERVICE].public_url.startswith("https:")
    key = HKDF(SHA256(), 32, salt=None, info=b"dingban pages session")
    storage = EncryptedCookieStorage(
        key.derive(app[SECRET_KEY].encode()),
        cookie_name="__Host-dingban" if https else "dingban",
        max_age=int(LASTS.total_seconds()),
        secure=https,
        httponly=True,
        samesite="Lax",
    )
    keep_sessions(app, storage)


def signed_in(page: Page) -> Answer:
    """Show a page to a person we know; everybody else is told how to sign in."""

    async def answer(request: web.Request) -> web.StreamResponse:
        viewer = await viewer_of(request)
        if viewer is None:
            return await ask_to_sign_in(request)
        return await page(request, viewer)

    return answer


def posting(post: Post) -> Answer:
    """The same for what changes something: origin, token and pace are checked first."""

    async def answer(request: web.Request) -> web.StreamResponse:
        viewer = await viewer_of(request)
        if viewer is None:
            return await ask_to_sign_in(request)
        brake = request.app[POST_BRAKE]
        if brake.holds(viewer.person.id):
            raise web.HTTPTooManyRequests(text=SLOW_DOWN)
        brake.note(viewer.person.id)
        return await post(request, viewer, await posted(request))

    return answer


async def viewer_of(request: web.Request) -> Viewer | None:
    """The person of this cookie, if they still work here and were not signed out since."""
    session = await get_session(request)
    try:
        person_id, since = str(session["person"]), datetime.fromisoformat(session["since"])
    except (KeyError, TypeError, ValueError):
        return None
    service = request.app[SERVICE]
    person = await service.ask(_still_here, person_id, since)
    if person is None:
        session.invalidate()
        return None
    now = service.clock.now()
    if now - since > RENEWED:
        session["since"] = now.isoformat()
    return Viewer(person, str(session[TOKEN]))


def _still_here(desk: Desk, person_id: str, since: datetime) -> Person | None:
    person = desk.roster.get(person_id)
    if person is None or not person.active or desk.now - since > LASTS:
        return None
    ended = desk.stores.facts.get(_ended_key(person_id))
    if ended and since <= datetime.fromisoformat(ended):
        return None
    return person


def end_sessions(desk: Desk, person_id: str) -> None:
    """Sign a person out everywhere (`people revoke`)."""
    desk.stores.facts.put(_ended_key(person_id), desk.now.isoformat())


def _ended_key(person_id: str) -> str:
    return f"pages_ended:{person_id}"


async def begin_session(request: web.Request, person: Person) -> Session:
    """A new cookie; nothing of an earlier one is kept."""
    session = await new_session(request)
    session["person"] = person.id
    session["since"] = request.app[SERVICE].clock.now().isoformat()
    session[TOKEN] = secrets.token_urlsafe(24)
    return session


async def ask_to_sign_in(request: web.Request) -> web.StreamResponse:
    """How to get in; where the person wanted to go is remembered in the cookie."""
    if request.app[IS_DRILL]:
        raise web.HTTPSeeOther("/drill")
    if request.method == "GET":
        (await get_session(request))["next"] = request.path_qs
    return sheet("sign_in_first", status=401, centre=request.app[SERVICE].policy.name)


async def show_link(request: web.Request) -> web.StreamResponse:
    """A link never acts when it is opened (previews open it too): one button does."""
    session = await get_session(request)
    if TOKEN not in session:
        session[TOKEN] = secrets.token_urlsafe(24)
    return sheet("sign_in", csrf=session[TOKEN], centre=request.app[SERVICE].policy.name)


async def use_link(request: web.Request) -> web.StreamResponse:
    """The button: the code works once, then the cookie speaks for the person."""
    service, brake = request.app[SERVICE], request.app[SIGN_IN_BRAKE]
    address = request.remote or ""
    if brake.holds(address):
        raise web.HTTPTooManyRequests(text=TOO_MANY_LINKS)
    await posted(request)
    wanted = str((await get_session(request)).get("next", "/"))
    person = await service.act(_use_code, request.match_info["code"])
    if person is None:
        brake.note(address)
        return sheet("link_gone", status=410, centre=service.policy.name)
    await begin_session(request, person)
    raise web.HTTPSeeOther(local_path(wanted))


def _use_code(desk: Desk, code: str) -> Person | None:
    return desk.stores.people.use_code(code_hash(code), "link", desk.now)


async def sign_out(request: web.Request, _viewer: Viewer, _form: Form) -> web.StreamResponse:
    (await get_session(request)).invalidate()
    return sheet("signed_out", centre=request.app[SERVICE].policy.name)
