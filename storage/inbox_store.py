"""What platforms handed us: kept before it is acknowledged, handled once."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, null, select, update

from storage.documents import Document
from storage.sealing import Sealer
from storage.statements import Statement, insert_into, of_centre, pick, same
from storage.tables import InboxRow, table
from storage.transaction import Transaction
from storage.utc import to_us
from tasks.messages import IncomingMessage

INBOX = table(InboxRow)
MESSAGE = Document(IncomingMessage)
PURPOSE = "inbox"

Outcome = Literal["handled", "failed", "again"]

ADD = Statement(
    lambda: insert_into(INBOX).on_conflict_do_nothing(
        index_elements=["centre_id", "platform", "message_id"]
    )
)
WAITING = Statement(
    lambda: (
        pick(INBOX, "place", "chat_key")
        .where(INBOX.c.state == "waiting")
        .order_by(INBOX.c.place)
        .limit(bindparam("limit"))
    )
)
# Written before it is read, so that a second worker waits for the first and then finds nothing.
TAKE = Statement(
    lambda: (
        update(INBOX)
        .where(*same(INBOX, "place"), INBOX.c.state == "waiting")
        .values(state="handled")
        .returning(INBOX.c.payload)
    )
)
DONE = Statement(
    lambda: (
        update(INBOX)
        .where(*same(INBOX, "place"))
        .values(
            state=bindparam("state"),
            code=bindparam("code"),
            failures=INBOX.c.failures + bindparam("failed"),
        )
    )
)
FAILURES = Statement(lambda: pick(INBOX, "failures").where(*same(INBOX, "place")))
EMPTY = Statement(
    lambda: (
        update(INBOX)
        .where(
            of_centre(INBOX),
            INBOX.c.payload.is_not(None),
            INBOX.c.state != "waiting",
            INBOX.c.received_at < bindparam("before"),
        )
        .values(payload=null())
    )
)
ANY_WAITING = Statement(
    lambda: select(INBOX.c.place).where(of_centre(INBOX), INBOX.c.state == "waiting").limit(1)
)


class InboxStore:
    def __init__(self, transaction: Transaction, sealer: Sealer) -> None:
        self._tx = transaction
        self._sealer = sealer

    def add(self, message: IncomingMessage, now: datetime) -> str | None:
        """Keep a message until it is handled; None: this one was handed to us before."""
        place = self._tx.insert(
            ADD,
            platform=message.platform,
            message_id=message.message_id,
            chat_key=chat_key(message),
            received_at=to_us(now),
            state="waiting",
            failures=0,
            code=None,
            payload=self._sealer.seal(MESSAGE.dump(message), PURPOSE),
        )
        if place is None:
            return None
        self._tx.touched.add("inbox")
        return str(place)

    def waiting(self, limit: int = 100) -> tuple[tuple[str, str], ...]:
        """(id, chat key) of what nobody has handled yet, oldest first."""
        rows = self._tx.rows(WAITING, limit=limit)
        return tuple((str(place), chat) for place, chat in rows)

    def any_waiting(self) -> bool:
        return self._tx.one(ANY_WAITING) is not None

    def take(self, message_id: str) -> IncomingMessage | None:
        """Claim it for this transaction; None: it was handled already."""
        found = self._tx.one(TAKE, place=int(message_id))
        return self._message(found[0]) if found else None

    def done(self, message_id: str, outcome: Outcome, code: str | None = None) -> None:
        """How it ended; `again`: it failed and waits for another try. `code`: what people quote."""
        state = "waiting" if outcome == "again" else outcome
        failed = int(outcome != "handled")
        self._tx.run(DONE, place=int(message_id), state=state, code=code, failed=failed)
        if outcome == "again":
            self._tx.touched.add("inbox")

    def failures(self, message_id: str) -> int:
        """How often handling it failed."""
        found = self._tx.one(FAILURES, place=int(message_id))
        return int(found[0]) if found else 0

    def empty_old(self, before: datetime) -> int:
        """Forget what handled messages said; that they came stays known."""
        return self._tx.run(EMPTY, before=to_us(before))

    def _message(self, payload: Any) -> IncomingMessage | None:
        return None if payload is None else MESSAGE.load(self._sealer.open(payload, PURPOSE))


def chat_key(message: IncomingMessage) -> str:
    """Messages of one writer in one chat are handled in order."""
    return f"{message.platform}:{message.account}:{message.chat}"
