"""A task's card: the same facts for everybody, each person's own buttons, updated in place."""

from datetime import datetime
from typing import Any

from bot.desk import Desk
from tasks.deadlines import CHINA
from tasks.messages import Button, OutgoingMessage, Purpose
from tasks.moves import MOVES, Move
from tasks.people import Person
from tasks.policy import METHOD_LABELS, Method
from tasks.reminders import span
from tasks.standing import standings
from tasks.supervision import ENTRY_LABELS, EntryState
from tasks.task import (
    CO_LABELS,
    REQUEST_LABELS,
    STATUS_LABELS,
    CoStatus,
    ReminderKind,
    ReminderRule,
    Status,
    Task,
    Urgency,
)


def card_key(task: Task) -> str:
    return f"task:{task.number}"


def task_facts(desk: Desk, task: Task) -> dict[str, Any]:
    """What a card shows. Everything is masked already; times are ISO."""
    name = desk.roster.name
    entry = desk.entry_of(task)
    pending = task.pending()
    return {
        "number": task.number,
        "case": task.case_number,
        "state": STATUS_LABELS[task.status],
        "status": task.status.value,
        "supervised": ENTRY_LABELS[entry.state] if entry and _open(entry.state) else None,
        "owner": name(task.owner_id),
        "lent_to": name(task.lent_to) if task.lent_to else None,
        "co": [f"{name(co.person_id)}({CO_LABELS[co.status]})" for co in task.co_executors],
        "cc": [name(person_id) for person_id in task.cc_ids],
        "deadline": task.deadline.isoformat(),
        "provisional": task.provisional,
        "reminders": [say_rule(rule) + _gone(task, rule) for rule in task.reminders],
        "method": METHOD_LABELS[task.method if task.method in desk.policy.methods else Method.APP],
        "content": task.content,
        "urgent": task.urgency is Urgency.URGENT,
        "running": task.status in (Status.ASSIGNED, Status.ACKNOWLEDGED),
        "last_feedback": task.last_feedback,
        "result": task.result,
        "request": REQUEST_LABELS[pending.kind] if pending else None,
        "returned": task.returned,
        "files": _files(desk, task),
        "policy": task.policy_version,
    }


def card(desk: Desk, task: Task, person: Person, *, update: bool = False) -> OutgoingMessage:
    """The card of one person; `update` redraws the one they have and sends nothing else."""
    held = standings(person, task, desk.roster, desk.now)
    return OutgoingMessage(
        template="task_card",
        facts={**task_facts(desk, task), "copy": person.id in task.cc_ids, "changed": update},
        person_id=person.id,
        buttons=buttons(task, person, held),
        purpose=Purpose.NOTICE,
        method=task.method,
        task_number=task.number,
        case_number=task.case_number,
        card=card_key(task),
        update=update,
    )


def buttons(task: Task, person: Person, held: frozenset[Any]) -> tuple[Button, ...]:
    """What this person may do now; nothing for a cc."""
    part = task.co(person.id)
    working = {move for move in MOVES if _open_to(move, task, held)}
    shown: list[str] = []
    if part and person.id not in (task.owner_id, task.lent_to):
        shown = _part_buttons(task, part.status)
    elif task.returned and Move.ACKNOWLEDGE in working:
        shown = []
    elif Move.ACKNOWLEDGE in working:
        shown = ["签收", "退回", "转办"]
    elif task.status is Status.ACKNOWLEDGED and Move.CLOSE in working:
        shown = ["反馈", "办结", "延期"]
    elif Move.STRIKE_OFF in working:
        shown = ["销号", "重办"]
    elif Move.URGE in working:
        shown = ["催办"]
    return tuple(Button(word, f"{word} {task.number}") for word in shown)


def say_rule(rule: ReminderRule) -> str:
    """提前1天, 每周一、三 09:00, 11月25日 09:00: as people say it."""
    if rule.kind is ReminderKind.OFFSET:
        return f"提前{_length(rule.value.lstrip('-'))}"
    if rule.kind is ReminderKind.POINT:
        local = datetime.fromisoformat(rule.value).astimezone(CHINA)
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    if rule.value.startswith("EVERY "):
        return f"每{_length(rule.value.removeprefix('EVERY '))}"
    days, _, clock = rule.value.partition("@")
    return f"{_days(days)} {clock}"


def _length(value: str) -> str:
    """P1D, PT2H30M in words."""
    days, _, clock = value.lstrip("P").partition("T")
    for letter, word in (("W", "周"), ("D", "天")):
        days = days.replace(letter, word)
    for letter, word in (("H", "小时"), ("M", "分钟")):
        clock = clock.replace(letter, word)
    return days + clock


def _days(rule: str) -> str:
    """DAILY, WORKDAY, WEEKLY[1,3], MONTHLY[5], MONTHLY[-1] in words."""
    name, _, numbers = rule.rstrip("]").partition("[")
    if name == "WEEKLY":
        return "每周" + "、".join("一二三四五六日"[int(n) - 1] for n in numbers.split(","))
    if name == "MONTHLY":
        days = ("最后一天" if n == "-1" else f"{n}日" for n in numbers.split(","))
        return "每月" + "、".join(days)
    return {"DAILY": "每天", "WORKDAY": "每个工作日"}.get(name, rule)


def _gone(task: Task, rule: ReminderRule) -> str:
    """A reminder that lay before the assignment never comes, and the card says so."""
    if rule.kind is not ReminderKind.OFFSET:
        return ""
    return "(已过)" if task.deadline + span(rule.value) <= task.assigned_at else ""


def _part_buttons(task: Task, status: CoStatus) -> list[str]:
    if task.status not in (Status.ASSIGNED, Status.ACKNOWLEDGED, Status.PAUSED):
        return []
    return {CoStatus.ASSIGNED: ["签收"], CoStatus.ACKNOWLEDGED: ["反馈", "办结"]}.get(status, [])


def _open_to(move: Move, task: Task, held: frozenset[Any]) -> bool:
    rule = MOVES[move]
    return task.status in rule.start and not held.isdisjoint(rule.by)


def _open(state: EntryState) -> bool:
    return state is not EntryState.ENDED


def _files(desk: Desk, task: Task) -> int:
    case = desk.case_of(task)
    return len(case.attachments) if case else 0
