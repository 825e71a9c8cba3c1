"""The web application: pages, health, and in the drill its JSON interface."""

from aiohttp import web

from adapters.webchat.adapter import NAME as WEBCHAT_NAME
from adapters.webchat.adapter import WebChat
from bot.health import add_health
from bot.keys import IS_DRILL, SECRET_KEY, SERVICE, WEBCHAT
from bot.pages import add_pages
from bot.service import Service

LARGEST_BODY = 40 * 1024 * 1024


def build_app(service: Service, *, secret_key: str, is_drill: bool = False) -> web.Application:
    """Everything a browser or a probe may ask; nothing runs until it is started."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app[SERVICE] = service
    app[SECRET_KEY] = secret_key
    app[IS_DRILL] = is_drill
    webchat = service.adapters[WEBCHAT_NAME]
    assert isinstance(webchat, WebChat)  # noqa: S101 - main put it there
    app[WEBCHAT] = webchat
    add_health(app)
    add_pages(app)
    return app
