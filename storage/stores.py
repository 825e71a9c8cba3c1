"""All stores of one transaction, and what is remembered between transactions."""

from typing import Any

from storage.calendar_store import CalendarStore
from storage.case_store import CaseStore
from storage.chat_store import ChatStore
from storage.due_store import DueStore
from storage.errors import WrongKey
from storage.event_store import EventStore
from storage.fact_store import FactStore
from storage.inbox_store import InboxStore
from storage.number_store import NumberStore
from storage.outbox_store import OutboxStore
from storage.people_store import PeopleStore
from storage.sealing import Sealer
from storage.supervision_store import SupervisionStore
from storage.task_store import TaskStore
from storage.transaction import Transaction

FINGERPRINT = "key_fingerprint"


class Memory:
    """What outlives a transaction: the sealer, and values that are read far more than changed."""

    def __init__(self, sealer: Sealer) -> None:
        self.sealer = sealer
        self.cache: dict[str, tuple[str | None, Any]] = {}


class Stores:
    """The centre's stores in one transaction; they are gone when it ends."""

    def __init__(self, transaction: Transaction, memory: Memory) -> None:
        self.transaction = transaction
        self.centre_id = transaction.centre_id
        self.sealer = memory.sealer
        self.facts = FactStore(transaction)
        self.numbers = NumberStore(transaction)
        self.people = PeopleStore(transaction, memory.sealer, memory.cache)
        self.calendar = CalendarStore(transaction, memory.cache)
        self.cases = CaseStore(transaction, memory.sealer)
        self.tasks = TaskStore(transaction)
        self.supervision = SupervisionStore(transaction)
        self.due = DueStore(transaction)
        self.inbox = InboxStore(transaction, memory.sealer)
        self.outbox = OutboxStore(transaction, memory.sealer)
        self.events = EventStore(transaction)
        self.chats = ChatStore(transaction, memory.sealer)


def check_key(stores: Stores) -> None:
    """The first start remembers the key's fingerprint; later a key that does not fit is refused."""
    kept = stores.facts.get(FINGERPRINT)
    if kept is None:
        stores.facts.put(FINGERPRINT, stores.sealer.fingerprint())
    elif not stores.sealer.fits(kept):
        raise WrongKey("DINGBAN_DATA_KEY 与这个数据库不符,请改用建库时的密钥。")
