"""改派: another owner with a new signature clock, or another co-executor, or one released."""

import re

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.who import one_person
from bot.language.names import find_people
from bot.memory import LastMove
from tasks.errors import Unclear
from tasks.lifecycle import check, reassign, replace_part
from tasks.moves import Move
from tasks.people import Person, Role
from tasks.task import RequestKind, Status, Task

USAGE = "改派 0007 李四"
RELEASE = re.compile(r"不要|去掉|撤下|释放|不用|不再|取消|拿掉|撤换")
ROOM = frozenset({Role.DISPATCHER})


def fits(turn: Turn, said: Said) -> bool:
    """换…办, 派错了 are the dispatcher's words."""
    if said.word == "改派":
        return True
    return turn.me.has(Role.DISPATCHER) and bool(said.after or said.numbers)


def run(turn: Turn, said: Said) -> None:
    task = one_task(
        turn, said, Wanted("改派", _candidates(turn), "没有可以改派的任务。", rest=said.after)
    )
    check(task, Move.REASSIGN, turn.by)
    if not said.after:
        turn.ask(f"{task.number} 改派给谁?", (), expect=f"改派 {task.number}", task=task.number)
        return
    named = _named(turn, said.after, task)
    old = next((p for p in named if task.co(p.id)), None)
    if old and (RELEASE.search(said.after) or len(named) == 2):
        _change_part(turn, task, old, named)
        return
    person, reason = _new_owner(turn, task, said.after, named)
    changed = reassign(task, person, turn.by)
    saved = carry_out(turn.desk, changed, turn.me)
    turn.answer("reassigned", {"number": saved.number, "owner": person.name, "reason": reason,
                "deadline": saved.deadline.isoformat()}, task=saved.number)  # fmt: skip
    turn.memory.last = LastMove(kind="改派", number=saved.number, at=turn.desk.now)


def _candidates(turn: Turn) -> tuple[Task, ...]:
    store = turn.desk.stores.tasks
    returned = [t for t in store.with_requests() if t.pending(RequestKind.RETURN)]
    open_now = store.with_status(Status.ASSIGNED, Status.ACKNOWLEDGED, Status.PAUSED, limit=50)
    return tuple(returned if len(returned) == 1 else open_now)


def _named(turn: Turn, text: str, task: Task) -> list[Person]:
    mentions = find_people(text, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    return [mention.people[0] for mention in mentions if len(mention.people) == 1]


def _new_owner(turn: Turn, task: Task, text: str, named: list[Person]) -> tuple[Person, str]:
    """把张三换成李四: the one who does not have it yet."""
    fresh = [person for person in named if person.id != task.owner_id]
    if len(named) == 2 and len(fresh) == 1:
        return fresh[0], ""
    if len(fresh) > 1:
        raise Unclear(f"{task.number} 改派只写一个人,如“改派 {task.number} {fresh[0].name}”。")
    return one_person(turn, text, f"改派 {task.number}", rest=True)


def _change_part(turn: Turn, task: Task, old: Person, named: list[Person]) -> None:
    new = next((person for person in named if person.id != old.id), None)
    changed = replace_part(task, old, new, turn.by)
    saved = carry_out(turn.desk, changed, turn.me)
    instead = f",换成 {new.name}" if new else ""
    turn.say(f"{saved.number} {old.name} 不再配合{instead}。", task=saved.number)


commands = (
    Command(
        name="改派",
        words=(),
        starts=("派错了", "换人", "换成", "改成", "改给", "重新派", "重新交办", "换"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="换人办,签收重新计时",
        who=ROOM,
    ),
)
