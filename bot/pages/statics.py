"""The style sheet, the icon and the scripts: small, our own, named by what is in them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_A_YEAR = "public, max-age=31536000, immutable"


@cache
def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in TYPES}


@cache
def address(name: str) -> str:
    """A new content is a new address, so that browsers may keep the old one for ever."""
    return f"/static/{name}?v={sha256(contents()[name]).hexdigest()[:12]}"


async def show_static(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    body = contents().get(name)
    if body is None:
        raise web.HTTPNotFound
    return web.Response(
        body=body,
        content_type=TYPES[Path(name).suffix],
        charset="utf-8",
        headers={"Cache-Control": FOR_A_YEAR},
    )
