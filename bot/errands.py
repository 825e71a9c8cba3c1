"""What a command line may ask of the centre's data, the same through the service or without it.

An errand takes and gives plain JSON values, because it may travel through the service's socket.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.actions.import_people import import_people, left_behind, plan_people
from bot.actions.import_year import import_year
from bot.actions.invite import invite, revoke
from bot.desk import Desk
from bot.documents.ledger_rows import ledger_errand
from bot.people_file import record, write_people_csv
from bot.people_rows import PersonRow
from storage.documents import Document
from storage.event_audit import Finding

ROW = Document(PersonRow)


@dataclass(frozen=True)
class Errand:
    """`run(desk, **given)`; `writes` says whether it needs the one transaction that may write."""

    run: Callable[..., Any]
    writes: bool = True
    on_empty: bool = False  # makes sense before the centre's people were first imported


def carried(rows: Sequence[PersonRow]) -> list[str]:
    """Rows of a people file as an errand carries them."""
    return [ROW.dump(row) for row in rows]


def show_people(desk: Desk) -> list[dict[str, object]]:
    """Everybody who works here, as the contract shows a person, and their post."""
    return [{**record(person), "post": person.post} for person in desk.roster]


def export_people(desk: Desk) -> str:
    """people.csv of everybody who works here, with phones in full."""
    people = list(desk.roster)
    phones = {person.id: desk.stores.people.phone(person.id) or "" for person in people}
    return write_people_csv(people, phones)


def preview_people(desk: Desk, rows: list[str]) -> dict[str, Any]:
    plan = plan_people(desk, [ROW.load(row) for row in rows])
    return {"lines": [*plan.lines(), *left_behind(desk, plan)], "empty": plan.is_empty}


def take_people(desk: Desk, rows: list[str], *, force: bool) -> dict[str, Any]:
    plan = import_people(desk, [ROW.load(row) for row in rows], force=force)
    return {"lines": [*plan.lines(), *left_behind(desk, plan)], "empty": plan.is_empty}


def invite_person(desk: Desk, name: str, address: str) -> dict[str, str]:
    return asdict(invite(desk, name, address))


def revoke_person(desk: Desk, name: str) -> dict[str, Any]:
    person, accounts = revoke(desk, name)
    return {"name": person.name, "accounts": accounts}


def take_year(desk: Desk, year: int, days: Mapping[str, bool]) -> dict[str, Any]:
    """`days`: ISO date to whether it is worked."""
    rows = {date.fromisoformat(day): working for day, working in days.items()}
    return asdict(import_year(desk, year, rows))


def verify_events(desk: Desk) -> list[str]:
    """What is wrong with the chains of events; nothing, if all is well."""
    found = desk.stores.events.verify()
    return [f"{_whose(desk, each)} 第{each.position}条:{each.what}" for each in found]


def _whose(desk: Desk, finding: Finding) -> str:
    """The stream by the number people know."""
    stores, stream = desk.stores, finding.stream_id
    match finding.stream_kind:
        case "task":
            task = stores.tasks.get(stream)
            return task.number if task else stream
        case "case":
            case = stores.cases.get(stream)
            return case.number if case else stream
        case "entry":
            entry = stores.supervision.get(stream)
            return f"{entry.task_number} 督办" if entry else stream
    return "封存"


ERRANDS: Mapping[str, Errand] = {
    "people show": Errand(show_people, writes=False),
    "people export": Errand(export_people, writes=False),
    "people preview": Errand(preview_people, writes=False, on_empty=True),
    "people import": Errand(take_people, on_empty=True),
    "people invite": Errand(invite_person),
    "people revoke": Errand(revoke_person),
    "calendar import": Errand(take_year),
    "ledger page": Errand(ledger_errand, writes=False),
    "events verify": Errand(verify_events, writes=False, on_empty=True),
}
