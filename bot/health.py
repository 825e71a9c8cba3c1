"""/health/live says the process answers; /health/ready whether it can keep what it is told."""

from aiohttp import web

from bot.keys import SERVICE
from bot.reminding import audit


def add_health(app: web.Application) -> None:
    app.router.add_get("/health/live", live)
    app.router.add_get("/health/ready", ready)


async def live(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """503 with the reasons when the database cannot be written or a step was missed."""
    service = request.app[SERVICE]
    health = service.database.health()
    problems = [] if health.ok else [health.cause or "数据库不可用"]
    if not problems:
        try:
            problems = list(await service.ask(audit))
        except Exception as error:  # whatever it is, we are not ready
            problems = [f"数据库读不了:{type(error).__name__}"]
    status = 503 if problems else 200
    body = {"status": "ok" if not problems else "not ready", "problems": problems}
    return web.json_response(body, status=status)
