"""The task page: its facts, who sees it, and moves that are the chat's own commands."""

import re

from aiohttp import FormData

from tests.pages.conftest import SignedIn
from tests.pages.town import (
    HEAD,
    LEADER,
    OTHER_WORKER,
    ROOM,
    SECRETARY,
    WINDOW,
    WORKER,
    Town,
    page_of,
    post,
    stamp_in,
    token_in,
)

ASSIGN = "交办 执行人:丁若楠 截止:下周三 内容:城东村路灯不亮 抄送:赵水根 提醒:提前1天 方式:应用内"
PHOTO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


async def test_the_six_elements_and_the_time_line(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    page = await page_of(await as_person(WORKER), f"/task/{number}")
    for words in ("执行人", "抄送", "截止时间", "提醒时间", "提醒方式", "城东村路灯不亮"):
        assert words in page
    assert "11月25日 18:00(周三) 截止" in page
    assert "提前1天" in page
    assert "赵水根" in page
    assert "经过" in page


async def test_only_those_concerned_see_it(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    for name in (WORKER, ROOM, HEAD, LEADER, SECRETARY, "赵水根"):
        assert "城东村路灯不亮" in await page_of(await as_person(name), f"/task/{number}"), name
    for name in (OTHER_WORKER, WINDOW, "宋保华"):
        hidden = await page_of(await as_person(name), f"/task/{number}", 404)
        unknown = await page_of(await as_person(name), "/task/RW20261120-9999", 404)
        assert "城东村" not in hidden
        assert hidden.replace(number, "") == unknown.replace("RW20261120-9999", "")


async def test_each_person_is_offered_what_they_may_do(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    expected = {
        WORKER: {"签收", "延期", "转办", "退回"},
        ROOM: {"催办", "改派", "督办", "撤销"},
        HEAD: {"催办"},
        "赵水根": set(),
    }
    for name, verbs in expected.items():
        page = await page_of(await as_person(name), f"/task/{number}")
        assert set(re.findall(r'name="verb" value="([^"]+)"', page)) == verbs, name


async def test_signing_reporting_and_closing(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    worker = await as_person(WORKER)
    path = f"/task/{number}"
    page = await page_of(worker, path)
    async with await post(worker, path, page, verb="签收") as answer:
        page = await answer.text()
    assert 'role="status"' in page
    assert "办理中" in page
    async with await post(worker, path, page, verb="反馈", words="已到现场,明天换灯") as answer:
        page = await answer.text()
    assert "已到现场,明天换灯" in page
    async with await post(worker, path, page, verb="办结", words="已更换灯泡,群众满意") as answer:
        page = await answer.text()
    assert "待销号" in page
    assert "已更换灯泡" in page
    room = await as_person(ROOM)
    page = await page_of(room, path)
    async with await post(room, path, page, verb="销号", told="电话") as answer:
        assert "已销号" in await answer.text()


async def test_a_form_sent_twice_counts_once(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    worker = await as_person(WORKER)
    page = await page_of(worker, f"/task/{number}")
    for expected in ("办理中", "没有重复办"):
        async with await post(worker, f"/task/{number}", page, verb="签收") as answer:
            assert expected in await answer.text()
    events = await _texts(town, number)
    assert sum("签收" in text for text in events) == 1


async def test_a_refusal_is_shown_where_it_was_asked(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    worker = await as_person(WORKER)
    page = await page_of(worker, f"/task/{number}")
    await town.says(ROOM, f"撤销 {number} 重复派单")
    async with await post(worker, f"/task/{number}", page, verb="签收") as answer:
        assert "已撤销" in await answer.text()
    assert not any("签收" in text for text in await _texts(town, number))


async def test_an_answers_buttons_work_from_the_page(town: Town, as_person: SignedIn) -> None:
    """反馈 without words is asked by the bot; its question stands on the page."""
    number = await town.assigns(ASSIGN)
    room = await as_person(ROOM)
    await town.says(WORKER, f"签收 {number}")
    await town.says(WORKER, f"办结 {number} 已更换灯泡,群众满意")
    page = await page_of(room, f"/task/{number}")
    async with await post(room, f"/task/{number}", page, verb="销号") as answer:
        page = await answer.text()
    pressed = re.search(r'name="press" value="(\d+:销号 RW[^"]+ 当面)"', page)
    assert pressed, page
    back = f"/task/{number}"
    async with await post(room, "/chat", page, press=pressed[1], back=back) as answer:
        assert answer.url.path == back
        assert "已销号" in await answer.text()


async def test_a_photo_goes_with_the_result_and_is_seen(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    await town.says(WORKER, f"签收 {number}")
    worker = await as_person(WORKER)
    page = await page_of(worker, f"/task/{number}")
    form = FormData(
        {"csrf": token_in(page), "stamp": stamp_in(page), "verb": "办结", "words": "灯已换好"},
        quote_fields=False,
    )
    form.add_field("files", PHOTO, filename="换好了.png", content_type="image/png")
    async with worker.post(f"/task/{number}", data=form) as answer:
        page = await answer.text()
    found = re.search(r'src="(/file/[0-9a-f]+\?of=RW[^"]+)"', page)
    assert found, page
    async with worker.get(found[1]) as answer:
        assert await answer.read() == PHOTO
        assert answer.content_type == "image/png"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    await page_of(await as_person(OTHER_WORKER), found[1], 404)


async def test_files_that_a_browser_would_run_are_only_downloaded(
    town: Town, as_person: SignedIn
) -> None:
    html = b"<!doctype html><html><script>alert(1)</script></html>"
    await town.says(WINDOW, "登记 王大爷来访,反映城东村路灯不亮", [("说明.html", html)])
    number = await town.assigns(ASSIGN)
    case = (await town.service.ask(lambda desk: desk.stores.cases.ending("0001")))[0]
    window = await as_person(WINDOW)
    digest = case.attachments[0].sha256
    async with window.get(f"/file/{digest}?of={case.number}") as answer:
        assert answer.status == 200
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for of in (number, "chat", "", "MT20261120-9999"):
        await page_of(await as_person(WORKER), f"/file/{digest}?of={of}", 404)


async def test_nags_are_folded(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN.replace("下周三", "今天下午5点"))
    await town.until("2026-11-24T18:00")
    page = await page_of(await as_person(WORKER), f"/task/{number}")
    assert "机器人提醒、催办" in page
    assert "已超期" in page
    assert "书记督办" in page


async def _texts(town: Town, number: str) -> list[str]:
    def texts(desk):  # type: ignore[no-untyped-def] # a query in place
        return [e.text for e in desk.stores.events.of("task", desk.task(number).id)]

    return list(await town.service.ask(texts))
