"""What was said: to whom, with which words, and what became of it."""

from datetime import datetime, timedelta
from typing import Any

from storage import outbox_statements as sql
from storage.letters import SAID_PURPOSE, Said, account_line, group_line, said_of
from storage.sealing import Sealer
from storage.transaction import Transaction
from storage.utc import to_us
from tasks.messages import DIRECT

LONGEST_HOLD = timedelta(days=14)  # nothing is held longer: a weekend, a week of holidays
NO_LIMIT = 1_000_000


class SaidStore:
    def __init__(self, transaction: Transaction, sealer: Sealer) -> None:
        self._tx = transaction
        self._sealer = sealer

    def by_seq(self, seq: int) -> Said | None:
        return self._said(self._tx.one(sql.BY_SEQ, seq=seq))

    def said(
        self,
        person_id: str | None = None,
        account: tuple[str, str] | None = None,
        after_seq: int = 0,
        chat: str | None = None,
        limit: int | None = None,
    ) -> tuple[Said, ...]:
        """What left after `after_seq`, oldest first; with a limit only the newest so many."""
        values: dict[str, Any] = {}
        if person_id is not None:
            values["person_id"] = person_id
        if account is not None:
            values["line"] = account_line(account)
        elif chat is not None and chat != DIRECT:
            values["line"] = group_line(chat)
        fields = frozenset(values) | ({"direct"} if chat == DIRECT else set())
        values |= {"after_seq": after_seq, "limit": NO_LIMIT if limit is None else limit}
        rows = self._tx.rows(sql.said_statement(fields), **values)
        return tuple(said_of(row, self._sealer) for row in reversed(rows))

    def spoken_to(self, person_id: str) -> bool:
        """True when anything ever left for that person."""
        return self._tx.one(sql.SPOKEN_TO, person_id=person_id) is not None

    def latest_card(self, person_id: str, card: str) -> Said | None:
        """The person's newest drawing of that card."""
        return self._said(self._tx.one(sql.LATEST_CARD, line=f"direct:{person_id}", card=card))

    def said_today(self, person_id: str, text: str, since: datetime) -> bool:
        """True when the very same words went to that person since then."""
        values = {"person_id": person_id, "said_hash": self._hash(text), "since": to_us(since)}
        return self._tx.one(sql.SAME_WORDS, **values) is not None

    def nags_today(self, person_id: str, task_number: str, since: datetime) -> tuple[int, int]:
        """(about this task, about all) nags said or waiting for that person since then."""
        found = self._tx.one(
            sql.NAGS,
            person_id=person_id,
            task_number=task_number,
            since=to_us(since),
            born_since=to_us(since - LONGEST_HOLD),
        )
        return (int(found[0]), int(found[1])) if found else (0, 0)

    def accepted(self, dedup_prefix: str) -> tuple[tuple[str, str | None, str], ...]:
        """(key, person, state) of messages whose key starts so; inside another: as that one is."""
        beyond = dedup_prefix + "\U0010ffff"
        return tuple(self._tx.rows(sql.ACCEPTED, first=dedup_prefix, beyond=beyond))

    def _said(self, row: Any) -> Said | None:
        return said_of(row, self._sealer) if row else None

    def _hash(self, text: str) -> str:
        return self._sealer.keyed_hash(text, SAID_PURPOSE)
