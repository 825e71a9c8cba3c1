"""How long it takes to understand a time."""

from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.language.times import read_time
from bot.working_days import built_in_calendar
from tasks.deadlines import CHINA
from tests.bench.figures import Figure

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=CHINA)
ROUNDS = 50
AIM = 1000.0  # microseconds
PHRASES = (
    "明天下午3点", "下周一17点前", "11月25日下午5点", "三个工作日内", "后天中午以前",
    "本周五下班前", "月底前", "半个月内", "提前1天、提前3小时、提前15分钟", "每周一上午9点",
    "国庆节后第一个工作日", "大后天晚上八点半", "两小时后", "明早", "尽快",
    "请于11月30日前办结并书面反馈处理情况",
)  # fmt: skip


def measure(_folder: Path) -> list[Figure]:
    calendar = built_in_calendar()
    each: dict[str, float] = {}
    for phrase in PHRASES:
        read_time(phrase, NOW, calendar)
        times = []
        for _ in range(ROUNDS):
            began = perf_counter()
            read_time(phrase, NOW, calendar)
            times.append(perf_counter() - began)
        each[phrase] = 1_000_000 * median(times)
    slowest = max(each, key=lambda phrase: each[phrase])
    note = f"slowest {each[slowest]:.0f} µs: {slowest}"
    value = median(each.values())
    return [Figure(name="a time understood", value=value, unit="µs", aim=AIM, note=note)]
