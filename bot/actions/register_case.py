"""A citizen's appeal becomes a case: numbered, sealed, masked, with a receipt (S1-24)."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from storage.ids import new_id
from tasks.case import CHANNEL_LABELS, Attachment, Case, CaseStatus, Channel, Level, Petitioner
from tasks.events import Event, EventKind
from tasks.masking import mask
from tasks.people import Person, Role
from tasks.petitioner import read_petitioner


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """What came in, before it has a number."""

    text: str
    channel: Channel
    level: Level = Level.ORDINARY
    external_number: str | None = None
    external_deadline: datetime | None = None
    files: tuple[Attachment, ...] = ()


def register_case(desk: Desk, appeal: Appeal, reporter: Person) -> Case:
    """Number it, seal the full text, keep the masked one. Whose data it is, is read from it."""
    found = read_petitioner(appeal.text)
    serial = desk.stores.numbers.next("MT", desk.local_day)
    case = Case(
        id=new_id(desk.now),
        number=f"MT{desk.today}-{serial:04d}",
        status=CaseStatus.REGISTERED,
        channel=appeal.channel,
        level=appeal.level,
        reporter_id=reporter.id,
        content=mask(appeal.text, [found.name] if found.name else []),
        registered_at=desk.now,
        external_number=appeal.external_number,
        external_deadline=appeal.external_deadline,
        attachments=appeal.files,
    )
    petitioner = Petitioner(
        text=appeal.text,
        name=found.name,
        phone=found.phone,
        id_number=found.id_number,
        address=found.address,
    )
    desk.stores.cases.add(case, petitioner)
    label = CHANNEL_LABELS[case.channel]
    event = Event(
        kind=EventKind.CASE_REGISTERED,
        at=desk.now,
        actor_id=reporter.id,
        text=f"{reporter.name} 登记({label}):{case.content}",
    )
    desk.stores.events.append("case", case.id, event)
    return case


def channel_of(reporter: Person, text: str) -> Channel:
    """S3-16: from the words where they say it, else from who registers."""
    for word, channel in WORDS:
        if word in text[:80]:
            return channel
    if reporter.has(Role.WINDOW):
        return Channel.WINDOW
    return Channel.GRID if reporter.has(Role.GRID) else Channel.CALL


WORDS = (
    ("12345", Channel.HOTLINE),
    ("来信", Channel.LETTER),
    ("来电", Channel.CALL),
    ("打电话反映", Channel.CALL),
    ("网上", Channel.ONLINE),
    ("网络", Channel.ONLINE),
    ("微信群", Channel.ONLINE),
    ("上级交办", Channel.SUPERIOR),
    ("县里交办", Channel.SUPERIOR),
    ("村里上报", Channel.VILLAGE),
    ("网格", Channel.GRID),
    ("来访", Channel.WINDOW),
)
