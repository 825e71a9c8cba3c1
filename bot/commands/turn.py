"""One message being answered: who wrote it, what the chat remembers, and the replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.language.normal import normal
from bot.memory import Memory, Question
from tasks.lifecycle import By
from tasks.messages import (
    DIRECT,
    Button,
    IncomingMessage,
    OutgoingMessage,
    Priority,
    Purpose,
)
from tasks.people import Person

MOST_BUTTONS = 8
WEBCHAT = "webchat"


@dataclass
class Turn:
    """Collects the answer; `finish` queues it with the chat's memory in the same transaction."""

    desk: Desk
    message: IncomingMessage
    inbox_id: str
    person: Person | None
    memory: Memory
    text: str
    pressed: bool
    card_number: str | None = None  # the number on the card it replies to
    card_seq: int | None = None
    answers: list[OutgoingMessage] = field(default_factory=list)

    @classmethod
    def begin(cls, desk: Desk, message: IncomingMessage, inbox_id: str) -> "Turn":
        """Who is it, and what was the talk about."""
        person = who_is(desk, message.platform, message.account)
        desk.stores.people.spoke(message.platform, message.account, desk.now)
        key = f"{message.platform}:{message.account}:{message.chat}"
        memory = Memory.load(desk.stores.chats.get(key), key)
        turn = cls(desk, message, inbox_id, person, memory, normal(message.text), message.pressed)
        turn._read_card()
        return turn

    @property
    def me(self) -> Person:
        """The writer; commands run only for people we know."""
        assert self.person is not None  # noqa: S101 - strangers never reach a command
        return self.person

    @property
    def sent_at(self) -> datetime:
        """A move counts when its writer sent it, never later than now."""
        return min(self.message.sent_at, self.desk.now)

    @property
    def by(self) -> By:
        """The writer making a move, at the moment they sent it (fair clocks)."""
        return By(self.me, self.sent_at, self.desk.roster, self.desk.calendar)

    @property
    def direct(self) -> bool:
        return self.message.chat == DIRECT

    def answer(
        self,
        template: str,
        facts: Mapping[str, Any] | None = None,
        *,
        buttons: Sequence[Button] = (),
        task: str | None = None,
        case: str | None = None,
        card: str | None = None,
    ) -> None:
        """Say something back, at once whatever the hour."""
        self.answers.append(
            OutgoingMessage(
                template=template,
                facts=facts or {},
                person_id=self.person.id if self.person else None,
                account=self._account(),
                chat=self.message.chat,
                buttons=tuple(buttons),
                purpose=Purpose.ANSWER,
                priority=Priority.ANSWER,
                task_number=task,
                case_number=case,
                card=card if self.direct else None,
            )
        )

    def say(
        self, sentence: str, *, buttons: Sequence[Button] = (), task: str | None = None
    ) -> None:
        """One plain sentence."""
        self.answer("plain", {"text": sentence}, buttons=buttons, task=task)

    def refuse(self, sentence: str) -> None:
        """Only the refusal is said; whatever else was prepared is gone with the transaction."""
        self.answers.clear()
        self.say(sentence)

    def ask(
        self,
        sentence: str,
        choices: Sequence[Button],
        *,
        expect: str | None = None,
        task: str | None = None,
    ) -> None:
        """A question with numbered choices; number, label or name typed is the press.

        `expect`: a command that a free text completes (办结 RW… + what the person writes next).
        """
        shown = tuple(choices[:MOST_BUTTONS])
        self.memory.question = Question(
            choices=[(button.label, button.value) for button in shown],
            expect=expect,
            asked_at=self.desk.now,
        )
        facts = {"text": sentence, "choices": [button.label for button in shown]}
        self.answer("question", facts, buttons=shown, task=task)

    def expect(self, command: str) -> None:
        """The next free text completes this command."""
        self.memory.question = Question(expect=command, asked_at=self.desk.now)

    def finish(self) -> None:
        """Queue the answers and remember the chat."""
        for message in self.answers:
            self.desk.say(message)
        if self.memory.changed:
            self.desk.stores.chats.put(self.memory.key, self.memory.dump(), self.desk.now)

    def _account(self) -> tuple[str, str] | None:
        """A stranger is answered where they wrote; a person where they last spoke."""
        if self.person is None or not self.direct:
            return (self.message.platform, self.message.account)
        return None

    def _read_card(self) -> None:
        if self.message.reply_to is None:
            return
        said = self.desk.stores.outbox.by_seq(self.message.reply_to)
        if said is not None:
            self.card_number = said.task_number or said.case_number
            self.card_seq = said.seq


def who_is(desk: Desk, platform: str, account: str) -> Person | None:
    """The person behind an account; on the embedded page the account is the person's own id."""
    if platform == WEBCHAT:
        person = desk.roster.get(account)
    else:
        person = desk.stores.people.by_account(platform, account)
    return person if person is not None and person.active else None
