"""The secretary's review queue (书记督办): entries, decisions, and what each decision changes."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tasks.errors import MoveNotAllowed


class EntryState(StrEnum):
    WAITING = "waiting"  # a principal must decide
    DECIDED = "decided"  # decided; the task goes on, still marked
    PLAN_DUE = "plan_due"  # 要方案: the owner owes a plan (S3-11)
    PLAN_REVIEW = "plan_review"  # the plan waits for 同意 or 驳回
    ENDED = "ended"  # done, lifted, or a later deadline was missed and has its own entry


ENTRY_LABELS = {
    EntryState.WAITING: "督办中",
    EntryState.DECIDED: "督办中",
    EntryState.PLAN_DUE: "待方案",
    EntryState.PLAN_REVIEW: "待审",
    EntryState.ENDED: "已解除",
}


class DecisionKind(StrEnum):
    LIMIT = "limit"  # 限期
    TRANSFER = "transfer"  # 转办, 请…阅处
    TALK = "talk"  # 约谈
    EXTEND = "extend"  # 准延期
    PLAN = "plan"  # 要方案
    PLAN_AGREED = "plan_agreed"  # 同意方案
    PLAN_RETURNED = "plan_returned"  # 驳回方案
    LEADER = "leader"  # 包案
    LIFT = "lift"  # 解除


DECISION_LABELS = {
    DecisionKind.LIMIT: "限期",
    DecisionKind.TRANSFER: "转办",
    DecisionKind.TALK: "约谈",
    DecisionKind.EXTEND: "准延期",
    DecisionKind.PLAN: "要方案",
    DecisionKind.PLAN_AGREED: "同意方案",
    DecisionKind.PLAN_RETURNED: "驳回方案",
    DecisionKind.LEADER: "包案",
    DecisionKind.LIFT: "解除督办",
}

UNDECIDED = frozenset({EntryState.WAITING, EntryState.PLAN_REVIEW})


@dataclass(frozen=True, kw_only=True)
class Decision:
    kind: DecisionKind
    by: str
    at: datetime
    reason: str  # the principal's own words
    until: datetime | None = None  # new deadline, talk or plan date
    person_id: str | None = None  # new owner or responsible leader


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One missed deadline of one task; (task_id, deadline) is unique."""

    id: str
    task_id: str
    task_number: str
    deadline: datetime
    since: datetime
    state: EntryState = EntryState.WAITING
    manual: bool = False  # put in by hand: 人工
    cause: str = ""  # why it is here, when by hand
    responsible_leader_id: str | None = None
    reason: str | None = None  # 未办结事由
    decisions: tuple[Decision, ...] = ()
    plan: str | None = None
    plan_due_at: datetime | None = None
    look_again_at: datetime | None = None  # comes back for a decision then (约谈, 包案)
    ended_at: datetime | None = None
    version: int = 1


def decide(entry: Entry, decision: Decision) -> Entry:
    """Record a principal's decision and move the entry on; the task's own clock moves elsewhere."""
    if entry.state is EntryState.ENDED:
        raise MoveNotAllowed(f"{entry.task_number} 已不在督办中,不用再决定。")
    plan_word = decision.kind in (DecisionKind.PLAN_AGREED, DecisionKind.PLAN_RETURNED)
    if plan_word and entry.state is not EntryState.PLAN_REVIEW:
        raise MoveNotAllowed(f"{entry.task_number} 还没有报来方案,可以写“要方案”或“限期 下周三”。")
    after = replace(entry, decisions=(*entry.decisions, decision), look_again_at=None)
    match decision.kind:
        case DecisionKind.PLAN:
            return replace(after, state=EntryState.PLAN_DUE, plan_due_at=decision.until)
        case DecisionKind.PLAN_RETURNED:
            return replace(after, state=EntryState.PLAN_DUE, plan_due_at=decision.until, plan=None)
        case DecisionKind.TALK:
            return replace(after, state=EntryState.DECIDED, look_again_at=decision.until)
        case DecisionKind.LEADER:
            return replace(
                after,
                state=EntryState.DECIDED,
                responsible_leader_id=decision.person_id,
                look_again_at=decision.until,
            )
        case DecisionKind.LIFT:
            return end(after, at=decision.at)
    return replace(after, state=EntryState.DECIDED)


def file_plan(entry: Entry, text: str) -> Entry:
    """方案: from the owner (or the responsible leader), only while one is owed."""
    if entry.state is not EntryState.PLAN_DUE:
        raise MoveNotAllowed(f"{entry.task_number} 现在不需要报方案,有进展请写“反馈 …”。")
    return replace(entry, state=EntryState.PLAN_REVIEW, plan=text)


def give_reason(entry: Entry, text: str) -> Entry:
    """未办结事由, from the responsible leader or the owner (S3-10)."""
    return replace(entry, reason=text)


def come_back(entry: Entry) -> Entry:
    """The talk is over, or the look-again day has come: a principal decides again."""
    return replace(entry, state=EntryState.WAITING, look_again_at=None)


def end(entry: Entry, *, at: datetime) -> Entry:
    return replace(entry, state=EntryState.ENDED, ended_at=at, look_again_at=None)
