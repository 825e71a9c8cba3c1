"""The chat page in Chromium: live, in place, by keyboard, and without script."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, Opened
from tests.pages.town import ROOM, WORKER, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASSIGN = "交办 执行人:丁若楠 截止:下周三 内容:城东村路灯不亮 抄送:无 提醒:提前1天 方式:应用内"
PHOTO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


async def test_what_others_do_appears_by_itself(town: Town, signed_in: Opened) -> None:
    page = await signed_in(WORKER)
    await page.goto("/chat")
    await expect(page.get_by_text("还没有消息")).to_be_visible()
    number = await town.assigns(ASSIGN)
    card = page.locator("li.bot", has_text="城东村路灯不亮")
    await expect(card).to_be_visible()
    await expect(page.locator("#spoken")).to_contain_text(number)
    await expect(page.get_by_text("还没有消息")).to_have_count(0)


async def test_typing_pressing_and_the_card_redrawn_in_place(town: Town, signed_in: Opened) -> None:
    await town.assigns(ASSIGN)
    page = await signed_in(WORKER)
    await page.goto("/chat")
    await page.get_by_role("button", name="签收").click()
    await expect(page.get_by_text("已更新")).to_be_visible()
    await expect(page.get_by_role("button", name="签收")).to_have_count(0)
    await page.get_by_label("要说的话").fill("反馈 已到现场,明天换灯")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("li.mine").last).to_contain_text("已到现场,明天换灯")
    await expect(page.locator("li").last).to_have_class("bot")
    await expect(page.get_by_label("要说的话")).to_have_value("")
    assert page.url.endswith("/chat")


async def test_the_newest_is_in_sight(town: Town, signed_in: Opened) -> None:
    for n in range(15):
        await town.says(WORKER, f"查 第{n}盏路灯")
    page = await signed_in(WORKER)
    await page.goto("/chat")
    await expect(page.locator("li").last).to_be_in_viewport()
    await page.get_by_label("要说的话").fill("我的待办")
    await page.keyboard.press("Enter")
    await expect(page.locator("li.mine").last).to_contain_text("我的待办")
    await expect(page.locator("li").last).to_be_in_viewport()


async def test_quoting_without_leaving_the_page(town: Town, signed_in: Opened) -> None:
    first = await town.assigns(ASSIGN)
    await town.assigns(ASSIGN.replace("城东村路灯", "柳湾村水泵"))
    page = await signed_in(WORKER)
    await page.goto("/chat")
    await page.locator("li.bot", has_text=first).get_by_text("回复", exact=True).click()
    await expect(page.locator("#quote")).to_contain_text(first)
    await page.get_by_label("要说的话").fill("收到")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("li.bot").last).to_contain_text("已签收")
    await expect(page.locator("#quote")).to_have_count(0)
    task = await town.service.ask(lambda desk: desk.task(first))
    assert task.status == "acknowledged"


async def test_photos_are_sent_and_seen(signed_in: Opened) -> None:
    page = await signed_in(WORKER)
    await page.goto("/chat")
    files = [
        {"name": f"现场{n}.png", "mimeType": "image/png", "buffer": PHOTO + bytes([n])}
        for n in range(2)
    ]
    await page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type] # plain dicts fit
    await expect(page.get_by_text("已选 2 个")).to_be_visible()
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("li.mine img")).to_have_count(2)


async def test_an_old_window_says_so_when_signed_out(town: Town, signed_in: Opened) -> None:
    page = await signed_in(WORKER)
    await page.goto("/chat")
    await page.context.clear_cookies()
    await town.assigns(ASSIGN)
    await expect(page.get_by_role("heading", name="请先登录")).to_be_visible()


async def test_everything_works_without_script(town: Town, signed_in: Opened) -> None:
    number = await town.assigns(ASSIGN)
    page = await signed_in(WORKER, script=False)
    await page.goto("/chat")
    await page.get_by_role("button", name="签收").click()
    await expect(page.get_by_role("button", name="办结")).to_be_visible()
    await page.get_by_label("要说的话").fill(f"反馈 {number} 已到现场")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("li.mine").last).to_contain_text("已到现场")
    await expect(page.locator("li").last).to_be_in_viewport()


async def test_by_keyboard_alone(town: Town, signed_in: Opened) -> None:
    """Tab reaches the card's button, the box and the send button; Enter presses them."""
    await town.assigns(ASSIGN)
    page = await signed_in(WORKER, size=DESK)
    await page.goto("/chat")
    assert await tab_until(page, "签收")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="办结")).to_be_visible()
    await page.goto("/chat")
    for name in ("跳到正文", "聊天", "办结", "要说的话", "发送"):
        assert await tab_until(page, name), name


async def test_a_group_shows_who_said_what(town: Town, signed_in: Opened) -> None:
    one, other = await signed_in(ROOM), await signed_in("邵文洲")
    await one.goto("/chat?chat=指挥群")
    await other.goto("/chat?chat=指挥群")
    await other.get_by_label("要说的话").fill("大家早")
    await other.get_by_label("叫机器人处理").uncheck()
    await other.get_by_role("button", name="发送").click()
    await expect(other.locator("li.mine")).to_contain_text("大家早")
    await one.reload()
    await expect(one.locator("li", has_text="大家早")).to_contain_text("邵文洲")


async def tab_until(page: Page, name: str, most: int = 60) -> bool:
    """Whether Tab reaches something that is called so."""
    await page.evaluate("() => { document.activeElement.blur(); }")
    for _ in range(most):
        await page.keyboard.press("Tab")
        found = await page.evaluate(
            "() => { const a = document.activeElement;"
            " return [a.innerText, a.ariaLabel, a.labels && a.labels[0]?.innerText]; }"
        )
        if name in [text.strip() for text in found if text]:
            return True
    return False
