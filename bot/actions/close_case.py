"""A case follows its tasks: closed with its last one, struck off with its last one (S1-24)."""

from dataclasses import replace

from bot.desk import Desk
from tasks.case import Case, CaseStatus
from tasks.events import Event, EventKind
from tasks.messages import OutgoingMessage
from tasks.task import OPEN, Status, Task


def follow_case(desk: Desk, task: Task, told: str = "") -> None:
    """Bring the task's case in step; on its end the registrar hears the result.

    `told`: how the petitioner was told, when the task was struck off.
    """
    case = desk.case_of(task)
    if case is None:
        return
    status = _status(desk, case)
    if status is case.status:
        return
    outcome = "；".join(results(desk, case)) if status is CaseStatus.STRUCK_OFF else case.outcome
    saved = desk.stores.cases.save(replace(case, status=status, outcome=outcome))
    if status is CaseStatus.STRUCK_OFF:
        _end(desk, saved, told)


def results(desk: Desk, case: Case) -> list[str]:
    """What each of its tasks came to."""
    return [task.result for task in desk.stores.tasks.of_case(case.id) if task.result]


def _status(desk: Desk, case: Case) -> CaseStatus:
    tasks = desk.stores.tasks.of_case(case.id)
    live = [task for task in tasks if task.status is not Status.CANCELLED]
    if not live:
        return CaseStatus.REGISTERED
    if any(task.status in OPEN for task in live):
        return CaseStatus.ASSIGNED
    if all(task.status is Status.STRUCK_OFF for task in live):
        return CaseStatus.STRUCK_OFF
    return CaseStatus.CLOSED


def _end(desk: Desk, case: Case, told: str) -> None:
    ended = Event(
        kind=EventKind.CASE_ENDED,
        at=desk.now,
        actor_id=None,
        text=f"{case.number} 已销号,结果已告知登记人",
    )
    desk.stores.events.append("case", case.id, ended)
    reporter = desk.roster.get(case.reporter_id)
    if reporter is None or not reporter.active:
        return
    desk.say(
        OutgoingMessage(
            template="case_ended",
            facts={
                "number": case.number,
                "content": case.content,
                "outcome": case.outcome or "",
                "told": told,
            },
            person_id=reporter.id,
            case_number=case.number,
            dedup_key=f"ended:{case.number}:{case.version}",
        )
    )
