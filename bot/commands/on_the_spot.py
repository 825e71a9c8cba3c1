"""当场办结, 引导, 作废: a case that needs no task, or should never have been one."""

from dataclasses import replace

from bot.commands.finding import case_by_number
from bot.commands.register import register, tell_room_plainly
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.case import CASE_LABELS, Case, CaseStatus
from tasks.errors import MoveNotAllowed, NotYours, Unclear
from tasks.events import Event, EventKind
from tasks.people import Role

FRONT = frozenset({Role.WINDOW, Role.GRID, Role.DISPATCHER})


def fits(turn: Turn, said: Said) -> bool:
    return turn.me.has(*FRONT)


def answer_now(turn: Turn, said: Said) -> None:
    """当场办结 <结果>: answered at the window, no task."""
    _end(turn, said, CaseStatus.ANSWERED, "当场答复", "当场办结 0007 已解释政策,群众认可")


def refer(turn: Turn, said: Said) -> None:
    """引导 <去向>: shown the right door, no task (S0-03)."""
    _end(turn, said, CaseStatus.REFERRED, "引导", "引导 0007 去派出所报案")


def void(turn: Turn, said: Said) -> None:
    """作废 <理由>: by its registrar or the command room; the number stays used."""
    _end(turn, said, CaseStatus.VOID, "作废", "作废 0007 重复登记")


def _end(turn: Turn, said: Said, status: CaseStatus, verb: str, example: str) -> None:
    case = _case(turn, said, example)
    if not said.after:
        raise Unclear(f"{verb}要写明情况,如“{example}”。")
    if case.reporter_id != turn.me.id and not turn.me.has(Role.DISPATCHER):
        raise NotYours(f"{case.number} 不是你登记的,请登记人或指挥室来做。")
    if case.status is not CaseStatus.REGISTERED:
        label = CASE_LABELS[case.status]
        raise MoveNotAllowed(f"{case.number} 现在是{label},不能{verb};已交办的请指挥室写“撤销”。")
    text = turn.desk.hide(said.after, case.id)
    turn.desk.stores.cases.save(replace(case, status=status, outcome=text))
    event = Event(
        kind=EventKind.CASE_VOIDED if status is CaseStatus.VOID else EventKind.CASE_ENDED,
        at=turn.desk.now,
        actor_id=turn.me.id,
        text=f"{turn.me.name} {verb}:{text}",
    )
    turn.desk.stores.events.append("case", case.id, event)
    tell_room_plainly(turn, case.number, f"{case.number} {verb}了,不用交办:{text}")
    facts = {"number": case.number, "state": CASE_LABELS[status], "text": text}
    turn.answer("case_over", facts, case=case.number)


def _case(turn: Turn, said: Said, example: str) -> Case:
    """The one named, the card's, or what this writer registered in the last ten minutes."""
    typed = said.numbers[0] if said.numbers else turn.card_number
    touched = turn.memory.joinable(turn.desk.now)
    if typed is None and touched and touched.number.startswith("MT"):
        typed = touched.number
    if typed is None:
        if said.before:
            return register(turn, said.before)
        raise Unclear(f"是哪一件?请写案号,如“{example}”。")
    return case_by_number(turn, typed)


commands = (
    Command(
        name="当场办结",
        starts=("当场答复了", "当场答复", "当场解决了", "当场解决", "现场办结", "现场答复"),
        run=answer_now,
        fits=fits,
        usage="当场办结 0007 已解释政策",
        help="窗口当场答复了,不用交办",
        who=FRONT,
    ),
    Command(
        name="引导",
        run=refer,
        fits=fits,
        usage="引导 0007 去派出所报案",
        help="不归我们管,告诉群众去哪里办",
        who=FRONT,
    ),
    Command(
        name="作废",
        run=void,
        fits=fits,
        usage="作废 0007 重复登记",
        help="登记错了,编号保留",
        who=FRONT,
    ),
)
