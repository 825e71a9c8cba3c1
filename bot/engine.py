"""The three things the bot does all day: handle what came in, speak when it is due, deliver."""

from datetime import datetime

from bot import delivery, inbox_worker, reminding
from bot.desk import Desk
from bot.service import Service


async def work_once(service: Service) -> int:
    """One round; what came in goes before what fell due (a move counts when it was sent)."""
    handled = await inbox_worker.drain(service)
    swept = await reminding.sweep_all(service)
    sent = await delivery.drain(service)
    return handled + swept + sent


async def settle(service: Service) -> int:
    """Until nothing due at this moment is left; returns how much was done."""
    total = 0
    while done := await work_once(service):
        total += done
    return total


def next_due(desk: Desk) -> datetime | None:
    """When something will be due next: a step of the clock, or a message that waits."""
    moments = (desk.stores.due.next_at(), desk.stores.outbox.next_at())
    return min((moment for moment in moments if moment), default=None)
