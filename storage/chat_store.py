"""What the bot remembers beside a chat: drafts, the list last shown; it survives a restart."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.documents import dump_facts, load_facts
from storage.sealing import Sealer
from storage.statements import Statement, insert_into, pick, same
from storage.tables import ChatRow, table
from storage.transaction import Transaction
from storage.utc import to_us

CHATS = table(ChatRow)
PURPOSE = "chat"

GET = Statement(lambda: pick(CHATS, "state").where(*same(CHATS, "key")))
WITH_DRAFT = Statement(
    lambda: pick(CHATS, "key", "state").where(CHATS.c.has_draft == 1).order_by(CHATS.c.key)
)


def _put() -> Any:
    new = insert_into(CHATS)
    changes = {name: new.excluded[name] for name in ("has_draft", "changed_at", "state")}
    return new.on_conflict_do_update(index_elements=["centre_id", "key"], set_=changes)


PUT = Statement(_put)


class ChatStore:
    """Sealed states by key: platform, account and chat, joined with colons."""

    def __init__(self, transaction: Transaction, sealer: Sealer) -> None:
        self._tx = transaction
        self._sealer = sealer

    def get(self, key: str) -> dict[str, Any]:
        """An empty state when nothing is remembered."""
        found = self._tx.one(GET, key=key)
        return self._open(key, found[0]) if found else {}

    def put(self, key: str, state: Mapping[str, Any], now: datetime) -> None:
        """Replace the state; a `draft` in it is found again by `with_draft`."""
        self._tx.run(
            PUT,
            key=key,
            has_draft=int(bool(state.get("draft"))),
            changed_at=to_us(now),
            state=self._sealer.seal(dump_facts(state), f"{PURPOSE}:{key}"),
        )

    def with_draft(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Every chat whose draft waits."""
        return tuple((key, self._open(key, state)) for key, state in self._tx.rows(WITH_DRAFT))

    def _open(self, key: str, state: bytes) -> dict[str, Any]:
        return load_facts(self._sealer.open(state, f"{PURPOSE}:{key}"))
