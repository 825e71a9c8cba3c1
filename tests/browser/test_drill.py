"""The drill in Chromium: several people side by side, and time that moves on a press."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Opened
from tests.pages.town import LEADER, ROOM, WORKER

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASSIGN = (
    "交办 执行人:丁若楠 截止:今天下午4点 内容:城东村水沟被堵 抄送:无 提醒:提前1小时 方式:应用内"
)


def column(page: Page, name: str) -> Locator:
    return page.locator(f'section[data-person="{name}"]')


async def says(page: Page, name: str, text: str) -> None:
    box = column(page, name)
    await box.get_by_label(f"{name}说").fill(text)
    await box.get_by_role("button", name="发送").click()
    await expect(box.locator("li.mine").last).to_contain_text(text[:10])


async def test_a_case_travels_from_person_to_person(drill: str, open_page: Opened) -> None:
    page = await open_page(drill, size=DESK)
    await page.goto("/")
    await expect(page.locator("#clock")).to_have_text("2026年11月20日 周五 09:00")
    await says(page, ROOM, ASSIGN)
    worker = column(page, WORKER)
    await worker.get_by_role("button", name="签收").click()
    await expect(worker.get_by_role("button", name="办结")).to_be_visible()
    await expect(column(page, ROOM)).to_contain_text("办理中")
    await page.get_by_role("button", name="1小时").click()
    await expect(page.locator("#clock")).to_contain_text("10:00")
    await page.get_by_role("button", name="到明天 8:00").click()
    await expect(page.locator("#clock")).to_contain_text("11月21日 周六 08:00")
    await expect(worker).to_contain_text("书记督办")
    await expect(column(page, LEADER)).to_contain_text("书记督办")


async def test_to_the_next_thing_and_to_a_typed_time(drill: str, open_page: Opened) -> None:
    page = await open_page(drill, size=DESK)
    await page.goto("/drill")
    await says(page, ROOM, ASSIGN)
    before = await page.locator("#clock").inner_text()
    await page.get_by_role("button", name="到下一件事").click()
    await expect(page.locator("#clock")).not_to_have_text(before)
    await page.get_by_text("指定时间").click()
    await page.get_by_label("快进到").fill("2026-11-23T08:00")
    await page.get_by_role("button", name="快进", exact=True).click()
    await expect(page.locator("#clock")).to_contain_text("11月23日 周一 08:00")
    await page.get_by_text("指定时间").click()  # it closed so that the chats can be read
    await page.get_by_label("快进到").fill("2026-11-20T08:00")
    await page.get_by_role("button", name="快进", exact=True).click()
    await expect(page.locator("#status")).to_contain_text("不能倒退")


async def test_own_words_stay_in_order_though_time_stands_still(
    drill: str, open_page: Opened
) -> None:
    page = await open_page(drill, size=DESK)
    await page.goto("/drill")
    for text in ("我的待办", "帮助", "逾期"):
        await says(page, WORKER, text)
    await page.reload()
    sides = (
        await column(page, WORKER)
        .locator("li")
        .evaluate_all("items => items.map(item => item.className.split(' ')[0])")
    )
    assert sides == ["mine", "bot"] * 3


async def test_one_person_at_a_time_on_a_phone(drill: str, open_page: Opened) -> None:
    page = await open_page(drill, size=PHONE)
    await page.goto("/drill")
    await page.get_by_role("navigation").get_by_text(ROOM).click()
    await expect(column(page, ROOM)).to_be_visible()
    await expect(column(page, WORKER)).to_be_hidden()
    await says(page, ROOM, ASSIGN)
    await page.get_by_role("navigation").get_by_text(WORKER).click()
    await expect(column(page, WORKER).get_by_role("button", name="签收")).to_be_visible()


async def test_choosing_who_is_there_and_seeing_their_pages(drill: str, open_page: Opened) -> None:
    page = await open_page(drill, size=DESK)
    await page.goto("/drill?who=吕思齐&who=路人甲")
    await expect(column(page, "吕思齐")).to_be_visible()
    await expect(column(page, "路人甲")).to_contain_text("陌生人")
    await says(page, "路人甲", "你好")
    await expect(column(page, "路人甲").locator("li.bot").last).to_be_visible()
    await page.get_by_text("选人").click()
    await page.get_by_label("赵水根").check()
    await page.get_by_role("button", name="显示").click()
    await expect(column(page, "赵水根")).to_be_visible()
    await column(page, "吕思齐").get_by_role("button", name="看页面").click()
    await expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    assert page.url.endswith("/mine")
