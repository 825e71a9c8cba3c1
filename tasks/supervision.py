"""The secretary's review queue (书记督办): entries, decisions, and what each decision changes."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tasks.errors import MoveNotAllowed, NotYours, Unclear
from tasks.people import Person, Role, Roster
from tasks.standing import Standing, standings
from tasks.task import Task


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
    EntryState.PLAN_REVIEW: "督办中",
    EntryState.ENDED: "督办已结束",
}
"""What people see on cards (chat.md rule 11); the queue itself says more."""


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
PLAN_STEPS = frozenset({EntryState.PLAN_DUE, EntryState.PLAN_REVIEW})
TIMED = frozenset({DecisionKind.LIMIT, DecisionKind.TALK, DecisionKind.EXTEND})
WITH_REASON = {
    DecisionKind.LIFT: "解除督办要写理由,如“解除 {} 已交县里办理”。",
    DecisionKind.PLAN_RETURNED: "驳回方案要写理由,如“驳回 {} 没有写谁来办”。",
}

DEADLINE_WORKING_DAYS = 3  # 转办 and 同意方案 without a time
LEADER_WORKING_DAYS = 5  # 包案 without a time: looked at again then


@dataclass(frozen=True, kw_only=True)
class Decision:
    kind: DecisionKind
    by: str
    at: datetime
    reason: str  # the principal's own words
    until: datetime | None = None  # new deadline, end of the talk, plan date, next look
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
    plan_by: str | None = None
    plan_at: datetime | None = None
    plan_until: datetime | None = None  # by when the plan itself promises to be done
    plan_due_at: datetime | None = None
    look_again_at: datetime | None = None  # comes back for a decision then (约谈, 包案)
    ended_at: datetime | None = None
    ended_from: EntryState | None = None  # where it stood, for an 办结 that is taken back
    version: int = 1

    @property
    def open(self) -> bool:
        return self.state is not EntryState.ENDED

    @property
    def last(self) -> Decision | None:
        """The decision that counts now."""
        return self.decisions[-1] if self.decisions else None

    @property
    def back_from(self) -> DecisionKind | None:
        """What it came back from, while it waits for a decision once more."""
        return self.last.kind if self.last and self.state is EntryState.WAITING else None


def decide(entry: Entry, decision: Decision) -> Entry:
    """Record a principal's decision and move the entry on; the task's own clock moves elsewhere.

    A later decision replaces an earlier one; naming a leader leaves a plan that is owed alone.
    """
    check_decision(entry, decision)
    after = replace(
        entry,
        decisions=(*entry.decisions, decision),
        state=EntryState.DECIDED,
        look_again_at=None,
        plan_due_at=None,
    )
    match decision.kind:
        case DecisionKind.PLAN | DecisionKind.PLAN_RETURNED:
            return replace(after, state=EntryState.PLAN_DUE, plan_due_at=decision.until, plan=None)
        case DecisionKind.TALK:
            return replace(after, look_again_at=decision.until)
        case DecisionKind.LEADER:
            return _with_leader(entry, after, decision)
        case DecisionKind.LIFT:
            return end(after, at=decision.at)
    return after


def check_decision(entry: Entry, decision: Decision) -> None:
    """Refuse what the entry's state or a missing part does not allow."""
    number, kind = entry.task_number, decision.kind
    if not entry.open:
        raise MoveNotAllowed(f"{number} 已不在督办中,不用再决定;要再督办请写“督办 {number} 理由”。")
    plan_word = kind in (DecisionKind.PLAN_AGREED, DecisionKind.PLAN_RETURNED)
    if plan_word and entry.state is not EntryState.PLAN_REVIEW:
        raise MoveNotAllowed(
            f"{number} 没有等着审的方案,可以写“要方案 {number}”或“限期 {number} 下周三”。"
        )
    if kind in WITH_REASON and not decision.reason.strip():
        raise Unclear(WITH_REASON[kind].format(number))
    if kind in TIMED and decision.until is None:
        label = DECISION_LABELS[kind]
        raise Unclear(f"{label}要写时间,如“{label} {number} 下周三”。")
    if decision.until is not None and decision.until <= decision.at:
        raise MoveNotAllowed("这个时间已经过了,没有记下,请写一个以后的时间,如“下周三”。")


def check_principal(person: Person, roster: Roster) -> None:
    """Only 主要领导 decide; whoever else tries hears who does."""
    if not person.has(Role.PRINCIPAL):
        names = "、".join(p.name for p in roster.with_role(Role.PRINCIPAL)) or "主要领导"
        raise NotYours(f"督办件由 {names} 决定,你不用操作;有情况请写“反馈”或向他们报告。")


def file_plan(
    entry: Entry, text: str, *, by: str, at: datetime, until: datetime | None = None
) -> Entry:
    """方案: from the owner or the responsible leader, only while one is owed."""
    if entry.state is EntryState.PLAN_REVIEW:
        raise MoveNotAllowed(f"{entry.task_number} 的方案已经报上去了,请等主要领导答复。")
    if entry.state is not EntryState.PLAN_DUE:
        raise MoveNotAllowed(f"{entry.task_number} 现在不需要报方案,有进展请写“反馈 …”。")
    return replace(
        entry,
        state=EntryState.PLAN_REVIEW,
        plan=text,
        plan_by=by,
        plan_at=at,
        plan_until=until,
        plan_due_at=None,
    )


def give_reason(entry: Entry, text: str) -> Entry:
    """未办结事由, from the responsible leader or the owner (S3-10)."""
    return replace(entry, reason=text)


def name_leader(entry: Entry, leader: Person, roster: Roster) -> Entry:
    """The command room fills in a missing 包案领导 (S3-10); only principals change one."""
    if not entry.open:
        raise MoveNotAllowed(f"{entry.task_number} 已不在督办中,不用再定包案领导。")
    if entry.responsible_leader_id is not None:
        name = roster.name(entry.responsible_leader_id)
        raise NotYours(f"{entry.task_number} 的包案领导是 {name},要换由主要领导决定。")
    check_leader(leader)
    return replace(entry, responsible_leader_id=leader.id)


def check_leader(person: Person) -> None:
    if not person.leads:
        raise MoveNotAllowed(
            f"{person.name} 不是班子领导,不能包案;请写一位分管领导、政法委员或主要领导。"
        )


def concerned(person: Person, task: Task, entry: Entry, roster: Roster, now: datetime) -> bool:
    """Who may file the plan and state why it is late: the owner's hand, the responsible leader
    or whoever stands in for that leader."""
    held = standings(person, task, roster, now)
    if Standing.OWNER in held or Standing.STAND_IN in held:
        return True
    leader = roster.get(entry.responsible_leader_id or "")
    acting = roster.stand_in(leader, now) if leader else None
    return person.id in {leader and leader.id, acting and acting.id}


def come_back(entry: Entry) -> Entry:
    """The talk is over, or the look-again day has come: a principal decides again."""
    return replace(entry, state=EntryState.WAITING, look_again_at=None)


def end(entry: Entry, *, at: datetime) -> Entry:
    return replace(entry, state=EntryState.ENDED, ended_at=at, ended_from=entry.state)


def revive(entry: Entry, *, now: datetime) -> Entry:
    """The 办结 that ended it was taken back: it stands where it stood before."""
    if entry.open:
        return entry
    state = entry.ended_from or EntryState.WAITING
    back = replace(entry, state=state, ended_at=None, ended_from=None)
    return come_back(back) if back.look_again_at and back.look_again_at <= now else back


def _with_leader(entry: Entry, after: Entry, decision: Decision) -> Entry:
    named = replace(after, responsible_leader_id=decision.person_id)
    if entry.state in PLAN_STEPS:
        return replace(named, state=entry.state, plan_due_at=entry.plan_due_at)
    return replace(named, look_again_at=decision.until)
