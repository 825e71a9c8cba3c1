"""What the bot remembers beside one chat; it survives a restart and never blocks other words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field

ANSWERABLE = timedelta(hours=12)  # an older question is no longer answered by a bare number
JOINABLE = timedelta(minutes=10)  # photos join what their writer touched this long ago


class Question(BaseModel):
    """Choices as (label, command); `expect` is completed by the next free text."""

    choices: list[tuple[str, str]] = Field(default_factory=list)
    expect: str | None = None
    asked_at: datetime


class LastMove(BaseModel):
    """What its writer just did, for 撤回."""

    kind: str
    number: str
    at: datetime


class Touched(BaseModel):
    """The case or task that this writer's photos join."""

    number: str
    at: datetime
    files: int = 0
    receipt: bool = False  # the receipt of photos was said once already


class Memory(BaseModel):
    """One chat's memory. Numbers are whole numbers of tasks and cases."""

    key: str = ""
    question: Question | None = None
    draft: dict[str, Any] | None = None
    listed: list[str] = Field(default_factory=list)
    last: LastMove | None = None
    touched: Touched | None = None
    kept_files: list[dict[str, Any]] = Field(default_factory=list)
    kept_at: datetime | None = None
    before: str = Field(default="", exclude=True)

    @classmethod
    def load(cls, state: Mapping[str, Any], key: str) -> "Memory":
        memory = cls.model_validate({**state, "key": key})
        memory.before = memory.model_dump_json()
        return memory

    def dump(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude={"key", "before"}, exclude_defaults=True)

    @property
    def changed(self) -> bool:
        return self.model_dump_json() != self.before

    def open_question(self, now: datetime) -> Question | None:
        """The question that a bare answer belongs to."""
        if self.question and now - self.question.asked_at <= ANSWERABLE:
            return self.question
        return None

    def joinable(self, now: datetime) -> Touched | None:
        if self.touched and now - self.touched.at <= JOINABLE:
            return self.touched
        return None
