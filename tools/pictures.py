"""The manual's pictures, made anew: a drill is played and its real screens are taken.

`.venv/bin/python tools/pictures.py docs/图`. Look at each afterwards: nothing here can see.
"""

import base64
import re
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import find_chromium

DINGBAN = Path(sys.executable).with_name("dingban")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESK = (375, 812), (1280, 800)
SHARP = {PHONE: 2.0, DESK: 1.0}  # picture points for each point of the page
HEAVIEST = 120_000  # bytes
START = "2026-11-20T09:00"
A_MOMENT = 2  # minutes between two sentences; at one standing minute they would have no order
STARTED = re.compile(r"(http://\S+)/drill")
WRONG = "没看懂|没有找到|不能|不清楚|不用|哪一件"


@dataclass(frozen=True)
class Say:
    """Somebody writes; a sentence the bot does not take ends the run."""

    person: str
    text: str


@dataclass(frozen=True)
class Press:
    """Somebody presses a button by its label."""

    person: str
    button: str


@dataclass(frozen=True)
class Until:
    """The clock moves on."""

    moment: str


@dataclass(frozen=True)
class Picture:
    """What one person (in the drill's page nobody) sees of one page now."""

    name: str
    person: str
    path: str
    size: tuple[int, int] = PHONE


Step = Say | Press | Until | Picture

STORY: tuple[Step, ...] = (
    # Friday: cases come in and are given out.
    Say("冯玉珂", "登记 村民王桂芳咨询独生子女补助怎么申领,电话13800001233"),
    Say("冯玉珂", "当场办结 已告知所需材料,群众认可"),
    Say("冯玉珂", "登记 村民李秀英反映城东村村口路灯坏了半个月,电话13800001234"),
    Picture("窗口登记", "冯玉珂", "/chat"),
    Say("苏念安", "交办 0002 丁若楠 下周三下午5点前 抄送赵水根"),
    Picture("交办草稿", "苏念安", "/chat"),
    Press("苏念安", "确认"),
    Say("丁若楠", "收到"),
    Picture("承办签收", "丁若楠", "/chat"),
    Say("丁若楠", "反馈 到现场看了,线路老化要换,配件周一到"),
    Say("冯玉珂", "登记 南塘村水渠堵了,下游二十亩田没水,电话13800001235"),
    Say("苏念安", "交办 0003 陶一帆 吴秀珍 下周二下班前 抄送宋保华"),
    Say("苏念安", "确认"),
    Say("陶一帆", "接了"),
    Say("吴秀珍", "收到"),
    Say("周茂林", "登记 柳湾村机耕路被过境大车压坏,开春前要修好"),
    Say("苏念安", "交办 0004 吕思齐 下周二下班前 抄送周茂林"),
    Say("苏念安", "确认"),
    Say("吕思齐", "收到"),
    Say("苏念安", "安排雷振山下周五下班前清理集镇占道摊位,抄送无"),
    Say("苏念安", "确认"),
    Say("雷振山", "明白"),
    # Monday: nobody signs, so the head hears of it.
    Until("2026-11-23T09:00"),
    Say("冯玉珂", "登记 城东村两户人家为屋后排水沟吵起来了,电话13800001236"),
    Say("苏念安", "交办 MT20261123-0001 丁若楠 明天下午5点前 抄送赵水根"),
    Say("苏念安", "确认"),
    Until("2026-11-23T15:10"),
    Press("王承泽", "催办"),
    Picture("负责人催签收", "王承泽", "/chat"),
    Say("丁若楠", "收到"),
    Say("吴秀珍", "办结 下游50米渠道已清完"),
    Until("2026-11-24T10:00"),
    Say("陶一帆", "反馈 RW20261120-0002 挖机上午进场,已清120米"),
    # On Tuesday evening the clock fills the queue; on Wednesday morning it is looked at.
    Until("2026-11-25T08:30"),
    Say("郑怀瑾", "督办"),
    Picture("书记看督办", "郑怀瑾", "/chat"),
    Picture("督办页手机", "郑怀瑾", "/queue"),
    Picture("督办页电脑", "郑怀瑾", "/queue", DESK),
    Picture("单位页", "韩景澄", "/units", DESK),
    Say("郑怀瑾", "1限期明天下午5点 邻里的事拖不得 2要方案 3约谈明天上午9点"),
    Picture("我的待办", "丁若楠", "/mine"),
    Picture("任务页", "丁若楠", "/task/RW20261123-0001", DESK),
    Say("冯玉珂", "登记 南塘村文化礼堂漏雨,下周有活动,电话13800001237"),
    Say("丁若楠", "办结 RW20261120-0001 路灯和线路都换了,当晚试亮"),
    Picture("指挥室待办", "苏念安", "/mine"),
    Picture("台账", "苏念安", "/ledger", DESK),
    Say("苏念安", "销号 RW20261120-0001 电话"),
    Picture("演练页", "", "/drill?who=冯玉珂&who=苏念安&who=丁若楠&who=郑怀瑾", DESK),
    Say("丁若楠", "请假到下周三"),
    Picture("B角代办", "陶一帆", "/chat"),
)

# A palette of the 256 commonest colours: a third of the size, and nobody sees it.
REDUCE = """async (png) => {
  const image = await createImageBitmap(await (await fetch(png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const paper = canvas.getContext('2d');
  paper.drawImage(image, 0, 0);
  const points = paper.getImageData(0, 0, image.width, image.height).data;
  const colours = new Uint32Array(points.length / 4), count = new Map();
  for (let i = 0; i < colours.length; i++) {
    const c = points[4 * i] << 16 | points[4 * i + 1] << 8 | points[4 * i + 2];
    colours[i] = c;
    count.set(c, (count.get(c) || 0) + 1);
  }
  const common = [...count.keys()].sort((a, b) => count.get(b) - count.get(a)).slice(0, 256);
  const part = (a, b, by) => ((a >> by & 255) - (b >> by & 255)) ** 2;
  const far = (a, b) => part(a, b, 16) + part(a, b, 8) + part(a, b, 0);
  const place = new Map(common.map((c, i) => [c, i]));
  for (const c of count.keys()) if (!place.has(c))
    place.set(c, common.reduce((best, d, i) => far(c, d) < far(c, common[best]) ? i : best, 0));
  let text = '';
  for (const c of colours) text += String.fromCharCode(place.get(c));
  return {width: image.width, height: image.height, palette: common, points: btoa(text)};
}"""


def main(words: list[str]) -> int:
    if len(words) != 1:
        print("用法:tools/pictures.py 文件夹")
        return 2
    chromium = find_chromium()
    if chromium is None:
        print("没有 Chromium(装 chromium,或用 DINGBAN_CHROMIUM 指定)")
        return 1
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    with a_drill() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        play(Stage(browser, base, folder))
        browser.close()
    return 0


@contextmanager
def a_drill() -> Iterator[str]:
    """The address of a drill of our own, gone at the end."""
    words = [str(DINGBAN), "drill", "--at", START, "--port", str(free_port())]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        try:
            first = program.stdout.readline() if program.stdout else ""
            started = STARTED.search(first)
            if started is None:
                raise SystemExit(f"演练没有开始:{first}")
            yield started[1]
        finally:
            program.terminate()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


class Stage:
    """One browser at one drill; pictures go to `folder`."""

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self.browser = browser
        self.base = base
        self.folder = folder
        self.desk = browser.new_page()  # speaks with the drill, and makes pictures lighter

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.desk.request.post(f"{self.base}/drill/{path}", data=body)
        if not answer.ok:
            raise SystemExit(f"{body}:{answer.text()}")
        found: dict[str, Any] = answer.json()
        return found

    def moves(self, path: str, person: str, **what: str) -> None:
        """Somebody does something, and the bot must take it."""
        self.ask("advance", {"minutes": A_MOMENT})
        heard = self.ask(path, {"person": person, **what})["heard"]
        said = heard[0]["text"] if heard else ""
        if not said or re.search(WRONG, said.splitlines()[0]):
            raise SystemExit(f"{person} {what}:{said or '没有回复'}")

    def take(self, picture: Picture) -> None:
        width, height = picture.size
        with self.browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": height},
            device_scale_factor=SHARP[picture.size],
            locale="zh-CN",
        ) as window:
            page = window.new_page()
            if picture.person:
                look_as(page, picture.person)
            page.goto(picture.path, wait_until="load")
            self.keep(picture.name, page.screenshot())

    def keep(self, name: str, png: bytes) -> None:
        seen = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        lighter = write_png(self.desk.evaluate(REDUCE, seen))
        (self.folder / f"{name}.png").write_bytes(lighter)
        print(f"{name}.png {len(lighter) // 1000} KB", flush=True)
        if len(lighter) > HEAVIEST:
            raise SystemExit(f"{name}.png 超过 {HEAVIEST // 1000} KB")


def play(stage: Stage) -> None:
    for step in STORY:
        match step:
            case Say(person, text):
                stage.moves("say", person, text=text)
            case Press(person, button):
                stage.moves("press", person, button=button)
            case Until(moment):
                stage.ask("advance", {"to": moment})
            case Picture():
                stage.take(step)


def look_as(page: Page, person: str) -> None:
    """Sign in as one of the drill's people."""
    page.goto(f"/drill?who={person}")
    page.get_by_role("button", name="看页面").click()
    page.wait_for_load_state()


def write_png(picture: dict[str, Any]) -> bytes:
    """An indexed PNG of {width, height, palette, points (base64, one byte each)}."""
    width, height = picture["width"], picture["height"]
    points = base64.b64decode(picture["points"])
    rows = b"".join(b"\0" + points[y * width : (y + 1) * width] for y in range(height))
    palette = b"".join(struct.pack(">I", colour)[1:] for colour in picture["palette"])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", palette)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
