"""The typed keys under which the web application keeps its long-lived things."""

from aiohttp import web

from adapters.webchat.adapter import WebChat
from bot.service import Service

SERVICE = web.AppKey("service", Service)
WEBCHAT = web.AppKey("webchat", WebChat)
SECRET_KEY = web.AppKey("secret_key", str)
IS_DRILL = web.AppKey("is_drill", bool)
