"""The outbox leaving: claim, look again, make the words, send without a transaction, mark."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.base import Parcel, SendError
from bot.desk import Desk
from bot.service import Service
from bot.words import render
from storage.letters import Letter
from tasks.messages import DIRECT, Button, OutgoingMessage, Priority
from tasks.people import Role
from tasks.retry import next_attempt

log = structlog.get_logger()

BATCH = 200
LEASE = timedelta(seconds=30)
WEBCHAT = "webchat"
CONTACT = "contact"
GREETING = "没有回复就是没收到,请再发一次。"


@dataclass(frozen=True)
class Made:
    """A message with its words: the letter that carries it and those it swallowed."""

    letter: Letter
    parcel: Parcel
    platform: str
    swallowed: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What became of one letter; written back in one transaction for the whole batch."""

    made: Made
    platform_id: str | None = None
    error: SendError | None = None
    waits: bool = False  # not tried: an earlier one to the same person failed


async def drain(service: Service) -> int:
    """Send what is due now; returns how many letters were claimed."""
    letters = await service.act(_claim)
    if not letters:
        return 0
    made, dropped = await service.ask(_make_all, letters)
    marks = await _send_in_order(service, made)
    await service.act(_mark_all, marks, dropped)
    return len(letters)


def _claim(desk: Desk) -> tuple[Letter, ...]:
    return desk.stores.outbox.claim(desk.now, BATCH, LEASE)


def _make_all(desk: Desk, letters: Sequence[Letter]) -> tuple[list[Made], list[tuple[Letter, str]]]:
    dropped = [(letter, why) for letter in letters if (why := stale(desk, letter.message))]
    gone = {letter.id for letter, _ in dropped}
    made = []
    for group in bundles([letter for letter in letters if letter.id not in gone]):
        try:
            made.append(_make(desk, group))
        except Exception as error:  # one broken message must not hold up the others
            log.exception("message_not_made", letters=[letter.id for letter in group])
            dropped += [(letter, f"not made: {error}") for letter in group]
    return made, dropped


def stale(desk: Desk, message: OutgoingMessage) -> str | None:
    """Why a message is no longer true, or None: looked at again just before it leaves."""
    guard = message.guard
    if not guard or not message.task_number:
        return None
    task = desk.stores.tasks.by_number(message.task_number)
    if task is None:
        return "task gone"
    if "status" in guard and task.status not in guard["status"]:
        return f"task is {task.status}"
    if "owner" in guard and guard["owner"] not in task.hands:
        return "another owner"
    if "deadline" in guard and task.deadline != datetime.fromisoformat(guard["deadline"]):
        return "another deadline"
    return None


def bundles(letters: Iterable[Letter]) -> list[tuple[Letter, ...]]:
    """Automatic messages to one person that are due together leave as one; urgent ones alone."""
    together: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        message = letter.message
        joins = message.bundle and message.chat == DIRECT and message.priority > Priority.URGENT
        key = f"{message.person_id}" if joins and message.person_id else letter.id
        together[key].append(letter)
    return [tuple(group) for group in together.values()]


def _make(desk: Desk, group: tuple[Letter, ...]) -> Made:
    first = group[0]
    platform, account = _address(desk, first.message)
    text = first.text or _words(desk, group)
    buttons = _buttons(group)
    parcel = Parcel(
        id=first.id,
        account=account,
        chat=first.message.chat,
        text=text,
        buttons=buttons,
        method=first.message.method,
        updates=first.updates_platform_id,
    )
    return Made(first, parcel, platform, group[1:])


def _address(desk: Desk, message: OutgoingMessage) -> tuple[str, str]:
    """Where the person last spoke; without any account, the page every person has."""
    if message.account:
        return message.account
    if message.chat != DIRECT:
        return WEBCHAT, message.chat
    assert message.person_id is not None  # noqa: S101 - a message goes to a person or an account
    accounts = desk.stores.people.accounts(message.person_id)
    return accounts[0] if accounts else (WEBCHAT, message.person_id)


def _words(desk: Desk, group: tuple[Letter, ...]) -> str:
    if len(group) == 1:
        return _greeted(desk, group[0].message, _render(desk, group[0].message, "full"))
    lines = [_render(desk, letter.message, "line") for letter in group]
    return render(
        "bundle",
        {"lines": lines},
        now=desk.now,
        calendar=desk.calendar,
        centre=desk.policy.name,
    )


def _render(desk: Desk, message: OutgoingMessage, block: str) -> str:
    return render(
        message.template,
        _facts(desk, message),
        now=desk.now,
        calendar=desk.calendar,
        centre=desk.policy.name,
        block=block,
    )


def _facts(desk: Desk, message: OutgoingMessage) -> Mapping[str, Any]:
    """Rows carry ids: personal data is fetched only now, for the one message that shows it."""
    if message.template != CONTACT:
        return message.facts
    return {**message.facts, "person": desk.stores.cases.petitioner(message.facts["case"])}


def _greeted(desk: Desk, message: OutgoingMessage, text: str) -> str:
    """The first message to a new person says what silence means (chat.md rule 1)."""
    if message.person_id is None or message.chat != DIRECT or GREETING in text:
        return text
    known = desk.stores.outbox.spoken_to(message.person_id)
    return text if known else f"{text}\n{GREETING}"


def _buttons(group: tuple[Letter, ...]) -> tuple[Button, ...]:
    if len(group) == 1:
        return group[0].message.buttons
    return (Button("我的待办", "我的待办"),)


async def _send_in_order(service: Service, made: Sequence[Made]) -> list[Mark]:
    """What follows a failed message to the same person waits with it: an update never overtakes
    its card."""
    stuck: dict[str, SendError] = {}
    marks = []
    for each in made:
        line = f"{each.platform}:{each.parcel.chat}:{each.parcel.account}"
        mark = Mark(each, error=stuck[line], waits=True) if line in stuck else None
        mark = mark or await _send(service, each)
        if mark.error and not mark.error.permanent:
            stuck[line] = mark.error
        marks.append(mark)
    return marks


async def _send(service: Service, made: Made) -> Mark:
    adapter = service.adapters.get(made.platform)
    if adapter is None:
        return Mark(made, error=SendError(f"no platform {made.platform}", permanent=True))
    try:
        return Mark(made, platform_id=await adapter.send(made.parcel))
    except SendError as error:
        return Mark(made, error=error)


def _mark_all(desk: Desk, marks: Sequence[Mark], dropped: Sequence[tuple[Letter, str]]) -> None:
    for letter, why in dropped:
        desk.stores.outbox.dropped(letter.id, why, desk.now)
    for mark in marks:
        if mark.error is not None:
            _mark_failed(desk, mark, mark.error)
            continue
        made = mark.made
        desk.stores.outbox.sent(
            made.letter.id,
            text=made.parcel.text,
            buttons=made.parcel.buttons,
            platform=made.platform,
            platform_message_id=mark.platform_id or "",
            now=desk.now,
            several=_about_several(made),
        )
        if made.swallowed:
            ids = [letter.id for letter in made.swallowed]
            desk.stores.outbox.bundled(ids, made.letter.id, desk.now)


def _about_several(made: Made) -> bool:
    letters = (made.letter, *made.swallowed)
    return len({letter.message.task_number for letter in letters}) > 1


def _mark_failed(desk: Desk, mark: Mark, error: SendError) -> None:
    """Temporary: again later. Permanent: that account is unreachable, another way is tried."""
    for letter in (mark.made.letter, *mark.made.swallowed):
        log.warning("send_failed", letter=letter.id, reason=str(error), permanent=error.permanent)
        again = next_attempt(
            letter.attempts,
            now=desk.now,
            permanent=error.permanent,
            retry_after=error.retry_after,
        )
        if mark.waits:
            desk.stores.outbox.release(letter.id, at=again or desk.now)
            continue
        if again is None and _another_way(desk, mark, letter.message):
            again = desk.now
        if again is not None:
            desk.stores.outbox.retry(letter.id, again, str(error))
            continue
        desk.stores.outbox.failed(letter.id, str(error), desk.now)
        _tell_room(desk, letter.message)


def _another_way(desk: Desk, mark: Mark, message: OutgoingMessage) -> bool:
    """The account that refuses is given up; whether the person has one more."""
    if message.person_id is None or message.chat != DIRECT:
        return False
    desk.stores.people.mark_unreachable(mark.made.platform, mark.made.parcel.account, desk.now)
    return bool(desk.stores.people.accounts(message.person_id))


def _tell_room(desk: Desk, message: OutgoingMessage) -> None:
    """Nobody is lost in silence: the command room hears who cannot be reached, once a day."""
    if message.person_id is None or message.template == "unreachable":
        return
    facts = {"name": desk.roster.name(message.person_id), "number": message.task_number}
    for dispatcher in desk.roster.with_role(Role.DISPATCHER):
        if dispatcher.id != message.person_id:
            key = f"unreachable:{message.person_id}:{dispatcher.id}:{desk.today}"
            desk.say(
                OutgoingMessage(
                    template="unreachable",
                    facts=facts,
                    person_id=dispatcher.id,
                    dedup_key=key,
                    task_number=message.task_number,
                )
            )
