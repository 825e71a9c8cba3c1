"""From stored rows to the lines of the ledger, masked, and from a filter form to a filter."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.desk import Desk
from bot.documents.ledger import COLUMNS
from bot.language.speak import say_late
from storage.ledger import Page
from storage.page_store import LedgerFilter, LedgerRow, page_store
from tasks.case import CASE_LABELS, CHANNEL_LABELS, Case, CaseStatus
from tasks.deadlines import CHINA, china_day
from tasks.masking import mask_name, mask_phone
from tasks.people import Person, Roster
from tasks.supervision import ENTRY_LABELS, EntryState
from tasks.task import RUNNING, STATUS_LABELS, Status, Task

TASK_STATUSES = {f"t-{status.value}": label for status, label in STATUS_LABELS.items()}
CASE_STATUSES = {
    f"c-{status.value}": CASE_LABELS[status]
    for status in (
        CaseStatus.REGISTERED,
        CaseStatus.AWAITING_PLAN,
        CaseStatus.ANSWERED,
        CaseStatus.REFERRED,
        CaseStatus.MERGED,
        CaseStatus.VOID,
    )
}
QUEUED = "queue"
ERRAND_ROWS = 2000
STATUSES = {**TASK_STATUSES, QUEUED: "督办中", **CASE_STATUSES}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the filter form says; dates are local, both included."""

    status: str = ""
    unit: str = ""
    village: str = ""
    words: str = ""
    overdue: bool = False
    first: date | None = None
    last: date | None = None


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Read a form or an address; what makes no sense asks for nothing."""
    status = query.get("status", "")
    return Wanted(
        status=status if status in STATUSES else "",
        unit=query.get("unit", ""),
        village=query.get("village", ""),
        words=query.get("words", "").strip()[:100],
        overdue=bool(query.get("overdue")),
        first=_date(query.get("from", "")),
        last=_date(query.get("to", "")),
    )


def asked_of(wanted: Wanted) -> dict[str, str]:
    """The filter as it stands in an address; the reverse of `wanted_of`."""
    names = {"first": "from", "last": "to"}
    values = ((names.get(key, key), value) for key, value in asdict(wanted).items() if value)
    return {key: "1" if value is True else str(value) for key, value in values}


def filter_for(desk: Desk, wanted: Wanted, seen_by: tuple[str, ...] | None = None) -> LedgerFilter:
    """The rows asked for, among those in which one of `seen_by` has a part; None: all."""
    case_wanted = (wanted.status.removeprefix("c-"),) if wanted.status in CASE_STATUSES else ()
    task_wanted = (wanted.status.removeprefix("t-"),) if wanted.status in TASK_STATUSES else ()
    return LedgerFilter(
        task_statuses=task_wanted,
        case_statuses=case_wanted,
        in_queue=wanted.status == QUEUED,
        owner_ids=of_unit(desk.roster, wanted.unit) if wanted.unit else None,
        seen_by=seen_by,
        place_words=(wanted.village,) if wanted.village else (),
        place_ids=of_unit(desk.roster, wanted.village) if wanted.village else (),
        words=tuple(wanted.words.split()),
        since=_start(wanted.first) if wanted.first else None,
        until=_start(wanted.last + timedelta(days=1)) if wanted.last else None,
        overdue_at=desk.now if wanted.overdue else None,
    )


def read_page(
    desk: Desk,
    wanted: Wanted,
    after: str | None,
    limit: int,
    seen_by: tuple[str, ...] | None = None,
) -> tuple[list[tuple[str, ...]], Page[LedgerRow]]:
    """Lines and rows of one page, newest first."""
    found = page_store(desk.stores).ledger(filter_for(desk, wanted, seen_by), after, limit)
    return lines_of(desk, found.rows), found


def ledger_errand(desk: Desk, asked: dict[str, str], after: str | None) -> dict[str, Any]:
    """One batch for `dingban export ledger`: the whole centre's rows, masked; plain JSON."""
    wanted = wanted_of(asked)
    lines, page = read_page(desk, wanted, after, ERRAND_ROWS)
    return {"title": title_of(desk, wanted), "lines": lines, "next": page.next_key}


def title_of(desk: Desk, wanted: Wanted) -> str:
    """What the sheet is, in its first line."""
    day = china_day(desk.now)
    span = ""
    if wanted.first or wanted.last:
        span = f" {wanted.first or '开头'} 至 {wanted.last or day}"
    return f"{desk.policy.name} 台账{span}(个人信息已遮盖,{day} 导出)"


def of_unit(roster: Roster, unit: str) -> tuple[str, ...]:
    """Ids of a unit's people, a village's grids with it, also of those who left."""
    names = {unit}
    if unit != roster.town:
        names |= {one.name for one in roster.units.values() if one.parent == unit}
    return tuple(person.id for person in roster.people if person.unit in names)


def lines_of(desk: Desk, rows: Iterable[LedgerRow]) -> list[tuple[str, ...]]:
    """One text per column of `COLUMNS`."""
    return [_line(desk, row) for row in rows]


def _line(desk: Desk, row: LedgerRow) -> tuple[str, ...]:
    cells = {**_case_cells(desk, row), **_task_cells(desk, row.task)}
    return tuple(cells.get(column.title, "") for column in COLUMNS)


def _case_cells(desk: Desk, row: LedgerRow) -> dict[str, str]:
    case = row.case
    if case is None:
        return {"地点": _place(desk, row)}
    petitioner = desk.stores.cases.petitioner(case.id)
    return {
        "编号": case.number,
        "案件编号": case.number,
        "信访类型": CHANNEL_LABELS[case.channel],
        "接件时间": _local(case.registered_at),
        "信访人": mask_name(petitioner.name) if petitioner.name else "",
        "联系电话": mask_phone(petitioner.phone) if petitioner.phone else "",
        "内容": case.content,
        "地点": _place(desk, row),
        "办理情况": _how_case(case),
    }


def _task_cells(desk: Desk, task: Task | None) -> dict[str, str]:
    if task is None:
        return {}
    owner = desk.roster.get(task.owner_id)
    cells = {
        "编号": task.number,
        "内容": task.content,
        "办理情况": _how(task),
        "责任领导": _leader(desk, task, owner),
        "责任单位": owner.unit if owner else "",
        "责任人": desk.roster.name(task.owner_id),
        "办结时限": _local(task.deadline),
        "是否超期": lateness(desk, task),
        "督办": _supervision(desk, task),
        "销号": STATUS_LABELS[task.status] if task.status in ENDS else "",
    }
    return cells if task.case_id else {**cells, "接件时间": _local(task.created_at)}


ENDS = (Status.CLOSED, Status.STRUCK_OFF)


def lateness(desk: Desk, task: Task) -> str:
    """For what runs: by how much; for what is closed: whether it was in time."""
    if task.status in RUNNING:
        return say_late(task.deadline, desk.now, desk.calendar) if task.overdue(desk.now) else "否"
    if task.closed_at is None:
        return ""
    return "超期办结" if task.closed_at > task.deadline else "按期办结"


def _how(task: Task) -> str:
    said = task.result or task.last_feedback
    state = STATUS_LABELS[task.status]
    return f"{state}:{said}" if said else state


def _how_case(case: Case) -> str:
    state = CASE_LABELS[case.status]
    return f"{state}:{case.outcome}" if case.outcome else state


def _leader(desk: Desk, task: Task, owner: Person | None) -> str:
    """包案领导 where one was named, else the leader in charge of the owner."""
    entry = desk.entry_of(task)
    if entry and entry.responsible_leader_id:
        return desk.roster.name(entry.responsible_leader_id)
    leaders = desk.roster.leaders_of(owner) if owner else ()
    return "、".join(leader.name for leader in leaders)


def _supervision(desk: Desk, task: Task) -> str:
    entry = desk.entry_of(task)
    if entry and entry.state is not EntryState.ENDED:
        return ENTRY_LABELS[entry.state]
    return "曾督办" if task.supervised else ""


def _place(desk: Desk, row: LedgerRow) -> str:
    """The village that is named, or whose people registered or do it; no citizen's address."""
    content = (row.task.content if row.task else "") + (row.case.content if row.case else "")
    named = [village for village in desk.roster.villages if village in content]
    if named:
        return "、".join(named)
    ids = (row.task.owner_id if row.task else None, row.case.reporter_id if row.case else None)
    people = (desk.roster.get(person_id) for person_id in ids if person_id)
    units = [person.unit for person in people if person]
    return next((v for v in desk.roster.villages for unit in units if unit.startswith(v)), "")


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
