"""Keeps other sites out of the pages: headers on every answer, and a check on every post."""

import hmac
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp_session import get_session

from bot.keys import SERVICE

TOKEN = "csrf"  # noqa: S105 - the name of the field, not a secret
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105 - the name of a header
STALE = "这个页面放得太久了,刚才的操作没有做。请返回,刷新页面后再做一次。"
ELSEWHERE = "这个请求不是从本系统的页面发出的,没有执行。请从本系统的页面操作。"
GARBLED = "上传的内容不完整,没有收下。请返回再发一次。"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # the form's own site still sees where a post comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",  # people's affairs do not stay on a borrowed computer
}
YEAR = 365 * 24 * 3600


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, whatever made it; what a handler has set itself stays."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app[SERVICE].public_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")


def check_origin(request: web.Request) -> None:
    """Refuse what another site made this browser send."""
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None:
        return  # old browsers and scripts of our own; the token still has to fit
    own = {request.host, urlsplit(request.app[SERVICE].public_url).netloc}
    if urlsplit(source).netloc not in own - {""}:
        raise web.HTTPForbidden(text=ELSEWHERE)


class Form:
    """What was posted, once it was found to come from a page of ours."""

    def __init__(self, values: dict[str, str], files: list[tuple[str, bytes]]) -> None:
        self.values = values
        self.files = files

    def word(self, name: str) -> str:
        """A field without spaces around it; empty when it was left out."""
        return self.values.get(name, "").strip()


async def posted(request: web.Request) -> Form:
    """The form, after origin and token were checked; else 403 and nothing has happened."""
    check_origin(request)
    try:
        fields = await request.post()
    except (ValueError, LookupError) as error:
        raise web.HTTPBadRequest(text=GARBLED) from error
    values: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    for name, value in fields.items():
        if isinstance(value, str):
            values.setdefault(name, value)
        elif isinstance(value, web.FileField) and value.filename:
            files.append((value.filename, value.file.read()))
    await check_token(request, values.get(TOKEN) or request.headers.get(TOKEN_HEADER) or "")
    return Form(values, files)


async def check_token(request: web.Request, given: str) -> None:
    wanted = (await get_session(request)).get(TOKEN, "")
    if not wanted or not hmac.compare_digest(str(wanted).encode(), given.encode()):
        raise web.HTTPForbidden(text=STALE)


def local_path(path: str, otherwise: str = "/") -> str:
    """`path` when it leads to a page of ours, never to another host."""
    plain = path.isprintable() and "\\" not in path
    if plain and path.startswith("/") and not path.startswith("//"):
        return path
    return otherwise
