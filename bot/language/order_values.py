"""What one 交办 sentence said, element by element, and who hears it."""

from dataclasses import dataclass
from datetime import datetime

from bot.language.names import Mention
from bot.language.times import Kind, Reading
from tasks.deadlines import Calendar
from tasks.people import Person, Roster
from tasks.policy import Method
from tasks.task import ReminderKind, ReminderRule

METHODS = {
    "短信": Method.SMS, "电话": Method.PHONE, "应用内": Method.APP, "钉一下": Method.APP,
    "钉": Method.APP, "微信": Method.APP,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one sentence said of the six elements; None: not said."""

    people: tuple[Mention, ...] = ()  # owner first, then co-executors
    cc: tuple[Mention, ...] | None = None
    deadline: Reading | None = None
    reminders: tuple[ReminderRule, ...] | None = None
    method: Method | None = None
    wechat: bool = False  # 微信发不了
    urgent: bool = False
    content: str = ""
    labelled: bool = False  # the content stood behind its label, and counts however short
    unknown: tuple[tuple[str, str], ...] = ()  # (owner, co or cc; the word nobody goes by)
    unclear: tuple[str, ...] = ()  # elements whose value was not understood

    @property
    def empty(self) -> bool:
        return self == Order()


@dataclass(frozen=True)
class Ear:
    """Whom and when it is heard: the roster, the speaker, the moment and the calendar."""

    roster: Roster
    speaker: Person
    now: datetime
    calendar: Calendar


def rule_of(reading: Reading) -> ReminderRule:
    """A reminder as it is kept with the task."""
    kinds = {Kind.OFFSET: ReminderKind.OFFSET, Kind.RECUR: ReminderKind.RECUR}
    if reading.kind is Kind.POINT and reading.at:
        return ReminderRule(ReminderKind.POINT, reading.at.isoformat())
    return ReminderRule(kinds[reading.kind], reading.value or "")
