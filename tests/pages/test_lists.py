"""The lists: my tasks, the queue with its decisions, units, and what stands in each."""

import re

from tests.pages.conftest import SignedIn
from tests.pages.town import (
    HEAD,
    LEADER,
    OTHER_WORKER,
    ROOM,
    SECRETARY,
    WORKER,
    Town,
    page_of,
    post,
)

ASSIGN = "交办 执行人:丁若楠 截止:{} 内容:{} 抄送:无 提醒:提前1小时 方式:应用内"


async def a_task(town: Town, deadline: str, content: str = "城东村路灯不亮") -> str:
    return await town.assigns(ASSIGN.format(deadline, content))


async def test_my_tasks_begin_with_what_is_late(town: Town, as_person: SignedIn) -> None:
    later = await a_task(town, "下周五", "柳湾村水渠清淤")
    late = await a_task(town, "今天上午11点", "城东村路灯不亮")
    today = await a_task(town, "今天下午6点", "南塘村宅基地纠纷")
    await town.until("2026-11-20T14:00")
    page = await page_of(await as_person(WORKER), "/mine")
    order = [page.index(f'href="/task/{number}"') for number in (late, today, later)]
    assert order == sorted(order)
    for words in ("手上 3 件", "已超期", "今天到期", "还没签收"):
        assert words in page
    assert "手上没有要办的事" in await page_of(await as_person(OTHER_WORKER), "/mine")


async def test_the_room_sees_what_waits_for_it(town: Town, as_person: SignedIn) -> None:
    await town.says("冯玉珂", "登记 王大爷来访,反映城东村水管漏水三天没人修")
    number = await a_task(town, "下周三")
    await town.says(WORKER, f"签收 {number}")
    await town.says(WORKER, f"转办 {number} 吕思齐 归他的片区")
    done = await a_task(town, "下周三", "南塘村宅基地纠纷")
    await town.says(WORKER, f"办结 {done} 双方已签和解协议")
    page = await page_of(await as_person(ROOM), "/mine")
    for words in ("等你答复", "申请转办", "待交办的案件", "水管漏水", "待销号", "和解协议"):
        assert words in page


async def test_agreeing_on_the_page(town: Town, as_person: SignedIn) -> None:
    number = await a_task(town, "下周三")
    await town.says(WORKER, f"签收 {number}")
    await town.says(WORKER, f"延期 {number} 下周五 等配件")
    leader = await as_person(LEADER)
    assert "申请延期" in await page_of(leader, "/mine")
    page = await page_of(leader, f"/task/{number}")
    async with await post(leader, f"/task/{number}", page, verb="同意") as answer:
        await answer.text()
    task = await town.service.ask(lambda desk: desk.task(number))
    assert task.extensions == 1


async def overdue(town: Town) -> str:
    number = await a_task(town, "今天上午11点")
    await town.until("2026-11-20T14:30")
    return number


async def test_the_queue_is_empty_and_says_how_things_get_there(as_person: SignedIn) -> None:
    page = await page_of(await as_person(SECRETARY), "/queue")
    assert "现在没有督办的事" in page
    assert "会自动出现在这里" in page


async def test_one_tap_decides_and_the_words_are_the_reason(
    town: Town, as_person: SignedIn
) -> None:
    number = await overdue(town)
    secretary = await as_person(SECRETARY)
    page = await page_of(secretary, "/queue")
    for words in (number, "到期未办结", "没有签收", LEADER, "还没写未办结事由", "已超期"):
        assert words in page
    tap = re.search(r'name="decide" value="(限期 [^"]+)"', page)
    assert tap
    async with await post(
        secretary, f"/task/{number}", page, decide=tap[1], reason="涉及安全,抓紧", back="/queue"
    ) as answer:
        assert answer.url.path == "/queue"
        page = await answer.text()
    assert "已决定" in page
    page = await page_of(secretary, f"/task/{number}")
    assert "涉及安全,抓紧" in page
    entry = await _entry(town, number)
    assert entry.decisions[-1].kind == "limit"
    assert "涉及安全" in entry.decisions[-1].reason


async def test_a_decision_that_lacks_its_word_changes_nothing(
    town: Town, as_person: SignedIn
) -> None:
    number = await overdue(town)
    secretary = await as_person(SECRETARY)
    page = await page_of(secretary, "/queue")
    async with await post(secretary, f"/task/{number}", page, decide="约谈 {time}") as answer:
        assert answer.status == 400
        assert "先在旁边写上时间或姓名" in await answer.text()
    assert not (await _entry(town, number)).decisions
    async with await post(
        secretary, f"/task/{number}", page, decide="包案 {person}", person=LEADER
    ) as answer:
        assert answer.status == 200
    assert (await _entry(town, number)).decisions[-1].kind == "leader"


async def test_the_queue_is_not_for_everybody(town: Town, as_person: SignedIn) -> None:
    number = await overdue(town)
    for name in (WORKER, HEAD, LEADER):
        client = await as_person(name)
        if name != LEADER:
            await page_of(client, "/queue", 404)
        page = await page_of(client, f"/task/{number}")
        assert 'name="decide"' not in page
    room = await page_of(await as_person(ROOM), "/queue")
    assert number in room
    assert 'name="decide"' not in room


async def test_units_name_the_late_and_the_silent(town: Town, as_person: SignedIn) -> None:
    await overdue(town)
    await a_task(town, "12月5日", "南塘村宅基地纠纷")
    await town.until("2026-11-24T09:00")
    for name in (SECRETARY, LEADER, HEAD, ROOM):
        page = await page_of(await as_person(name), "/units")
        for words in ("1 件超期", "司法所", "超期 1", "没动静", "南塘村宅基地纠纷", "<svg"):
            assert words in page, (name, words)
    other = await page_of(await as_person("韩景澄"), "/units")
    assert "城东村路灯不亮" not in other
    await page_of(await as_person(WORKER), "/units", 404)


async def test_every_page_has_its_tabs_and_no_others(as_person: SignedIn) -> None:
    expected = {
        WORKER: ["聊天", "我的待办"],
        SECRETARY: ["聊天", "我的待办", "督办", "单位", "台账"],
        HEAD: ["聊天", "我的待办", "单位"],
    }
    for name, labels in expected.items():
        client = await as_person(name)
        page = await page_of(client, "/mine")
        tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
        assert tabs
        assert re.findall(r">([^<>\n]+)</a>", tabs[0]) == labels
        for path in re.findall(r'href="(/[a-z]+)"', tabs[0]):
            await page_of(client, path)


async def _entry(town: Town, number: str):  # type: ignore[no-untyped-def] # an Entry
    return await town.service.ask(
        lambda desk: desk.stores.supervision.of_task(desk.task(number).id)[0]
    )


async def test_a_long_queue_comes_in_light_pages(town: Town, as_person: SignedIn) -> None:
    for n in range(25):
        await a_task(
            town,
            "今天上午11点",
            f"城东村第{n}组排水沟被堵,雨天污水倒灌进屋,群众已反映两次没有结果,请到现场查看并疏通",
        )
    await town.until("2026-11-20T14:30")
    secretary = await as_person(SECRETARY)
    first = await page_of(secretary, "/queue")
    second = await page_of(secretary, "/queue?page=2")
    assert "等决定 25 件" in first
    assert "第 1 页,共 2 页" in first
    shown = [re.findall(r'<article[^>]* id="(RW[\d-]+)"', page) for page in (first, second)]
    assert len({*shown[0], *shown[1]}) == 25
    style = await page_of(secretary, "/static/style.css")
    assert len(first.encode()) + len(style.encode()) < 100_000
    for path in ("/mine", "/units", "/ledger"):
        page = await page_of(secretary, path)
        assert len(page.encode()) + len(style.encode()) < 100_000, path


async def test_a_full_desk_stays_light(town: Town, as_person: SignedIn) -> None:
    for n in range(33):
        await town.says("冯玉珂", f"登记 来电反映城东村第{n}组路灯不亮,请尽快派人修")
    page = await page_of(await as_person(ROOM), "/mine")
    assert "待交办 33 件" in page
    assert "还有 3 件" in page
    assert "/ledger?status=c-registered" in page
