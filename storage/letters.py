"""Outgoing messages as the outbox hands them out: a letter to send, and what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.documents import FreeDocument, dump_facts, load_facts
from storage.sealing import Sealer
from storage.utc import from_us
from tasks.messages import DIRECT, Button, OutgoingMessage
from tasks.policy import Method

MESSAGE = FreeDocument(OutgoingMessage, "facts", "guard")
PURPOSE = "outbox"
SAID_PURPOSE = "said"

LETTER_COLUMNS = (
    "place", "line", "card", "priority", "is_update", "attempts", "created_at", "doubt",
    "message", "said",
)  # fmt: skip
SAID_COLUMNS = (
    "place", "seq", "sent_at", "person_id", "card", "updates_seq", "platform",
    "platform_message_id", "message", "said",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message claimed for sending.

    `attempts` counts this one. `in_doubt`: the attempt before never told how it ended, so the
    platform may have it already. `updates_seq` and the platform's id name the message to redraw.
    `text` and `buttons` are what an earlier attempt made of it; a retry repeats them.
    """

    id: str
    message: OutgoingMessage
    attempts: int
    created_at: datetime
    in_doubt: bool = False
    updates_seq: int | None = None
    updates_platform: str | None = None
    updates_platform_id: str | None = None
    text: str | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message that left, with the words it had; `updates`: the seq it was drawn over."""

    id: str
    seq: int
    at: datetime
    person_id: str | None
    account: tuple[str, str] | None
    chat: str
    method: Method
    text: str
    buttons: tuple[Button, ...]
    template: str
    facts: Mapping[str, Any]
    task_number: str | None
    case_number: str | None
    card: str | None
    updates: int | None
    platform: str | None
    platform_message_id: str | None


def line_of(message: OutgoingMessage) -> str:
    """The conversation in which order is kept: a group, a person, or a stranger's account."""
    if message.chat != DIRECT:
        return group_line(message.chat)
    if message.person_id is not None:
        return f"direct:{message.person_id}"
    if message.account is None:
        raise ValueError(f"a message to nobody: {message.template}")
    return account_line(message.account)


def group_line(chat: str) -> str:
    return f"chat:{chat}"


def account_line(account: tuple[str, str]) -> str:
    return f"account:{account[0]}:{account[1]}"


@dataclass(frozen=True)
class Words:
    """A message as it was made; `several`: a bundle, about more than one task or case."""

    text: str
    buttons: tuple[Button, ...]
    several: bool = False


def seal_said(sealer: Sealer, words: Words) -> bytes:
    """Sealed: they may hold what only this person may see."""
    pairs = [(button.label, button.value) for button in words.buttons]
    facts = {"text": words.text, "buttons": pairs, "several": words.several}
    return sealer.seal(dump_facts(facts), SAID_PURPOSE)


def open_said(sealer: Sealer, blob: bytes) -> Words:
    facts = load_facts(sealer.open(blob, SAID_PURPOSE))
    buttons = tuple(Button(label, value) for label, value in facts["buttons"])
    return Words(facts["text"], buttons, facts["several"])


def letter_of(row: dict[str, Any], sealer: Sealer) -> Letter:
    words = open_said(sealer, row["said"]) if row["said"] else None
    return Letter(
        id=str(row["place"]),
        message=MESSAGE.load(sealer.open(row["message"], PURPOSE)),
        attempts=row["attempts"],
        created_at=from_us(row["created_at"]),
        in_doubt=bool(row["doubt"]),
        text=words.text if words else None,
        buttons=words.buttons if words else (),
    )


def said_of(found: tuple[Any, ...], sealer: Sealer) -> Said:
    row = dict(zip(SAID_COLUMNS, found, strict=True))
    words = open_said(sealer, row["said"])
    message = MESSAGE.load(sealer.open(row["message"], PURPOSE))
    return Said(
        id=str(row["place"]),
        seq=row["seq"],
        at=from_us(row["sent_at"]),
        person_id=row["person_id"],
        account=message.account,
        chat=message.chat,
        method=message.method,
        text=words.text,
        buttons=words.buttons,
        template=message.template,
        facts=message.facts,
        task_number=None if words.several else message.task_number,
        case_number=None if words.several else message.case_number,
        card=row["card"],
        updates=row["updates_seq"],
        platform=row["platform"],
        platform_message_id=row["platform_message_id"],
    )
