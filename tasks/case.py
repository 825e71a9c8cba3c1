"""The citizen's appeal: how it came in, what it says (masked), and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CaseStatus(StrEnum):
    REGISTERED = "registered"  # waits for an assignment: 待交办
    AWAITING_PLAN = "awaiting_plan"  # important: waits for a leader's plan (S3-06): 待方案
    ASSIGNED = "assigned"  # at least one task is open: 办理中
    CLOSED = "closed"  # all tasks closed, not yet checked: 待销号
    STRUCK_OFF = "struck_off"  # checked, petitioner told: 已销号
    REFERRED = "referred"  # shown the right door, no task (S0-03): 已引导
    ANSWERED = "answered"  # answered on the spot: 已答复
    MERGED = "merged"  # part of another case: 已并入
    VOID = "void"  # a mistake; the number stays used: 已作废


CASE_LABELS: dict[CaseStatus, str] = {
    CaseStatus.REGISTERED: "待交办",
    CaseStatus.AWAITING_PLAN: "待方案",
    CaseStatus.ASSIGNED: "办理中",
    CaseStatus.CLOSED: "待销号",
    CaseStatus.STRUCK_OFF: "已销号",
    CaseStatus.REFERRED: "已引导",
    CaseStatus.ANSWERED: "已答复",
    CaseStatus.MERGED: "已并入",
    CaseStatus.VOID: "已作废",
}


class Channel(StrEnum):
    """Where it came from (S3-16); kept for the figures."""

    WINDOW = "window"  # 窗口来访
    HOTLINE = "12345"
    GRID = "grid"  # 网格
    LETTER = "letter"  # 来信
    CALL = "call"  # 来电
    ONLINE = "online"  # 网络
    SUPERIOR = "superior"  # 上级交办
    VILLAGE = "village"  # 村级上交


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.WINDOW: "窗口来访",
    Channel.HOTLINE: "12345",
    Channel.GRID: "网格",
    Channel.LETTER: "来信",
    Channel.CALL: "来电",
    Channel.ONLINE: "网络",
    Channel.SUPERIOR: "上级交办",
    Channel.VILLAGE: "村级上交",
}


class Level(StrEnum):
    ORDINARY = "ordinary"  # 一般
    IMPORTANT = "important"  # 重要


@dataclass(frozen=True)
class Attachment:
    """A stored file: its name for people, and the keyed hash that names it on disk."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """What may be shown of an appeal; `content` is masked, the full text is sealed in storage."""

    id: str
    number: str
    status: CaseStatus
    channel: Channel
    level: Level = Level.ORDINARY
    reporter_id: str
    content: str
    registered_at: datetime
    external_number: str | None = None
    external_deadline: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    outcome: str | None = None  # what the petitioner gets to hear
    merged_into: str | None = None
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Petitioner:
    """A citizen's own data; only ever sealed, or shown in a direct chat on request."""

    text: str  # the appeal as it was written
    name: str | None = None
    phone: str | None = None
    id_number: str | None = None
    address: str | None = None
