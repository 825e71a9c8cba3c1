"""What keeps strangers out and text harmless: tokens, origins, headers, escaping, limits."""

from io import BytesIO

import pytest
from aiohttp import FormData

from bot.pages.brakes import Brake
from bot.pages.safety import local_path
from tests.pages.conftest import SignedIn
from tests.pages.town import ROOM, WORKER, Client, Town, page_of, post, token_in

ASSIGN = "交办 执行人:丁若楠 截止:下周三 内容:城东村路灯不亮 抄送:无 提醒:提前1天 方式:应用内"
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/chat", "/out"])
async def test_a_post_without_the_token_is_refused(as_person: SignedIn, path: str) -> None:
    client = await as_person(WORKER)
    for data in ({"text": "签收"}, {"csrf": "guessed", "text": "签收"}):
        async with client.post(path, data=data, headers=HTML) as answer:
            assert answer.status == 403
            assert "刷新页面" in await answer.text()


async def test_a_post_from_another_site_is_refused(as_person: SignedIn) -> None:
    client = await as_person(WORKER)
    token = token_in(await page_of(client, "/chat"))
    for origin in ("https://evil.example", "null"):
        headers = {**HTML, "Origin": origin}
        async with client.post("/chat", data={"csrf": token}, headers=headers) as answer:
            assert answer.status == 403, origin
            assert "不是从本系统的页面" in await answer.text()
    own = f"http://{client.host}:{client.port}"
    async with client.post(
        "/chat", data={"csrf": token, "text": "帮助"}, headers={**HTML, "Origin": own}
    ) as answer:
        assert answer.status == 200


async def test_another_persons_token_does_not_fit(as_person: SignedIn) -> None:
    worker, room = await as_person(WORKER), await as_person(ROOM)
    token = token_in(await page_of(room, "/chat"))
    async with worker.post("/chat", data={"csrf": token, "text": "帮助"}) as answer:
        assert answer.status == 403


async def test_a_link_needs_the_token_of_the_page_that_showed_it(
    town: Town, stranger: Client
) -> None:
    path = await town.link(WORKER)
    async with stranger.post(path) as answer:
        assert answer.status == 403
    page = await page_of(stranger, path)
    async with stranger.post(path, data={"csrf": token_in(page)}) as answer:
        assert answer.status == 200


async def test_every_answer_carries_the_headers(as_person: SignedIn, stranger: Client) -> None:
    client = await as_person(WORKER)
    for path in ("/mine", "/chat", "/nothing", "/static/style.css", "/file/0123456789abcdef"):
        async with client.get(path, headers=HTML) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy or "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
    async with client.get("/mine") as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


async def test_nothing_inline_that_the_policy_would_stop(as_person: SignedIn) -> None:
    client = await as_person(ROOM)
    for path in ("/mine", "/chat", "/queue", "/units", "/ledger"):
        page = await page_of(client, path)
        assert " style=" not in page, path
        assert " onclick=" not in page, path
        assert "<script>" not in page, path


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> 城东村路灯不亮",
        "{{ 7*7 }}{% raw %} 城东村路灯不亮",
        "'; DROP TABLE tasks; -- 城东村路灯不亮",
        '"><img src=x onerror=alert(1)> 城东村路灯不亮',
    ],
)
async def test_what_people_write_is_shown_as_text(
    town: Town, as_person: SignedIn, text: str
) -> None:
    number = await town.assigns(ASSIGN.replace("城东村路灯不亮", text))
    room = await as_person(ROOM)
    for path in (f"/task/{number}", "/chat", "/ledger"):
        page = await page_of(room, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "城东村路灯不亮" in page


async def test_too_many_posts_wait(as_person: SignedIn) -> None:
    client = await as_person(WORKER)
    page = await page_of(client, "/mine")
    for _ in range(60):
        (await client.post("/out", data={"csrf": "wrong"})).release()
    async with await post(client, "/chat", page, text="帮助") as answer:
        assert answer.status == 429
        assert "一分钟" in await answer.text()


async def test_a_body_that_is_too_large(as_person: SignedIn) -> None:
    client = await as_person(WORKER)
    token = token_in(await page_of(client, "/chat"))
    form = FormData({"csrf": token})
    form.add_field("files", BytesIO(bytes(41 * 1024 * 1024)), filename="big.bin")
    async with client.post("/chat", data=form, headers=HTML) as answer:
        assert answer.status == 413
        assert "25 MB" in await answer.text()


async def test_errors_are_plain_chinese(as_person: SignedIn) -> None:
    client = await as_person(WORKER)
    assert "没有这一页" in await page_of(client, "/nothing", 404)
    assert "没有找到任务" in await page_of(client, "/task/RW20261120-9999", 404)
    async with client.put("/chat", headers=HTML) as answer:
        assert answer.status == 405
        assert "请从首页进入" in await answer.text()
    async with client.get("/nothing") as answer:
        assert "html" not in answer.headers["Content-Type"]


def test_only_paths_of_our_own_are_followed() -> None:
    assert local_path("/task/RW20261120-0001?said=1") == "/task/RW20261120-0001?said=1"
    for path in ("//evil.example", "https://evil.example", "/\\evil.example", "/\n/evil", ""):
        assert local_path(path) == "/"


def test_a_brake_holds_and_lets_go() -> None:
    now = 0.0
    brake = Brake(2, 10, lambda: now)
    brake.note("a")
    brake.note("a")
    assert brake.holds("a") == pytest.approx(10)
    assert not brake.holds("b")
    now = 10.0
    assert not brake.holds("a")
