"""Signing in: a link acts only by its button, once, and not for ever; others stay outside."""

from datetime import timedelta

from bot.pages.session import end_sessions
from tests.pages.conftest import SignedIn
from tests.pages.town import (
    ROOM,
    SECRETARY,
    WORKER,
    Client,
    Town,
    page_of,
    post,
    token_in,
)


async def test_opening_a_link_changes_nothing(town: Town, stranger: Client) -> None:
    path = await town.link(WORKER)
    first = await page_of(stranger, path)
    await page_of(stranger, path)
    assert "登录" in first
    assert "请先登录" in await page_of(stranger, "/mine", 401)
    async with stranger.post(path, data={"csrf": token_in(first)}) as answer:
        assert answer.status == 200
    assert WORKER in await page_of(stranger, "/mine")


async def test_a_link_works_once(town: Town, stranger: Client, as_person: SignedIn) -> None:
    path = await town.link(WORKER)
    page = await page_of(stranger, path)
    await stranger.post(path, data={"csrf": token_in(page)})
    other = await as_person(ROOM)
    page = await page_of(other, path)
    async with other.post(path, data={"csrf": token_in(page)}) as answer:
        assert answer.status == 410
        assert "已经失效" in await answer.text()
    assert ROOM in await page_of(other, "/mine")


async def test_a_link_lapses_after_a_quarter_of_an_hour(town: Town, stranger: Client) -> None:
    path = await town.link(WORKER)
    page = await page_of(stranger, path)
    town.clock.move_to(town.clock.now() + timedelta(minutes=15))
    async with stranger.post(path, data={"csrf": token_in(page)}) as answer:
        assert answer.status == 410


async def test_an_unknown_code_signs_nobody_in_and_tries_are_counted(stranger: Client) -> None:
    page = await page_of(stranger, "/in/wrong")
    for _ in range(20):
        async with stranger.post("/in/wrong", data={"csrf": token_in(page)}) as answer:
            assert answer.status == 410
    async with stranger.post("/in/wrong", data={"csrf": token_in(page)}) as answer:
        assert answer.status == 429
    await page_of(stranger, "/mine", 401)


async def test_one_lands_where_one_wanted_to_go(town: Town, stranger: Client) -> None:
    await page_of(stranger, "/units", 401)
    path = await town.link(SECRETARY)
    page = await page_of(stranger, path)
    async with stranger.post(path, data={"csrf": token_in(page)}) as answer:
        assert answer.url.path == "/units"


async def test_home_is_the_page_a_person_comes_for(as_person: SignedIn) -> None:
    for name, path in ((SECRETARY, "/queue"), (WORKER, "/mine"), ("秦月华", "/units")):
        async with (await as_person(name)).get("/") as answer:
            assert answer.url.path == path, name


async def test_the_cookie_is_sealed_and_ours_alone(town: Town, stranger: Client) -> None:
    path = await town.link(WORKER)
    page = await page_of(stranger, path)
    async with stranger.post(path, data={"csrf": token_in(page)}, allow_redirects=False) as answer:
        cookie = answer.headers["Set-Cookie"]
    person = await town.person(WORKER)
    assert person.id not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


async def test_signing_out_and_being_signed_out(town: Town, as_person: SignedIn) -> None:
    here, there = await as_person(WORKER), await as_person(WORKER)
    page = await page_of(here, "/mine")
    async with await post(here, "/out", page) as answer:
        assert "已退出登录" in await answer.text()
    await page_of(here, "/mine", 401)
    await page_of(there, "/mine")
    person = await town.person(WORKER)
    await town.service.act(end_sessions, person.id)
    await page_of(there, "/mine", 401)


async def test_a_month_without_a_visit_ends_it(town: Town, as_person: SignedIn) -> None:
    client = await as_person(WORKER)
    town.clock.move_to(town.clock.now() + timedelta(days=29))
    await page_of(client, "/mine")
    town.clock.move_to(town.clock.now() + timedelta(days=29))
    await page_of(client, "/mine")
    town.clock.move_to(town.clock.now() + timedelta(days=31))
    await page_of(client, "/mine", 401)
