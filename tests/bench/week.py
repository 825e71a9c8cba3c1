"""A week of the sample centre in the drill: the clock jumps, everything due on the way happens."""

import asyncio
from pathlib import Path
from time import perf_counter

from tests.bench.figures import Figure
from tests.chat import chatting

FRIDAY = "2026-11-20T09:00"
ROOM = "苏念安"
CADRES = ("丁若楠", "陶一帆", "吕思齐", "雷振山")
TASKS = 12
AIM = 10.0


def measure(_folder: Path) -> list[Figure]:
    return [asyncio.run(_measure())]


async def _measure() -> Figure:
    async with chatting(FRIDAY) as chat:
        for n in range(TASKS):
            cadre = CADRES[n % len(CADRES)]
            order = f"交办 {cadre} 抄送 赵水根 截止 11月{23 + n % 5}日17点 提醒 提前1天、提前3小时"
            heard = await chat.says(ROOM, f"{order} 方式 应用内 内容 清理城东村{n + 1}组水渠")
            if n % 2:
                await chat.says(cadre, f"签收 {heard[-1]['task']}")
        before = len(await chat.everything())
        began = perf_counter()
        await chat.later(days=7)
        seconds = perf_counter() - began
        said = len(await chat.everything()) - before
    note = f"{TASKS} tasks that nobody finishes, {said} messages"
    return Figure(name="a week in the drill", value=seconds, unit="s", aim=AIM, note=note)
