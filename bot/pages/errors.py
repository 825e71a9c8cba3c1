"""What a person sees when something is not there, not allowed, too much or broken."""

import re
import secrets

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.keys import SERVICE
from bot.pages.paper import sheet
from storage.errors import StorageError
from tasks.errors import NotFound

log = structlog.get_logger()

CHINESE = re.compile("[\u4e00-\u9fff]")
WORDS = {
    400: ("没看懂", "送来的内容不完整。请返回,再做一次。"),
    403: ("不能这样操作", "请返回,刷新页面后再试。"),
    404: ("没有这一页", "网址可能抄错了,或者这件事不归你看。可以在聊天里写“查 编号”。"),
    405: ("不能这样打开", "请从首页进入。"),
    413: ("文件太大", "一次最多 40 MB,每个文件最多 25 MB。请分几次发,或把照片缩小再发。"),
    429: ("太快了", "请等一会儿再试。"),
    500: ("出错了", "刚才的操作没有做成,什么也没有改动。请再试一次。"),
    503: ("暂时不能用", "数据库现在用不了,什么也没有改动。请几分钟后再试,并告诉管理员。"),
}


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors become pages for people who look with a browser; programs get them as they are."""
    try:
        return await handler(request)
    except Exception as error:
        page = _page_for(request, error) if _looks(request) else None
        if page is None and isinstance(error, NotFound):
            raise web.HTTPNotFound from error
        if page is None:
            raise
        return page


def _page_for(request: web.Request, error: Exception) -> web.Response | None:
    """None for what is no error, such as a redirect."""
    match error:
        case web.HTTPException():
            ours = error.status >= 400
            return error_page(request, error.status, error.text or "") if ours else None
        case NotFound():
            return error_page(request, 404, error.sentence)
        case StorageError():
            log.error("page_without_storage", path=request.path, why=str(error))
            return error_page(request, 503)
    code = secrets.token_hex(3)
    log.error("page_failed", code=code, path=request.path, exc_info=error)
    return error_page(request, 500, f"{WORDS[500][1]}还不行,请把代码 {code} 告诉管理员。")


def error_page(request: web.Request, status: int, sentence: str = "") -> web.Response:
    """In plain Chinese: what is wrong, and what to do."""
    title, usual = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    said = sentence if CHINESE.search(sentence) else usual
    return sheet(
        "error", status=status, title=title, said=said, centre=request.app[SERVICE].policy.name
    )


def _looks(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")
