"""The work given to someone: six elements (S3-02), participants, requests, and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tasks.case import Attachment
from tasks.policy import Ladder, Method, Nags


class Status(StrEnum):
    ASSIGNED = "assigned"  # sent, nobody signed yet: 待签收
    ACKNOWLEDGED = "acknowledged"  # signed, being worked on: 办理中
    PAUSED = "paused"  # clock stopped for 评议, 鉴定 (S0-11): 已中止
    CLOSED = "closed"  # the owner says done; the centre must check (S4-08): 待销号
    STRUCK_OFF = "struck_off"  # checked and over: 已销号
    CANCELLED = "cancelled"  # called off; the number stays used: 已撤销


STATUS_LABELS: dict[Status, str] = {
    Status.ASSIGNED: "待签收",
    Status.ACKNOWLEDGED: "办理中",
    Status.PAUSED: "已中止",
    Status.CLOSED: "待销号",
    Status.STRUCK_OFF: "已销号",
    Status.CANCELLED: "已撤销",
}

RUNNING = frozenset({Status.ASSIGNED, Status.ACKNOWLEDGED})
OPEN = RUNNING | {Status.PAUSED}
OVER = frozenset({Status.STRUCK_OFF, Status.CANCELLED})


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    HOTLINE = "hotline"  # 12345 orders: a faster ladder
    URGENT = "urgent"  # 紧急, 特急: plain minutes, quiet hours do not hold it


class CoStatus(StrEnum):
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


CO_LABELS = {
    CoStatus.ASSIGNED: "待签收",
    CoStatus.ACKNOWLEDGED: "办理中",
    CoStatus.CLOSED: "已完成",
}


@dataclass(frozen=True, kw_only=True)
class CoExecutor:
    """配合: works along, with a completion of their own."""

    person_id: str
    status: CoStatus = CoStatus.ASSIGNED
    result: str | None = None


class ReminderKind(StrEnum):
    OFFSET = "offset"  # ISO 8601 before the deadline: -P1D
    POINT = "point"  # a moment, ISO with zone
    RECUR = "recur"  # DAILY@09:00 …, until the deadline


@dataclass(frozen=True)
class ReminderRule:
    """One 提醒时间 as the dispatcher said it (S3-04)."""

    kind: ReminderKind
    value: str


class RequestKind(StrEnum):
    RETURN = "return"  # 退回
    TRANSFER = "transfer"  # 转办
    EXTENSION = "extension"  # 延期


REQUEST_LABELS = {
    RequestKind.RETURN: "退回",
    RequestKind.TRANSFER: "转办",
    RequestKind.EXTENSION: "延期",
}


class RequestState(StrEnum):
    PENDING = "pending"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # the task moved on, or its writer took it back


@dataclass(frozen=True, kw_only=True)
class Request:
    """An executor asks; somebody else decides; the clock runs on meanwhile (S0-06)."""

    id: str
    kind: RequestKind
    by: str
    at: datetime
    reason: str
    state: RequestState = RequestState.PENDING
    to_person: str | None = None  # transfer
    new_deadline: datetime | None = None  # extension
    late: bool = False  # a return after the objection window (条例 23): marked, not blocked
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One assignment. `content` is masked; times are aware UTC; ids, never names."""

    id: str
    number: str
    case_id: str | None
    case_number: str | None
    status: Status
    owner_id: str
    creator_id: str
    content: str
    deadline: datetime
    co_executors: tuple[CoExecutor, ...] = ()
    cc_ids: tuple[str, ...] = ()
    urgency: Urgency = Urgency.ORDINARY
    method: Method = Method.APP
    reminders: tuple[ReminderRule, ...] = ()
    ladder: Ladder  # frozen when the task starts: a later policy does not move a running task
    nags: Nags
    policy_version: str
    provisional: bool = False  # deadline counted over a year whose holidays are not published
    profile: tuple[int, str] | None = None  # amount and unit, when a time limit was counted
    created_at: datetime
    assigned_at: datetime  # of the present owner: the signature clock
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    closed_at: datetime | None = None
    result: str | None = None
    last_feedback: str | None = None
    last_moved_at: datetime
    extensions: int = 0
    requests: tuple[Request, ...] = ()
    files: tuple[Attachment, ...] = ()  # photos that came with reports and results
    entry_id: str | None = None  # the supervision entry that is open, if any
    supervised: bool = False  # was ever supervised: principals hear its result (S3-12)
    lent_to: str | None = None  # B角 who signed or acts for an owner on leave or silent (S3-34)
    offered_to: str | None = None  # B角 who may sign because the owner has been silent
    version: int = 1

    @property
    def hands(self) -> tuple[str, ...]:
        """Everyone who works on it; first the owner, or the B角 who took it over."""
        owner = (self.lent_to, self.owner_id) if self.lent_to else (self.owner_id,)
        return (*owner, *(co.person_id for co in self.co_executors))

    def co(self, person_id: str) -> CoExecutor | None:
        return next((co for co in self.co_executors if co.person_id == person_id), None)

    def pending(self, kind: RequestKind | None = None) -> Request | None:
        """The newest undecided request, of one kind or of any."""
        waiting = [r for r in self.requests if r.state is RequestState.PENDING]
        return next((r for r in reversed(waiting) if kind in (None, r.kind)), None)

    @property
    def returned(self) -> bool:
        """A return was agreed and nobody has the task yet: it waits for 改派."""
        return self.status is Status.ASSIGNED and any(
            request.kind is RequestKind.RETURN
            and request.state is RequestState.AGREED
            and request.decided_at is not None
            and request.decided_at >= self.assigned_at
            for request in self.requests
        )

    @property
    def urgent(self) -> bool:
        return self.urgency is Urgency.URGENT

    def overdue(self, now: datetime) -> bool:
        return self.status in RUNNING and now >= self.deadline
