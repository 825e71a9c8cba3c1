"""The chat page without script: words, presses, photos, groups; and its live line."""

import asyncio
import re

from aiohttp import FormData, StreamReader
from aiohttp.test_utils import TestServer

from tests.pages.conftest import SignedIn
from tests.pages.town import ROOM, WORKER, Town, page_of, post, stamp_in, token_in

ASSIGN = "交办 执行人:丁若楠 截止:下周三 内容:城东村路灯不亮 抄送:无 提醒:提前1天 方式:应用内"
PHOTO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
BUBBLE = re.compile(r'<li id="([bm]\d+)" data-v="[^"]*" class="([^"]*)">')


async def test_an_empty_chat_says_what_will_come(as_person: SignedIn) -> None:
    page = await page_of(await as_person("秦月华"), "/chat")
    assert "还没有消息" in page
    assert "帮助" in page


async def test_what_is_typed_stands_before_its_answer(town: Town, as_person: SignedIn) -> None:
    """Also while the clock stands still."""
    worker = await as_person(WORKER)
    page = await page_of(worker, "/chat")
    for text in ("我的待办", "帮助", "逾期"):
        async with await post(worker, "/chat", page, text=text) as answer:
            assert answer.url.path == "/chat"
            page = await answer.text()
    sides = [found[1] for found in BUBBLE.findall(page)]
    assert [side.split()[0] for side in sides] == ["mine", "bot"] * 3
    assert page.index("我的待办</div>") < page.index("逾期</div>")


async def test_a_press_is_the_command_it_stands_for(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    worker = await as_person(WORKER)
    page = await page_of(worker, "/chat")
    pressed = re.search(rf'value="(\d+:签收 {number})"', page)
    assert pressed
    async with await post(worker, "/chat", page, press=pressed[1]) as answer:
        page = await answer.text()
    assert "已更新" in page, "the card is redrawn in place"
    assert f":办结 {number}" in page
    assert f":签收 {number}" not in page


async def test_older_cards_of_a_matter_are_grey(town: Town, as_person: SignedIn) -> None:
    number = await town.assigns(ASSIGN)
    await town.says(ROOM, f"催办 {number} 抓紧")
    await town.says(ROOM, f"催办 {number} 再催一次,群众在等")
    page = await page_of(await as_person(WORKER), "/chat")
    assert sum("old" in found[1] for found in BUBBLE.findall(page)) == 1


async def test_quoting_a_card_names_its_task(town: Town, as_person: SignedIn) -> None:
    first = await town.assigns(ASSIGN)
    await town.assigns(ASSIGN.replace("城东村路灯", "柳湾村水泵"))
    worker = await as_person(WORKER)
    page = await page_of(worker, "/chat")
    seq = re.search(rf'value="(\d+):签收 {first}"', page)
    assert seq
    page = await page_of(worker, f"/chat?reply={seq[1]}")
    assert "不引用了" in page
    async with await post(worker, "/chat", page, text="收到", reply_to=seq[1]) as answer:
        assert "回复上面的消息" in await answer.text()
    task = await town.service.ask(lambda desk: desk.task(first))
    assert task.status == "acknowledged"


async def test_photos_are_kept_and_shown_to_their_sender(town: Town, as_person: SignedIn) -> None:
    worker = await as_person(WORKER)
    page = await page_of(worker, "/chat")
    form = FormData({"csrf": token_in(page), "stamp": stamp_in(page)}, quote_fields=False)
    form.add_field("files", PHOTO, filename="现场.png", content_type="image/png")
    form.add_field("files", PHOTO + b"2", filename="现场2.png", content_type="image/png")
    async with worker.post("/chat", data=form) as answer:
        page = await answer.text()
    found = re.findall(r'src="(/file/[0-9a-f]+\?of=chat)"', page)
    assert len(found) == 2
    async with worker.get(found[0]) as answer:
        assert await answer.read() == PHOTO
    await page_of(await as_person(ROOM), found[0], 404)


async def test_a_group_is_for_its_members(town: Town, as_person: SignedIn) -> None:
    room = await as_person(ROOM)
    page = await page_of(room, "/chat?chat=指挥群")
    async with await post(room, "/chat", page, text="大家早", chat="指挥群") as answer:
        assert "大家早" in await answer.text()
    page = await page_of(await as_person("邵文洲"), "/chat?chat=指挥群")
    assert "大家早" in page
    assert ROOM in page
    outsider = await as_person(WORKER)
    assert "指挥群" not in await page_of(outsider, "/chat")
    await page_of(outsider, "/chat?chat=指挥群", 404)
    page = await page_of(outsider, "/chat")
    async with await post(outsider, "/chat", page, text="我也说", chat="指挥群") as answer:
        assert answer.status == 404


async def test_earlier_messages_are_a_press_away(town: Town, as_person: SignedIn) -> None:
    for n in range(25):
        await town.says(WORKER, f"查 路灯{n}")
    worker = await as_person(WORKER)
    page = await page_of(worker, "/chat?show=10")
    assert "看更早的" in page
    assert "路灯0<" not in page
    assert "看更早的" not in await page_of(worker, "/chat?show=100")


async def test_an_open_page_hears_of_what_is_new(town: Town, as_person: SignedIn) -> None:
    worker = await as_person(WORKER)
    async with worker.get("/chat/live?chat=direct") as live:
        assert live.content_type == "text/event-stream"
        before = await asyncio.wait_for(_next(live.content), 5)
        number = await town.assigns(ASSIGN)
        after = await asyncio.wait_for(_next(live.content), 5)
    assert after > before
    lines = await page_of(worker, "/chat/lines")
    assert number in lines
    assert "<html" not in lines


async def test_the_first_page_is_light(town: Town, as_person: SignedIn) -> None:
    for n in range(30):
        await town.says(WORKER, f"查 城东村第{n}盏路灯不亮,群众反映强烈,请尽快处理")
    worker = await as_person(WORKER)
    total = 0
    page = await page_of(worker, "/chat")
    for path in ("/chat", *re.findall(r'(?:src|href)="(/static/[^"]+)"', page)):
        async with worker.get(path) as answer:
            total += len(await answer.read())
    assert total < 100_000


async def _next(stream: StreamReader) -> int:
    """The seq of the next event, heartbeats left out."""
    while True:
        line = await stream.readline()
        if line.startswith(b"data: "):
            return int(line.removeprefix(b"data: "))


async def test_a_script_goes_on_at_once_and_hears_the_answer(
    town: Town, as_person: SignedIn
) -> None:
    worker = await as_person(WORKER)
    page = await page_of(worker, "/chat")
    async with await post(worker, "/chat", page, text="我的待办", script="1") as answer:
        assert answer.status == 204
    assert "我的待办</div>" in await page_of(worker, "/chat/lines")


async def test_open_pages_do_not_keep_the_service_from_ending(
    town: Town, as_person: SignedIn, server: TestServer
) -> None:
    worker = await as_person(WORKER)
    async with worker.get("/chat/live") as live:
        await asyncio.wait_for(_next(live.content), 5)
        await asyncio.wait_for(server.close(), 5)
