"""What a centre may set for itself (centre.toml); the defaults are the sample centre's."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from tasks.deadlines import Hours, LimitUnit, Quiet


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A time limit by name, in its own unit (requirements §7: the seeds disagree)."""

    name: str
    label: str
    amount: int
    unit: LimitUnit
    keywords: tuple[str, ...] = ()  # words or channels that choose this profile
    extend_days: int = 0  # longest extension in calendar days; 0 = as decided


DAY, WORKING_DAY = LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_DAY

PROFILES = (
    Profile(name="general", label="一般事项", amount=5, unit=DAY, keywords=("一般事项",)),
    Profile(name="complex", label="疑难复杂事项", amount=15, unit=DAY, keywords=("疑难复杂",)),
    Profile(name="small", label="一般纠纷", amount=1, unit=DAY),
    Profile(name="larger", label="较大纠纷", amount=1, unit=LimitUnit.WEEK),
    Profile(name="major", label="重大疑难纠纷", amount=1, unit=LimitUnit.MONTH),
    Profile(name="petition_tell", label="信访事项受理告知", amount=15, unit=DAY),
    Profile(
        name="petition", label="信访事项办结", amount=60, unit=DAY,
        keywords=("信访事项",), extend_days=30,
    ),
    Profile(name="petition_simple", label="信访事项简易办理", amount=10, unit=WORKING_DAY),
    Profile(name="hotline", label="12345工单", amount=5, unit=WORKING_DAY, keywords=("12345",)),
)  # fmt: skip
"""The seeds' limits (requirements §7: 5/15 days, 1 day/week/month, 15/60/+30) and 12345's."""


class Decider(StrEnum):
    """Who decides an extension; the first of a list who is there and is not the asker."""

    LEADER = "leader"  # 分管领导 of the task's owner
    LEADER_DEPUTY = "leader_deputy"  # that leader's B角
    PRINCIPAL = "principal"  # 主要领导


DECIDER_LABELS = {
    Decider.LEADER: "分管领导",
    Decider.LEADER_DEPUTY: "分管领导B角",
    Decider.PRINCIPAL: "主要领导",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Time limits and the small numbers of contract.md's table."""

    default_profile: str = ""  # empty: the dispatcher is asked for the deadline
    profiles: tuple[Profile, ...] = PROFILES
    reminders: tuple[timedelta, ...] = (timedelta(days=1), timedelta(hours=2))  # before deadline
    undo_minutes: int = 10
    extensions: int = 1
    extension_by: tuple[Decider, ...] = tuple(Decider)
    supervised_extension_by: tuple[Decider, ...] = (Decider.PRINCIPAL,)
    plan_working_days: int = 3
    return_working_days: int = 5  # later returns are marked late (条例 23)


@dataclass(frozen=True, kw_only=True)
class Unsigned:
    """Minutes from the assignment until the next step while nobody signs."""

    again: int
    head: int


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Working minutes for ordinary and 12345 tasks, plain minutes for 紧急."""

    ordinary: Unsigned = Unsigned(again=120, head=240)
    hotline: Unsigned = Unsigned(again=30, head=120)
    urgent: Unsigned = Unsigned(again=30, head=120)


@dataclass(frozen=True, kw_only=True)
class Nags:
    """When and how often the clock speaks about one task, and to one person."""

    first_day: tuple[time, ...] = (time(10, 30), time(16, 0))
    early_days: int = 3  # late days 2..n get `early_at`
    early_at: tuple[time, ...] = (time(16, 0),)
    later_every: int = 3  # working days
    later_at: time = time(10, 30)
    silent_every: int = 3  # working days, signed but silent
    request_hours: int = 2  # working hours until the approver is nagged
    per_task: int = 2
    per_person: int = 6


@dataclass(frozen=True, kw_only=True)
class Digests:
    leaders: time = time(8, 0)
    others: time = time(8, 40)
    command_room: time = time(17, 15)


@dataclass(frozen=True, kw_only=True)
class SupervisionRules:
    meeting_weekday: int = 5  # ISO: 5 = Friday
    meeting_at: time = time(9, 0)
    cutoff_hours: int = 24  # what comes later goes to the next meeting (S3-09)
    bundle_lines: int = 12


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group chat and who sits in it."""

    name: str
    members: tuple[str, ...] = ()


class Method(StrEnum):
    """提醒方式 (S3-03): DING's three."""

    APP = "app"
    SMS = "sms"
    PHONE = "phone"


METHOD_LABELS = {Method.APP: "应用内", Method.SMS: "短信", Method.PHONE: "电话"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words a town may add to: stock feedback that says nothing (S0-43)."""

    empty_feedback: tuple[str, ...] = (
        "已处理", "已办理", "正在处理", "同上", "处理中", "办理中", "正在办理", "已完成",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One centre's settings; `version` is a digest of the file, shown on cards (S3-33)."""

    name: str = "矛调中心"
    town: str = "本镇"
    version: str = "默认"
    methods: tuple[Method, ...] = (Method.APP,)  # what this installation can do
    hours: Hours = field(default_factory=Hours)
    quiet: Quiet = field(default_factory=Quiet)
    limits: Limits = field(default_factory=Limits)
    ladder: Ladder = field(default_factory=Ladder)
    nags: Nags = field(default_factory=Nags)
    digests: Digests = field(default_factory=Digests)
    supervision: SupervisionRules = field(default_factory=SupervisionRules)
    groups: tuple[Group, ...] = ()
    words: Words = field(default_factory=Words)
