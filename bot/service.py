"""The running centre: what receives, decides, speaks and is woken; built once in main."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from adapters.base import Adapter
from bot.clock import Clock
from bot.desk import Desk
from storage.database import Database, Stores
from storage.files import FileStore
from tasks.policy import Policy

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Service:
    """Everything long-lived, passed as one argument. `policy` may be replaced by a reload."""

    database: Database
    policy: Policy
    clock: Clock
    files: FileStore
    adapters: dict[str, Adapter] = field(default_factory=dict)
    public_url: str = ""

    async def act(
        self, action: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One action, one transaction, one `now`."""
        return await self.database.write(
            at_desk(action, self.policy, self.clock.now()), *args, **kwargs
        )

    async def ask(
        self, query: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A question that changes nothing, on a connection of its own."""
        return await self.database.read(
            at_desk(query, self.policy, self.clock.now()), *args, **kwargs
        )


def at_desk(
    action: Callable[Concatenate[Desk, P], T], policy: Policy, now: datetime
) -> Callable[Concatenate[Stores, P], T]:
    """Turn an action on a desk into one on the stores, as the database runs it."""

    def run(stores: Stores, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return action(Desk(stores, policy, now), *args, **kwargs)

    return run
