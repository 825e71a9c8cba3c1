"""Every message that leaves is a row here: said once, in order, and never lost."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from storage import outbox_statements as sql
from storage.letters import (
    LETTER_COLUMNS,
    MESSAGE,
    PURPOSE,
    Letter,
    Words,
    letter_of,
    line_of,
    seal_said,
)
from storage.number_store import NumberStore
from storage.said_store import SaidStore
from storage.statements import POSTGRESQL
from storage.utc import from_us, to_us
from tasks.messages import Button, OutgoingMessage, Purpose

LEASE = timedelta(seconds=30)
SERIES = "said"

# The carrier of several messages is as urgent as the most urgent of them.
STRONGEST = (Purpose.ANSWER, Purpose.NOTICE, Purpose.NAG, Purpose.DIGEST)


EMPTY_AT_FIRST = (
    "said", "said_hash", "platform", "platform_message_id", "seq", "updates_seq", "sent_at",
    "into_place", "note",
)  # fmt: skip


class OutboxStore(SaidStore):
    """What must be said, in `SaidStore` what was said."""

    def add(self, message: OutgoingMessage, now: datetime) -> str | None:
        """Queue a message; None: the same fact was said before, or there is no card to redraw.

        A waiting message about the same card in the same conversation is replaced where it
        stands. One that is just being sent is not: the newer follows it.
        """
        line = line_of(message)
        card = self._newest(line, message.card)
        if message.update and card is None:
            return None
        waits = card is not None and card["state"] == "waiting" and not card["leased"]
        if card is None or not waits:
            row = self._row(message, line, now)
        elif message.dedup_key is None:
            return self._replace(card, message, now)
        else:
            row = self._tombstone(message, line, now, card["place"])
        place = self._tx.insert(sql.ADD, **row)
        if place is None:
            return None
        self._tx.touched.add("outbox")
        return self._replace(card, message, now) if card and waits else str(place)

    def _newest(self, line: str, card: str | None) -> dict[str, Any] | None:
        found = self._tx.one(sql.CARD, line=line, card=card) if card is not None else None
        names = ("place", "state", "leased", "attempts", "is_update", "purpose", "priority")
        return dict(zip((*names, "not_before"), found, strict=True)) if found else None

    def _row(self, message: OutgoingMessage, line: str, now: datetime) -> dict[str, Any]:
        at = to_us(message.not_before or now)
        return {
            **dict.fromkeys(EMPTY_AT_FIRST),
            "line": line,
            "person_id": message.person_id,
            "purpose": message.purpose,
            "priority": int(message.priority),
            "dedup_key": message.dedup_key,
            "card": message.card,
            "is_update": int(message.update),
            "task_number": message.task_number,
            "created_at": to_us(now),
            "state": "waiting",
            "not_before": at,
            "attempts": 0,
            "leased": 0,
            "doubt": 0,
            "message": self._sealed(message),
        }

    def _tombstone(
        self, message: OutgoingMessage, line: str, now: datetime, place: int
    ) -> dict[str, Any]:
        """A row that only keeps the unique key; what it says goes into the row at `place`."""
        row = self._row(message, line, now)
        return {**row, "state": "absorbed", "into_place": place, "message": None, "card": None}

    def _replace(self, card: dict[str, Any], message: OutgoingMessage, now: datetime) -> str:
        """The newer words at the older place, as early and as urgent as either of them."""
        at = to_us(message.not_before or now)
        purpose = min(Purpose(card["purpose"]), message.purpose, key=STRONGEST.index)
        is_update = bool(message.update and card["is_update"])
        self._tx.run(
            sql.REPLACE,
            place=card["place"],
            message=self._sealed(replace(message, update=is_update, purpose=purpose)),
            purpose=purpose,
            priority=min(card["priority"], int(message.priority)),
            is_update=int(is_update),
            task_number=message.task_number,
            not_before=card["not_before"] if card["attempts"] else min(card["not_before"], at),
        )
        self._tx.touched.add("outbox")
        return str(card["place"])

    # Sending

    def claim(
        self, now: datetime, limit: int = 200, lease: timedelta = LEASE
    ) -> tuple[Letter, ...]:
        """What may leave now, the most urgent first; hidden until the lease ends.

        Letters of one conversation and urgency come in order. If one of them fails, `release`
        those after it.
        """
        if self._tx.dialect == POSTGRESQL:
            self._tx.rows(sql.LOCK_CLAIMS)
        found = self._tx.rows(sql.CLAIM, now=to_us(now), lease_ends=to_us(now + lease), limit=limit)
        rows = [dict(zip(LETTER_COLUMNS, row, strict=True)) for row in found]
        rows.sort(key=lambda row: (row["priority"], row["place"]))
        return tuple(self._letter(row) for row in rows)

    def _letter(self, row: dict[str, Any]) -> Letter:
        letter = letter_of(row, self._sealer)
        if not row["is_update"]:
            return letter
        over = self._tx.one(sql.LATEST, line=row["line"], card=row["card"])
        if over is None:
            return letter
        return replace(
            letter, updates_seq=over[0], updates_platform=over[1], updates_platform_id=over[2]
        )

    def rendered(self, letter_id: str, *, text: str, buttons: Iterable[Button]) -> None:
        """Keep the words before the first attempt, so that a retry says the same."""
        said = seal_said(self._sealer, Words(text, tuple(buttons)))
        self._tx.run(sql.RENDERED, place=int(letter_id), said=said)

    def sent(
        self,
        letter_id: str,
        *,
        text: str,
        buttons: Iterable[Button],
        platform: str,
        platform_message_id: str | None,
        now: datetime,
        in_place: bool = True,
        several: bool = False,
    ) -> int:
        """The platform has it. The seq is given now: 1, 2, 3 … of the centre, without gaps.

        `in_place=False`: an update that the platform could only send as a new message.
        `several`: it carries others, about more than one task.
        """
        row = self._tx.one(
            sql.SENT_NOW,
            place=int(letter_id),
            said=seal_said(self._sealer, Words(text, tuple(buttons), several)),
            said_hash=self._hash(text),
            platform=platform,
            platform_message_id=platform_message_id,
            sent_at=to_us(now),
        )
        if row is None:
            return self._seq_of(letter_id)
        is_update, line, card = row
        over = self._tx.one(sql.LATEST, line=line, card=card) if is_update and in_place else None
        seq = NumberStore(self._tx).next(SERIES)
        updates = over[0] if over else None
        self._tx.run(sql.NUMBERED, place=int(letter_id), seq=seq, updates_seq=updates)
        self._tx.touched.add("said")
        return seq

    def _seq_of(self, letter_id: str) -> int:
        """Another copy was faster with the same letter."""
        found = self._tx.one(sql.SEQ_OF, place=int(letter_id))
        if found is None or found[0] is None:
            raise LookupError(f"letter {letter_id} is not waiting any more")
        return int(found[0])

    def bundled(self, ids: Iterable[str], into_id: str, now: datetime) -> None:
        """These were said inside another message."""
        for letter_id in ids:
            self._settle(letter_id, "bundled", now, into=int(into_id))

    def dropped(self, letter_id: str, why: str, now: datetime) -> None:
        """It need not be said any more."""
        self._settle(letter_id, "dropped", now, note=why)

    def failed(self, letter_id: str, error: str, now: datetime) -> None:
        """It cannot be said; nobody will try again."""
        self._settle(letter_id, "failed", now, note=error)

    def _settle(
        self,
        letter_id: str,
        state: str,
        now: datetime,
        *,
        note: str | None = None,
        into: int | None = None,
    ) -> None:
        at = to_us(now)
        place = int(letter_id)
        self._tx.run(sql.SETTLE, place=place, state=state, sent_at=at, note=note, into_place=into)

    def retry(self, letter_id: str, at: datetime, error: str) -> None:
        """It surely did not arrive; try again then."""
        self._tx.run(sql.RETRY, place=int(letter_id), not_before=to_us(at), note=error)
        self._tx.touched.add("outbox")

    def release(self, *ids: str, at: datetime) -> None:
        """Claimed but not tried: may be claimed again from then on, as if nothing had been."""
        for letter_id in ids:
            self._tx.run(sql.RELEASE, place=int(letter_id), not_before=to_us(at))
        self._tx.touched.add("outbox")

    def next_at(self) -> datetime | None:
        """When the next letter may leave."""
        found = self._tx.one(sql.NEXT_AT)
        return from_us(found[0]) if found and found[0] is not None else None

    def depth(self) -> int:
        """How many wait."""
        found = self._tx.one(sql.DEPTH)
        return int(found[0]) if found else 0

    def empty_old(self, before: datetime) -> int:
        """Forget what old messages said; that they were said stays known."""
        return self._tx.run(sql.EMPTY, before=to_us(before))

    def _sealed(self, message: OutgoingMessage) -> bytes:
        return self._sealer.seal(MESSAGE.dump(message), PURPOSE)
