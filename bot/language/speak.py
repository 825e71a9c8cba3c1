"""Times as people say them, with the exact one beside: 明天 17:00(11月21日 周六)."""

from datetime import date, datetime, timedelta

from bot.language.times.reading import say_moment
from bot.language.times.values import Today
from tasks.deadlines import CHINA, Calendar

WEEKDAYS = "一二三四五六日"
NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def say_day(day: date, today: date) -> str:
    """11月21日 周六, with the year when it is another one."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def say_time(moment: datetime, now: datetime, calendar: Calendar) -> str:
    """The moment as `dingban when` says it: near days by name, weekday, 休息日 where it is one."""
    return say_moment(moment, Today(now.astimezone(CHINA), calendar))


def say_dated(moment: datetime, now: datetime, calendar: Calendar) -> str:
    """For a card that is still read tomorrow: 11月21日 17:00(周六,休息日), never 明天."""
    local = moment.astimezone(CHINA)
    year = "" if local.year == now.astimezone(CHINA).year else f"{local.year}年"
    rest = "" if calendar.is_working(local.date()) else ",休息日"
    weekday = f"周{WEEKDAYS[local.weekday()]}{rest}"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}({weekday})"


def say_exact(moment: datetime) -> str:
    """For what is read weeks later: 2026年11月25日 17:00 周三."""
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M} 周{WEEKDAYS[local.weekday()]}"


def say_short(moment: datetime, now: datetime) -> str:
    """For lists: 今天 17:00, 明天 17:00, 11月25日 17:00."""
    local, today = moment.astimezone(CHINA), now.astimezone(CHINA).date()
    near = NEAR.get((local.date() - today).days)
    if near:
        return f"{near}{local:%H:%M}"
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日{local:%H:%M}"


def say_span(span: timedelta) -> str:
    """A length of time in its largest whole unit: 40分钟, 3小时, 2天."""
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes}分钟"
    if minutes < 48 * 60:
        return f"{minutes // 60}小时"
    return f"{minutes // (24 * 60)}天"


def say_late(deadline: datetime, now: datetime, calendar: Calendar) -> str:
    """已超期2个工作日, counted as the rules count it; on the first day in hours."""
    if now < deadline:
        return f"还有{say_span(deadline - now)}"
    days = calendar.working_days_late(deadline, now)
    return f"已超期{days}个工作日" if days else f"已超期{say_span(now - deadline)}"
