"""请假, 销假: the B角 takes over, and gives back; unit heads and dispatchers for others."""

from dataclasses import replace
from datetime import datetime

from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.language.names import find_people
from bot.language.times import Kind, read_time
from tasks.due import Due, DueKind
from tasks.errors import MoveNotAllowed, NotYours, Unclear
from tasks.messages import OutgoingMessage
from tasks.people import Person, Role
from tasks.task import OPEN

USAGE = "请假 到下周三"


def leave_fits(turn: Turn, said: Said) -> bool:
    """出差, 培训, 学习 mean leave only with a time or at the very beginning of a short text."""
    return said.word == "请假" or (len(said.text) <= 24 and bool(said.after))


def go(turn: Turn, said: Said) -> None:
    person, words = _person(turn, said)
    until = _until(turn, words)
    if until is None:
        turn.ask("请到什么时候?如“到下周三”。", (), expect=f"请假 {person.name}".strip())
        return
    desk = turn.desk
    saved = replace(person, leave_from=desk.now, leave_until=until)
    acting = _acting(turn, saved)
    desk.stores.people.save(saved)
    desk.stores.due.plan(
        Due(kind=DueKind.LEAVE_STARTS, at=desk.now, person_id=person.id, key=f"leave:{person.id}"),
        Due(kind=DueKind.LEAVE_ENDS, at=until, person_id=person.id, key=f"back:{person.id}"),
    )
    tasks = [task for task in desk.stores.tasks.open_for(person.id) if task.status in OPEN]
    facts = {
        "name": person.name,
        "until": until.isoformat(),
        "acting": acting.name if acting else None,
        "count": len(tasks),
    }
    turn.answer("leave_started", facts)
    if acting is None:
        _tell_room(turn, person, until)


def back(turn: Turn, said: Said) -> None:
    person, _ = _person(turn, said)
    desk = turn.desk
    if not person.away(desk.now):
        raise MoveNotAllowed(f"{person.name} 现在没有请假,不用销假。")
    desk.stores.people.save(replace(person, leave_from=None, leave_until=None))
    desk.stores.due.plan(
        Due(kind=DueKind.LEAVE_ENDS, at=desk.now, person_id=person.id, key=f"back:{person.id}")
    )
    turn.say(f"{person.name} 已销假,从现在起任务和提醒都回到本人。")


def _person(turn: Turn, said: Said) -> tuple[Person, str]:
    words = f"{said.before} {said.after}".strip()
    mentions = find_people(words, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    named = next((m.people[0] for m in mentions if len(m.people) == 1), None)
    if named is None or named.id == turn.me.id:
        return turn.me, words
    head = turn.desk.roster.head_of(named.unit)
    if not turn.me.has(Role.DISPATCHER) and (head is None or head.id != turn.me.id):
        raise NotYours(f"替 {named.name} 请假、销假要由他的单位负责人或指挥室来做。")
    return named, words


def _until(turn: Turn, words: str) -> datetime | None:
    reading = read_time(words, turn.desk.now, turn.desk.calendar)
    if reading.kind is Kind.ASK:
        raise Unclear(f"时间不清楚:{reading.says} 可以写“{USAGE}”。")
    if reading.kind is Kind.PAST:
        raise Unclear(f"这个时间已经过去了,请写“{USAGE}”。")
    return reading.at if reading.kind is Kind.POINT else None


def _acting(turn: Turn, person: Person) -> Person | None:
    """Who stands in while they are away, read from the roster as it will be."""
    for deputy in turn.desk.roster.active(person.deputy_ids):
        found = turn.desk.roster.stand_in(deputy, turn.desk.now)
        if found and found.id != person.id:
            return found
    return None


def _tell_room(turn: Turn, person: Person, until: datetime) -> None:
    for dispatcher in turn.desk.roster.with_role(Role.DISPATCHER):
        if dispatcher.id != turn.me.id:
            facts = {"name": person.name, "until": until.isoformat()}
            turn.desk.say(
                OutgoingMessage(template="leave_uncovered", facts=facts, person_id=dispatcher.id)
            )


commands = (
    Command(
        name="请假",
        starts=("休假", "出差", "培训", "学习", "外出"),
        run=go,
        fits=leave_fits,
        after_name=True,
        usage=USAGE,
        help="请假期间由 B 角代办",
    ),
    Command(
        name="销假",
        words=("回来了", "上班了", "休假结束"),
        run=back,
        after_name=True,
        fits=lambda turn, said: said.word == "销假" or turn.me.away(turn.desk.now),
        usage="销假",
        help="回来上班",
    ),
)
