"""What comes in from a platform and what goes out to it, in no platform's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from tasks.case import Attachment
from tasks.policy import Method

DIRECT = "direct"


@dataclass(frozen=True, kw_only=True)
class IncomingMessage:
    """A person's words, photos or press; `sent_at` is when its writer sent it (fair clocks)."""

    platform: str
    message_id: str
    account: str  # the platform's id of the writer
    sent_at: datetime
    chat: str = DIRECT  # or a group's name
    text: str = ""
    pressed: bool = False  # `text` is the value of a button
    addressed: bool = True  # in a group: @bot or a reply to the bot
    reply_to: int | None = None  # our own seq of the message it answers
    forwarded: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Button:
    """`value` is the text command that a press stands for."""

    label: str
    value: str


class Priority(IntEnum):
    """Order of leaving; smaller first."""

    URGENT = 0
    ANSWER = 1
    CARD = 2
    NAG = 3
    DIGEST = 4


class Purpose(StrEnum):
    """Why a message is sent: what may be held, bundled, counted and dropped."""

    ANSWER = "answer"  # to what a person just did: never held
    NOTICE = "notice"  # somebody else's move, a signature, deadline or queue step
    NAG = "nag"  # the clock insists: counted against the caps
    DIGEST = "digest"


@dataclass(frozen=True, kw_only=True)
class OutgoingMessage:
    """A template's name and its facts; the words are made when it is sent.

    `card`: key of a card that is updated in place (a later message with the same key and person
    replaces it). `dedup_key`: the same fact is said once. `bundle`: may share one message with
    others to the same person. `guard`: dropped unless the task still looks so when it is sent.
    """

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    person_id: str | None = None
    account: tuple[str, str] | None = None  # (platform, account) of a stranger
    chat: str = DIRECT
    buttons: tuple[Button, ...] = ()
    purpose: Purpose = Purpose.NOTICE
    priority: Priority = Priority.CARD
    method: Method = Method.APP
    dedup_key: str | None = None
    not_before: datetime | None = None
    task_number: str | None = None
    case_number: str | None = None
    card: str | None = None
    update: bool = False  # redraw the person's card in place, where there is one
    bundle: bool = False
    guard: Mapping[str, Any] | None = None
