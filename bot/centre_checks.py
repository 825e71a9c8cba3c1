"""What must fit together in centre.toml, once every single value could be read."""

from collections import Counter
from collections.abc import Iterator
from datetime import time

from bot.mistakes import did_you_mean
from tasks.deadlines import Hours, Quiet, Season
from tasks.policy import Limits, Nags, Unsigned

Found = Iterator[tuple[str, str]]
"""(key, what is wrong with it)"""


def hours(made: Hours) -> Found:
    """Morning before afternoon, in every season; no day in two seasons."""
    noon = made.morning[1]
    if made.afternoon[0] < noon:
        yield "afternoon", f"下午要在上午下班({_clock(noon)})之后"
    for number, season in enumerate(made.seasons):
        if season.first > season.last:
            yield f"seasons.{number}", "first 要早于 last;跨年的请写成两行"
        if season.afternoon[0] < noon:
            yield f"seasons.{number}", f"下午要在上午下班({_clock(noon)})之后"
        if any(_overlap(season, earlier) for earlier in made.seasons[:number]):
            yield f"seasons.{number}", "和前面的季节有重叠的日子"


def quiet(made: Quiet) -> Found:
    if made.start == made.end:
        yield "end", "开始和结束不能是同一时间"


def limits(made: Limits) -> Found:
    """Names that are used once, and a default among them."""
    names = [profile.name for profile in made.profiles]
    for name, times in Counter(names).items():
        if times > 1:
            yield "profiles", f"“{name}”写了 {times} 次,每个时限的 name 不能相同"
    if made.default_profile and made.default_profile not in names:
        near = did_you_mean(made.default_profile, names)
        yield "default_profile", f"没有叫“{made.default_profile}”的时限{near}"
    if len(set(made.reminders)) < len(made.reminders):
        yield "reminders", "有两个提醒时间相同"


def unsigned(made: Unsigned) -> Found:
    if made.head <= made.again:
        yield "head", "告知负责人(head)要晚于再次提醒(again)"


def nags(made: Nags) -> Found:
    """Times in order, and a cap for a person that a task can use up."""
    for key, times in (("first_day", made.first_day), ("early_at", made.early_at)):
        if list(times) != sorted(set(times)):
            yield key, "时间要从早到晚写,不能重复"
    if made.per_task > made.per_person:
        yield "per_task", "一件事的次数不能多于一个人的次数(per_person)"


def _overlap(one: Season, other: Season) -> bool:
    return one.first <= other.last and other.first <= one.last


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")
