"""任务: where is it, who has it, until when, what happened, and what may this person do now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.actions.push_result import untold
from bot.cards import task_facts
from bot.desk import Desk
from bot.pages.decisions import choices
from bot.pages.decisions import command as decision
from bot.pages.frame import Facts, show
from bot.pages.offers import OFFERS, Look, Offer, offers
from bot.pages.offers import command as move
from bot.pages.safety import Form
from bot.pages.saying import Words, back_to, say
from bot.pages.session import Viewer
from bot.pages.sight import task_for
from bot.pages.work import beside
from bot.queue_entries import entry_facts
from tasks.case import CASE_LABELS, CHANNEL_LABELS, Case
from tasks.events import Event, EventKind
from tasks.people import Person, Role
from tasks.requests import may_decide
from tasks.standing import standings
from tasks.supervision import DECISION_LABELS, Entry, EntryState
from tasks.task import RUNNING, RequestState, Task

NAGGING = frozenset({EventKind.TASK_REMINDED, EventKind.TASK_NAGGED})
SUPERVISION = frozenset(kind for kind in EventKind if kind.value.startswith("supervision_"))
NOTHING_TYPED = "请先在旁边写上时间或姓名,再按这个按钮。什么也没有改动。"


@dataclass(frozen=True)
class Step:
    """One line of the time line; `folded`: the nags that stand behind it, the first one shown."""

    at: datetime
    text: str
    mark: bool = False
    folded: tuple["Step", ...] = ()


async def show_task(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    return await show(request, viewer, "task", page_facts, request.match_info["number"])


async def post_task(request: web.Request, viewer: Viewer, form: Form) -> web.StreamResponse:
    """A move or a decision: the chat command it stands for is said in this person's chat."""
    number = request.match_info["number"]
    text = _command(form, number)
    words = Words(text=text, stamp=form.word("stamp"), pressed=True, files=form.files)
    answers = await say(request, viewer.person, words)
    raise web.HTTPSeeOther(back_to(form.word("back") or f"/task/{number}", answers))


def _command(form: Form, number: str) -> str:
    if form.word("decide"):
        text = decision(form.word("decide"), number, form.values)
        if text is None:
            raise web.HTTPBadRequest(text=NOTHING_TYPED)
        return text
    offer = OFFERS.get(form.word("verb"))
    if offer is None:
        raise web.HTTPBadRequest
    return move(offer, number, form.values)


def page_facts(desk: Desk, person: Person, number: str) -> Facts:
    return {**facts_of(desk, person, number), "beside": beside(desk, person)}


def facts_of(desk: Desk, person: Person, number: str) -> Facts:
    """Everything the task page and the right half of the lists show."""
    task = task_for(desk, person, number)
    entry = desk.entry_of(task)
    case = desk.case_of(task)
    return {
        "task": task,
        "t": task_facts(desk, task),
        "running": task.status in RUNNING,
        "case": case,
        "case_state": CASE_LABELS[case.status] if case else "",
        "channel": CHANNEL_LABELS[case.channel] if case else "",
        "files": (*(case.attachments if case else ()), *task.files),
        "current": _entry(desk, entry, task) if entry else None,
        "ended": [
            _entry(desk, one, task)
            for one in desk.stores.supervision.of_task(task.id)
            if one.state is EntryState.ENDED
        ],
        "offers": offers_for(desk, person, task, entry),
        "choices": choices_for(desk, person, task, entry),
        "people": [p for p in desk.roster if p.id != person.id],
        "steps": time_line(_events(desk, task, case)),
    }


def offers_for(desk: Desk, person: Person, task: Task, entry: Entry | None) -> tuple[Offer, ...]:
    """The queue's own buttons say 同意 and 驳回 better, where they stand."""
    decides = not choices_for(desk, person, task, entry) and any(
        may_decide(task, request, desk.by(person))
        for request in task.requests
        if request.state is RequestState.PENDING
    )
    return offers(
        Look(
            task=task,
            person=person,
            held=standings(person, task, desk.roster, desk.now),
            entry=entry,
            decides=decides,
            untold=task.supervised and bool(untold(desk, task)),
        )
    )


def choices_for(desk: Desk, person: Person, task: Task, entry: Entry | None) -> object:
    """The decision buttons, for principals while the task is in the queue."""
    if entry is None or entry.state is EntryState.ENDED or not person.has(Role.PRINCIPAL):
        return None
    return choices(entry.state, task, desk.now, desk.calendar)


def time_line(events: Iterable[Event]) -> tuple[Step, ...]:
    """Oldest first; nags in a row are folded into one line."""
    steps: list[Step] = []
    nags: list[Step] = []
    for event in _once(events):
        step = Step(event.at, event.text, mark=event.kind in SUPERVISION)
        if event.kind in NAGGING:
            nags.append(step)
            continue
        steps += _fold(nags)
        nags = []
        steps.append(step)
    return (*steps, *_fold(nags))


def _once(events: Iterable[Event]) -> list[Event]:
    """In order; what stands in a task's and an entry's stream is told once."""
    told = {(event.at, event.kind, event.text): event for event in events}
    return sorted(told.values(), key=lambda one: one.at)


def _fold(nags: list[Step]) -> list[Step]:
    if len(nags) < 2:
        return nags
    return [Step(nags[0].at, f"机器人提醒、催办 {len(nags)} 次", folded=tuple(nags))]


def _events(desk: Desk, task: Task, case: Case | None) -> list[Event]:
    stores = desk.stores
    found = list(stores.events.of("task", task.id))
    for entry in stores.supervision.of_task(task.id):
        found += stores.events.of("entry", entry.id)
    if case is not None:
        found += [e for e in stores.events.of("case", case.id) if e.kind not in HIDDEN]
    return found


HIDDEN = frozenset({EventKind.CASE_VIEWED})


def _entry(desk: Desk, entry: Entry, task: Task) -> Facts:
    decisions = [
        {
            "label": DECISION_LABELS[one.kind],
            "by": desk.roster.name(one.by),
            "at": one.at,
            "until": one.until,
            "person": desk.roster.name(one.person_id) if one.person_id else None,
            "reason": one.reason,
        }
        for one in entry.decisions
    ]
    return {"e": entry_facts(desk, entry, task), "decisions": decisions}
