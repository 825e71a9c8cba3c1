"""The other pages in Chromium: phone and desk, large text, dark, by keyboard, printed."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Opened
from tests.pages.town import ROOM, SECRETARY, WORKER, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

TASKS = (
    ("丁若楠", "今天上午11点", "城东村三组门前排水沟被堵,雨天污水倒灌进屋,群众已反映两次没有结果"),
    ("吕思齐", "今天上午11点", "柳湾村与邻镇交界处山林界址有争议,请核对2008年林权证档案并现场指界"),
    ("丁若楠", "12月5日", "为城东村两户邻里纠纷组织一次调解"),
)
PAGES = ("/mine", "/queue", "/units", "/ledger", "/chat")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Controls one can see that are lower than 44 px; links inside sentences are as high as the text.
TOO_LOW = """() => [...document.querySelectorAll(
  'button, summary, select, input:not([type=hidden]), textarea, .btn, nav a, .list a')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.unseen'))
  .filter(one => !one.matches('.meta .btn, [type=checkbox], [type=radio]'))
  .filter(one => one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 120))"""


async def fill(town: Town) -> list[str]:
    numbers = [
        await town.assigns(
            f"交办 执行人:{who} 截止:{until} 内容:{what} 抄送:无 提醒:提前1小时 方式:应用内"
        )
        for who, until, what in TASKS
    ]
    await town.says("冯玉珂", "登记 王建国来访,反映城东村水管漏水三天没人修,希望尽快处理")
    await town.until("2026-11-20T14:30")
    return numbers


@pytest.mark.parametrize("size", [PHONE, DESK, (320, 640)])
async def test_every_page_fits_and_can_be_touched(
    town: Town, signed_in: Opened, size: tuple[int, int]
) -> None:
    numbers = await fill(town)
    page = await signed_in(SECRETARY, size=size)
    for path in (*PAGES, f"/task/{numbers[0]}", "/case/MT20261120-0001"):
        await page.goto(path)
        assert await page.evaluate(WIDER) <= 0, path
        assert await page.evaluate(TOO_LOW) == [], path


async def test_text_twice_as_large_still_fits(town: Town, signed_in: Opened) -> None:
    numbers = await fill(town)
    page = await signed_in(SECRETARY)
    for path in (*PAGES, f"/task/{numbers[0]}"):
        await page.goto(path)
        await page.evaluate("() => { document.documentElement.style.fontSize = '212%'; }")
        assert await page.evaluate(WIDER) <= 0, path


async def test_a_phone_shows_one_column_a_desk_two(town: Town, signed_in: Opened) -> None:
    numbers = await fill(town)
    for size, beside in ((PHONE, False), (DESK, True)):
        page = await signed_in(WORKER, size=size)
        await page.goto(f"/task/{numbers[0]}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await page.locator("aside").is_visible() is beside


async def test_signing_and_closing_on_the_page(town: Town, signed_in: Opened) -> None:
    numbers = await fill(town)
    page = await signed_in(WORKER)
    await page.goto(f"/task/{numbers[2]}")
    await page.get_by_role("button", name="签收").click()
    await expect(page.get_by_role("status")).to_contain_text("已签收")
    await page.locator("summary", has_text="办结").click()
    await page.get_by_label("结果,一句话").fill("双方已握手言和,签了调解协议")
    await page.get_by_role("button", name="办结").click()
    await expect(page.locator("header .tag").first).to_have_text("待销号")


async def test_one_tap_in_the_queue(town: Town, signed_in: Opened) -> None:
    await fill(town)
    page = await signed_in(SECRETARY)
    await expect(page.get_by_role("heading", name="督办:等决定 2 件")).to_be_visible()
    first = page.locator("article").first
    await first.get_by_label("理由或要求").fill("涉及多户,抓紧")
    await first.get_by_role("button", name="要方案").click()
    await expect(page.get_by_role("heading", name="督办:等决定 1 件")).to_be_visible()
    await expect(page.get_by_role("status").first).to_contain_text("要方案")


async def test_the_ledger_is_filtered_and_downloaded(town: Town, signed_in: Opened) -> None:
    await fill(town)
    page = await signed_in(ROOM, size=DESK)
    await page.goto("/ledger")
    await page.locator("summary", has_text="筛选").click()
    await page.get_by_label("只看现在超期的").check()
    await page.get_by_role("button", name="查看").click()
    await expect(page.locator("tbody tr")).to_have_count(2)
    async with page.expect_download() as download:
        await page.get_by_text("下载 Excel 表").click()
    assert (await download.value).suggested_filename == "台账20261120.xlsx"


async def test_the_main_things_are_reached_by_keyboard(town: Town, signed_in: Opened) -> None:
    await fill(town)
    page = await signed_in(SECRETARY, size=DESK)
    await page.goto("/queue")
    wanted = ["跳到正文", "督办", "要方案", "台账"]
    reached = await reach(page)
    assert [name for name in wanted if name not in reached] == []
    await page.goto("/queue")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(
    town: Town, signed_in: Opened, scheme: str
) -> None:
    """WCAG AA: 4.5 to 1 for everything written, in both schemes."""
    numbers = await fill(town)
    page = await signed_in(SECRETARY)
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # light or dark
    for path in (*PAGES, f"/task/{numbers[0]}"):
        await page.goto(path)
        assert await page.evaluate(PALE) == [], path


async def test_a_printed_task_has_no_buttons(town: Town, signed_in: Opened) -> None:
    numbers = await fill(town)
    page = await signed_in(SECRETARY)
    await page.goto(f"/task/{numbers[0]}")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await page.locator("button:visible").count() == 0


async def reach(page: Page, most: int = 120) -> set[str]:
    """What Tab comes by, by the words on it."""
    found: set[str] = set()
    for _ in range(most):
        await page.keyboard.press("Tab")
        found.add((await page.evaluate("() => document.activeElement.innerText || ''")).strip())
    return found


PALE = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = one => {
    for (; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !one.checkVisibility() || one.closest('svg')) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) pale.push(`${one.tagName}.${one.className} ${ratio.toFixed(2)}`);
  }
  return pale;
}"""
