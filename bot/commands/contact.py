"""联系方式: a petitioner's full data, in direct chat only, to those who need it; views are kept."""

from bot.commands.finding import case_by_number
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import open_tasks
from tasks.case import Case
from tasks.errors import NotYours, TaskError, Unclear
from tasks.events import Event, EventKind
from tasks.people import Role

USAGE = "联系方式 0007"
WORDS = (
    "联系方式",
    "电话多少",
    "怎么联系",
    "联系电话",
    "电话是多少",
    "电话号码",
    "联系人",
    "怎么联系他",
    "怎么联系她",
)


def fits(turn: Turn, said: Said) -> bool:
    return said.word == "联系方式" or len(said.after) + len(said.before) <= 16


def run(turn: Turn, said: Said) -> None:
    if not turn.direct:
        raise TaskError("群里不发个人信息,请私聊我写“联系方式 编号”。")
    case = _case(turn, said)
    _check_may(turn, case)
    found = turn.desk.stores.cases.petitioner(case.id)
    event = Event(
        kind=EventKind.CASE_VIEWED,
        at=turn.desk.now,
        actor_id=turn.me.id,
        text=f"{turn.me.name} 查看了当事人联系方式",
    )
    turn.desk.stores.events.append("case", case.id, event)
    known = bool(found.name or found.phone or found.address)
    facts = {"number": case.number, "case": case.id, "known": known}
    turn.answer("contact", facts, case=case.number)


def _case(turn: Turn, said: Said) -> Case:
    typed = said.numbers[0] if said.numbers else turn.card_number
    if typed:
        return _by_task_or_case(turn, typed)
    mine = [task for task in open_tasks(turn) if task.case_number]
    if len(mine) == 1 and mine[0].case_number:
        return case_by_number(turn, mine[0].case_number)
    raise Unclear(f"是哪一件?请写编号,如“{USAGE}”。")


def _by_task_or_case(turn: Turn, typed: str) -> Case:
    """0007 is a task first (that is what people have in hand), then a case."""
    if typed[:2] in ("RW", "MT"):
        return case_by_number(turn, typed)
    listed = turn.memory.listed
    if len(typed) <= 2 and 0 < int(typed) <= len(listed):
        return case_by_number(turn, listed[int(typed) - 1])
    mine = [t for t in open_tasks(turn) if t.number.endswith(f"-{typed:0>4}") and t.case_number]
    if len(mine) == 1 and mine[0].case_number:
        return case_by_number(turn, mine[0].case_number)
    return case_by_number(turn, typed)


def _check_may(turn: Turn, case: Case) -> None:
    """The executors of its tasks, the command room, and whoever registered it."""
    if turn.me.has(Role.DISPATCHER) or case.reporter_id == turn.me.id:
        return
    tasks = turn.desk.stores.tasks.of_case(case.id)
    mine = {task.id for task in open_tasks(turn)}
    if any(turn.me.id in task.hands or task.id in mine for task in tasks):
        return
    raise NotYours(
        f"{case.number} 的联系方式只给承办人、指挥室和登记人看,你可以写“查 {case.number}”。"
    )


commands = (
    Command(
        name="联系方式",
        words=WORDS,
        run=run,
        fits=fits,
        usage=USAGE,
        help="看当事人电话(只在私聊,留记录)",
        who=frozenset({Role.EXECUTOR, Role.DISPATCHER, Role.WINDOW, Role.GRID, Role.UNIT_HEAD}),
    ),
)
