"""Facts in the past tense: what a move did, told once, kept for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    CASE_REGISTERED = "case_registered"
    CASE_AMENDED = "case_amended"
    CASE_ENDED = "case_ended"
    CASE_VOIDED = "case_voided"
    CASE_VIEWED = "case_viewed"  # somebody looked at the full personal data
    CASE_REPORTED_BACK = "case_reported_back"  # the registrar heard the result (S1-24)
    TASK_ASSIGNED = "task_assigned"
    TASK_ACKNOWLEDGED = "task_acknowledged"
    TASK_REPORTED = "task_reported"  # feedback
    TASK_PART_CLOSED = "task_part_closed"  # a co-executor finished
    TASK_CLOSED = "task_closed"
    TASK_REQUESTED = "task_requested"  # 退回, 转办, 延期 asked
    TASK_REQUEST_AGREED = "task_request_agreed"
    TASK_REQUEST_REFUSED = "task_request_refused"
    TASK_REASSIGNED = "task_reassigned"
    TASK_PART_CHANGED = "task_part_changed"  # a co-executor released or replaced
    TASK_EXTENDED = "task_extended"
    TASK_URGED = "task_urged"
    TASK_REOPENED = "task_reopened"  # 重办
    TASK_CLOSE_TAKEN_BACK = "task_close_taken_back"  # 撤回 of an 办结
    TASK_SIGNATURE_TAKEN_BACK = "task_signature_taken_back"
    TASK_CANCELLED = "task_cancelled"
    TASK_STRUCK_OFF = "task_struck_off"
    TASK_REMINDED = "task_reminded"
    TASK_NAGGED = "task_nagged"
    TASK_LENT = "task_lent"  # a B角 took over
    TASK_RECOMPUTED = "task_recomputed"  # a new year's holidays moved a provisional deadline
    SUPERVISION_STARTED = "supervision_started"
    SUPERVISION_DECIDED = "supervision_decided"
    SUPERVISION_REASON_GIVEN = "supervision_reason_given"
    SUPERVISION_PLAN_FILED = "supervision_plan_filed"
    SUPERVISION_PLAN_AGREED = "supervision_plan_agreed"
    SUPERVISION_PLAN_RETURNED = "supervision_plan_returned"
    SUPERVISION_RETURNED = "supervision_returned"  # back in the queue after 约谈 or 包案
    SUPERVISION_ENDED = "supervision_ended"
    RESULT_PUSHED = "result_pushed"  # a principal got a supervised task's result (S3-12)
    RESULT_TOLD = "result_told"  # or was told in person or by phone


@dataclass(frozen=True, kw_only=True)
class Event:
    """One fact about one task, case or queue entry; `text` is the time line's sentence."""

    kind: EventKind
    at: datetime
    actor_id: str | None  # None: the clock
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
