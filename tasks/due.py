"""Everything that is due is a row with its time: reminders, ladder steps, digests, nightly work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class DueKind(StrEnum):
    """What the sweep must do when the time has come."""

    REMINDER = "reminder"  # before the deadline, as the dispatcher said (S3-04)
    UNSIGNED_AGAIN = "unsigned_again"  # nobody signed: the owner hears it again
    UNSIGNED_HEAD = "unsigned_head"  # still nobody: unit head told, B角 offered (S3-34)
    DEADLINE = "deadline"  # into the secretary's queue (S3-08)
    OVERDUE_NAG = "overdue_nag"
    SILENT_NAG = "silent_nag"  # signed but silent (S0-43)
    REQUEST_NAG = "request_nag"  # an approver who has not answered
    REQUEST_DEPUTY = "request_deputy"  # half a day: the approver's B角 may decide
    REQUEST_PRINCIPALS = "request_principals"  # next day: principals' digest
    PLAN_DUE = "plan_due"  # 要方案 and none came
    LOOK_AGAIN = "look_again"  # 约谈 or 包案 comes back for a decision
    DIGEST = "digest"
    LEAVE_STARTS = "leave_starts"
    LEAVE_ENDS = "leave_ends"
    DRAFTS_LAPSE = "drafts_lapse"  # close of business
    NIGHTLY = "nightly"  # empties old payloads, seals events


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that will be due at `at` (aware UTC). Planning the same `key` again moves it."""

    kind: DueKind
    at: datetime
    task_id: str | None = None
    person_id: str | None = None
    key: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""  # given by storage
    state: str = "pending"  # pending, done, cancelled
