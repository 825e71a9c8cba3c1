"""The contract every platform fulfils: send one message, fail in two words."""

from dataclasses import dataclass
from typing import Protocol

from tasks.messages import Button
from tasks.policy import Method


class SendError(Exception):
    """A platform's refusal. `permanent`: never try this way again. `retry_after` in seconds.

    `outcome_unknown`: we cannot tell whether the person got it.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message ready to leave: to an account, or to a group chat."""

    id: str
    account: str
    chat: str
    text: str
    buttons: tuple[Button, ...]
    method: Method
    updates: str | None  # the platform's id of the message to redraw in place
    mention: str | None = None  # in a group: who must act


class Adapter(Protocol):
    """One platform. `send` returns the platform's own id of the message, or raises SendError."""

    name: str

    async def send(self, parcel: Parcel) -> str: ...

    async def close(self) -> None: ...
