"""已当面报告, 已电话报告: a principal heard the result of a supervised task (S3-12)."""

from bot.actions.push_result import report_told, untold
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.language.names import find_people
from tasks.errors import NotYours, Unclear
from tasks.messages import Button
from tasks.people import Person, Role
from tasks.standing import Standing, standings
from tasks.task import Status, Task

USAGE = "已当面报告 0007 书记"
IN_PERSON = ("已当面报告", "当面报告了", "已当面汇报", "当面汇报了", "已当面向")
BY_PHONE = ("已电话报告", "电话报告了", "已电话汇报", "电话汇报了", "已电话向")
MAY = frozenset({Standing.DISPATCHER, Standing.OWNER, Standing.STAND_IN})


def run(turn: Turn, said: Said) -> None:
    way = "电话" if "电话" in said.word else "当面"
    words = f"{said.before} {said.after}".strip()
    closed = turn.desk.stores.tasks.with_status(Status.CLOSED, limit=200)
    waiting = tuple(task for task in closed if untold(turn.desk, task))
    wanted = Wanted(f"已{way}报告", waiting, "没有等报告结果的督办件。", rest=words)
    task = one_task(turn, said, wanted)
    if standings(turn.me, task, turn.desk.roster, turn.desk.now).isdisjoint(MAY):
        raise NotYours(f"{task.number} 的报告由指挥室或执行人来记,你不用操作。")
    people = _principals(turn, task, words, way)
    if people:
        _record(turn, task, people, way)


def _principals(turn: Turn, task: Task, words: str, way: str) -> tuple[Person, ...]:
    """Those named; nobody named: the only one left, else asked."""
    roster = turn.desk.roster
    mentions = find_people(words, roster, speaker=turn.me, now=turn.desk.now) if words else []
    named = [person for m in mentions for person in m.people if person.has(Role.PRINCIPAL)]
    if named:
        return tuple(dict.fromkeys(named))
    if mentions:
        names = "、".join(person.name for person in roster.with_role(Role.PRINCIPAL))
        raise Unclear(f"要报告给主要领导({names}),请写是哪一位。")
    left = untold(turn.desk, task) or roster.with_role(Role.PRINCIPAL)
    if len(left) == 1:
        return left
    choices = [Button(p.name, f"已{way}报告 {task.number} {roster.label(p)}") for p in left]
    turn.ask(f"{task.number} 已{way}报告给哪一位?", choices, task=task.number)
    return ()


def _record(turn: Turn, task: Task, people: tuple[Person, ...], way: str) -> None:
    saved = report_told(turn.desk, task, people, way, turn.me)
    names = "、".join(person.name for person in people)
    left = "、".join(person.name for person in untold(turn.desk, saved))
    rest = f"还差 {left}。" if left else "可以销号了。"
    turn.say(f"{task.number} 已记下:{way}向 {names} 报告了结果。{rest}", task=task.number)


commands = (
    Command(
        name=IN_PERSON[0],
        words=(*IN_PERSON[1:], *BY_PHONE),
        run=run,
        usage=USAGE,
        help="督办件的结果已当面(电话)报告领导",
        who=frozenset({Role.DISPATCHER, Role.EXECUTOR, Role.UNIT_HEAD}),
    ),
)
