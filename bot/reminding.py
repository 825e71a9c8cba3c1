"""Time speaking: the sweep claims what is due, looks again, decides, and queues what is said."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.service import Service
from bot.steps.audit import audit
from bot.steps.replanning import replan
from bot.steps.round import Round
from bot.steps.standing import ensure_standing_dues
from bot.steps.table import STEPS
from storage.errors import StorageError
from tasks.due import Due, DueKind

__all__ = ["audit", "ensure_standing_dues", "replan", "sweep", "sweep_all"]

log = structlog.get_logger()

BATCH = 500
LATER = timedelta(hours=1)  # a row whose step failed is tried again then

# Of several of these about one task that were missed together, only the newest is said.
SAID_ONCE = frozenset({DueKind.REMINDER, DueKind.OVERDUE_NAG, DueKind.SILENT_NAG})


def sweep(desk: Desk, limit: int = BATCH) -> int:
    """One transaction's worth of what is due, oldest first; how many rows were claimed."""
    dues = desk.stores.due.claim(desk.now, limit)
    this = Round.open(desk, dues)
    for due in _newest(dues):
        STEPS[due.kind](this, due)
    return len(dues)


async def sweep_all(service: Service) -> int:
    """Sweep until nothing is due; one row that cannot be done does not hold up the others."""
    total = 0
    while claimed := await _sweep_batch(service):
        total += claimed
    return total


async def _sweep_batch(service: Service) -> int:
    try:
        return await service.act(sweep)
    except StorageError:
        raise
    except Exception:
        log.exception("sweep_failed")
    return await _sweep_one(service)


async def _sweep_one(service: Service) -> int:
    """The batch was rolled back because of one row: go on row by row, past that one."""
    try:
        return await service.act(sweep, 1)
    except StorageError:
        raise
    except Exception:
        due = await service.act(_set_aside)
        log.exception("step_failed", kind=due and due.kind, task=due and due.task_id)
        return 1


def _set_aside(desk: Desk) -> Due | None:
    """The oldest due row is tried again an hour later."""
    for due in desk.stores.due.claim(desk.now, 1):
        desk.stores.due.plan(replace(due, at=desk.now + LATER))
        return due
    return None


def _newest(dues: Iterable[Due]) -> list[Due]:
    """Without those that were missed and have a newer one of their kind beside them.

    Digests come last: they speak of what the other steps have just changed.
    """
    kept: dict[tuple[str, ...], Due] = {}
    for due in dues:
        alone = due.task_id is None or due.kind not in SAID_ONCE
        kept[(due.id,) if alone else (due.kind, due.task_id or "")] = due
    return sorted(kept.values(), key=lambda due: (due.kind is DueKind.DIGEST, due.at))
