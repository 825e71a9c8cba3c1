"""A request nobody answers: the approver is nagged, then the B角, then the principals."""

from bot.steps.round import Round, Words
from tasks.due import Due
from tasks.people import Person
from tasks.requests import approvers
from tasks.task import REQUEST_LABELS, Request, RequestState, Task


def ask_approver_again(sweep: Round, due: Due) -> None:
    """Two working hours without an answer."""
    found = _undecided(sweep, due)
    if found is None:
        return
    task, request = found
    for person in _asked(sweep, task, request) or sweep.hearers.room():
        _ask(sweep, task, request, person, due, acts_for=None)


def ask_deputy(sweep: Round, due: Due) -> None:
    """Half a working day: the B角 of whoever was asked may decide as well."""
    found = _undecided(sweep, due)
    if found is None:
        return
    task, request = found
    asked = _asked(sweep, task, request)
    known = {person.id for person in asked} | {request.by, task.owner_id}
    for person in asked:
        deputy = sweep.hearers.deputy_of(person)
        if deputy and deputy.id not in known:
            known.add(deputy.id)
            _ask(sweep, task, request, deputy, due, acts_for=person.name)


def pass_to_principals(sweep: Round, due: Due) -> None:
    """The next day: the principals' digest names it from now on, and its writer knows."""
    found = _undecided(sweep, due)
    if found is None:
        return
    task, request = found
    asker = sweep.hearers.of(sweep.desk.roster.get(request.by))
    if asker:
        facts = {"kind": REQUEST_LABELS[request.kind], "asked_at": request.at.isoformat()}
        words = Words(template="nag_request_passed", key=due.key or due.id, facts=facts)
        sweep.tell(task, asker, words)


def _undecided(sweep: Round, due: Due) -> tuple[Task, Request] | None:
    task = sweep.running(due)
    if task is None:
        return None
    for request in task.requests:
        if request.id == due.data["request"] and request.state is RequestState.PENDING:
            return task, request
    return None


def _asked(sweep: Round, task: Task, request: Request) -> tuple[Person, ...]:
    desk = sweep.desk
    asked = (sweep.hearers.of(p) for p in approvers(task, request, desk.roster, desk.now))
    found = {person.id: person for person in asked if person and person.id != request.by}
    return tuple(found.values())


def _ask(
    sweep: Round, task: Task, request: Request, person: Person, due: Due, acts_for: str | None
) -> None:
    name = sweep.desk.roster.name
    facts = {
        "kind": REQUEST_LABELS[request.kind],
        "who": name(request.by),
        "reason": request.reason,
        "asked_at": request.at.isoformat(),
        "new_deadline": request.new_deadline.isoformat() if request.new_deadline else None,
        "to": name(request.to_person) if request.to_person else None,
        "acts_for": acts_for,
    }
    words = Words(
        template="nag_request", key=due.key or due.id, facts=facts, verbs=("同意", "驳回")
    )
    sweep.tell(task, person, words)
