"""The pages: where seeing many things at once, comparing and deciding is easier than in chat."""

import asyncio
from time import monotonic

from aiohttp import web

from bot.keys import IS_DRILL, WEBCHAT
from bot.pages import case, chat, drill, files, ledger, mine, queue, session, statics, task, units
from bot.pages.brakes import Brake
from bot.pages.errors import explain
from bot.pages.frame import home_of
from bot.pages.safety import secure
from bot.pages.session import Viewer, posting, signed_in

NUMBER = r"\d{8}-\d{4,6}"
LINKS_A_TIME, POSTS_A_TIME = 20, 60  # wrong links in ten minutes, posts in one
TEN_MINUTES, ONE_MINUTE = 600.0, 60.0


def add_pages(app: web.Application) -> None:
    """Add routes, sessions and protection; the application's keys must be set before."""
    app.middlewares.append(explain)
    session.set_up_sessions(app)
    app[session.SIGN_IN_BRAKE] = Brake(LINKS_A_TIME, TEN_MINUTES, monotonic)
    app[session.POST_BRAKE] = Brake(POSTS_A_TIME, ONE_MINUTE, monotonic)
    app[chat.CLOSING] = asyncio.Event()
    app[ledger.EXPORTING] = asyncio.Lock()
    app.on_response_prepare.append(secure)
    app.on_shutdown.append(_close_live_pages)
    app.add_routes(_routes(drill_too=app[IS_DRILL]))


def _routes(*, drill_too: bool) -> list[web.RouteDef]:
    get, post = web.get, web.post
    found = [
        get("/", signed_in(_home)),
        get("/in/{code}", session.show_link),
        post("/in/{code}", session.use_link),
        post("/out", posting(session.sign_out)),
        get("/chat", signed_in(chat.show_chat)),
        post("/chat", posting(chat.post_chat)),
        get("/chat/lines", signed_in(chat.show_lines)),
        get("/chat/live", signed_in(chat.live), allow_head=False),
        get(f"/task/{{number:RW{NUMBER}}}", signed_in(task.show_task)),
        post(f"/task/{{number:RW{NUMBER}}}", posting(task.post_task)),
        get(f"/case/{{number:MT{NUMBER}}}", signed_in(case.show_case)),
        get("/queue", signed_in(queue.show_queue)),
        get("/mine", signed_in(mine.show_mine)),
        get("/units", signed_in(units.show_units)),
        get("/ledger", signed_in(ledger.show_ledger)),
        get("/ledger.xlsx", signed_in(ledger.export_ledger)),
        get("/file/{digest:[0-9a-f]{16,128}}", signed_in(files.show_file)),
        get("/static/{name}", statics.show_static),
    ]
    if drill_too:
        found += [
            get("/drill", drill.show_drill),
            get("/drill/board", drill.show_board),
            post("/drill/as", drill.look_as),
        ]
    return found


async def _home(_request: web.Request, viewer: Viewer) -> web.StreamResponse:
    raise web.HTTPSeeOther(home_of(viewer.person))


async def _close_live_pages(app: web.Application) -> None:
    """Open pages would keep the service from ending."""
    app[chat.CLOSING].set()
    await app[WEBCHAT].close()
