"""签收: the executor signs; one press for a card, `1 3 签收` and `全部签收` for lists."""

import re
from dataclasses import replace

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, many_tasks
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import open_tasks
from bot.files import touch
from bot.memory import LastMove
from tasks.lifecycle import Changed, acknowledge, report
from tasks.people import Role
from tasks.task import CoStatus, Status, Task

USAGE = "签收 0007"
MORE = 40  # characters beside the signature that are still a first report
WORDS = (
    "签收", "收到", "好的", "好", "明白", "明白了", "知道了", "接了", "接单", "接收", "马上办",
    "马上去", "马上处理", "立即办", "收", "遵命", "行", "可以", "OK", "ok", "Ok", "嗯", "1",
)  # fmt: skip
ONLY_ALONE = frozenset({"好", "收", "行", "可以", "OK", "ok", "Ok", "嗯", "1", "知道了"})
SMALL_TALK = re.compile(
    r"^(?:[\s,，。.!!、~]|收到|好的|明白|知道|马上|立即|立刻|这就|现在|我|就|去|办|处理|落实|看看?|谢谢|领导|主任|书记|安排|了|的|一下|"
    r"请放心|放心|抓紧|尽快|没问题|坚决|完成任务|哈|啊|呢|吧|这个|那个|来|嗯|行)*$"
)


def fits(turn: Turn, said: Said) -> bool:
    """`收到` is heard only when little else was said, and never steals 收到一封来信."""
    if said.word == "签收" or turn.pressed:
        return True
    if said.word in ONLY_ALONE:
        alone = not said.before and not said.after and not said.numbers
        return alone and bool(unsigned(turn))
    if said.before and not unsigned_by_words(turn, said):
        return False
    if not SMALL_TALK.match(said.after):
        return _adds_something(said) and bool(unsigned(turn))
    return bool(said.numbers or said.every or turn.card_number or unsigned(turn))


def run(turn: Turn, said: Said) -> None:
    waiting = tuple(unsigned(turn))
    bare = said.word != "签收"
    heard = replace(said, word="签收", after="" if bare else said.after)
    wanted = Wanted("签收", waiting, "你现在没有待签收的任务,不用签收。")
    tasks = many_tasks(turn, heard, wanted)
    for task in tasks:
        changed = acknowledge(task, turn.by)
        if bare and not SMALL_TALK.match(said.after):
            changed = _with_words(changed, turn.desk.hide(said.after, task.case_id), turn)
        saved = carry_out(turn.desk, changed, turn.me)
        turn.answer("signed", _facts(saved), task=saved.number)
        touch(turn, saved.number)
        turn.memory.last = LastMove(kind="签收", number=saved.number, at=turn.desk.now)


def _adds_something(said: Said) -> bool:
    """收到,明天上午去看 signs and says something; 收到一封来信 is no signature."""
    told = said.text.split(said.word, 1)[-1].lstrip("了啦哈")
    return len(said.after) <= MORE and told[:1] in set(",，。.!! 、;；")


def _with_words(changed: Changed, text: str, turn: Turn) -> Changed:
    """What was said beside the signature is the first report."""
    task, events = changed
    after, more = report(task, text, turn.by)
    return after, (*events, *more)


def unsigned(turn: Turn) -> list[Task]:
    """What waits for this person's signature: own tasks, own parts, what a B角 was offered."""
    return [task for task in open_tasks(turn) if _waits(turn, task)]


def unsigned_by_words(turn: Turn, said: Said) -> bool:
    from bot.language.references import by_words

    return bool(by_words(said.before, [(task.content, task) for task in unsigned(turn)]))


def _waits(turn: Turn, task: Task) -> bool:
    part = task.co(turn.me.id)
    if part and turn.me.id not in (task.owner_id, task.lent_to):
        return part.status is CoStatus.ASSIGNED
    return task.status is Status.ASSIGNED


def _facts(task: Task) -> dict[str, object]:
    return {
        "number": task.number,
        "content": task.content,
        "deadline": task.deadline.isoformat(),
    }


commands = (
    Command(
        name="签收",
        words=WORDS,
        run=run,
        fits=fits,
        usage=USAGE,
        help="签收任务,也可以回“收到”",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD, Role.GRID, Role.DEPUTY_LEADER}),
    ),
)
