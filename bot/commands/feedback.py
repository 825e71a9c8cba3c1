"""反馈: progress in words or photos; an empty phrase or a copy is asked again (S0-43)."""

import re

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import working_on
from bot.files import add_to_task, check_files, touch
from bot.language.empty import says_nothing
from bot.language.normal import same_words
from bot.memory import LastMove
from tasks.errors import Unclear
from tasks.lifecycle import report
from tasks.people import Role

NAMED = frozenset({"反馈", "进展", "汇报", "汇报一下", "回复", "进展情况", "进度"})
USAGE = "反馈 0007 今天已到现场,明天更换"
PART_DONE = re.compile(
    r"^\s*(?:了)?\s*(?:\d{1,3}\s*[%％]|[一二三四五六七八九]成|一半|大半|过半|部分)"
)


def fits(turn: Turn, said: Said) -> bool:
    """正在…, 完成60% are progress; 回复, 汇报 belong to whoever has something open."""
    if said.word in ("反馈", "进展") or turn.pressed:
        return said.word == "反馈" or bool(working_on(turn))
    if said.word.startswith("完成"):
        return bool(PART_DONE.match(said.after)) and bool(working_on(turn))
    return bool(working_on(turn)) and bool(said.after or said.before)


def run(turn: Turn, said: Said) -> None:
    tasks = tuple(working_on(turn))
    progress = said.word not in NAMED  # 正在…, 已联系… belong to what is reported
    text = f"{said.word}{said.after}" if progress else (said.after or said.before)
    none = "你手上没有在办的任务,不用反馈。要登记新事项请写“登记 …”。"
    heard = Said(text=said.text, word="反馈", numbers=said.numbers)
    task = one_task(turn, heard, Wanted("反馈", tasks, none, rest=text))
    files = check_files(turn)
    if not text and not files:
        turn.ask(
            f"{task.number} 有什么进展?请写一句话,或发照片。", (), expect=f"反馈 {task.number}"
        )
        return
    _check_says_something(turn, text, task.last_feedback, bool(files))
    masked = turn.desk.hide(text or "见照片", task.case_id)
    saved = carry_out(turn.desk, report(task, masked, turn.by), turn.me)
    add_to_task(turn, saved, files)
    facts = {"number": saved.number, "text": masked, "deadline": saved.deadline.isoformat()}
    turn.answer("reported", {**facts, "files": len(files)}, task=saved.number)
    touch(turn, saved.number)
    turn.memory.last = LastMove(kind="反馈", number=saved.number, at=turn.desk.now)


def _check_says_something(turn: Turn, text: str, last: str | None, with_files: bool) -> None:
    """Never a length: 已通水 stands, and a photo counts."""
    if with_files:
        return
    words = same_words(text)
    if says_nothing(text, turn.desk.policy.words.empty_feedback):
        raise Unclear("这句看不出做了什么,没有记下。请写具体一点,如“反馈 已到现场,明天换灯泡”。")
    if last and words == same_words(last):
        raise Unclear("和上次反馈一样,没有记下。请写这几天有什么新进展,或发张照片。")


commands = (
    Command(
        name="反馈",
        words=("进展", "汇报"),
        starts=(
            "汇报一下", "回复", "进展情况", "进度", "正在", "完成", "目前", "已经到", "已到",
            "已经联系", "已联系",
            "已经安排", "已安排", "预计", "初步",
        ),
        run=run,
        fits=fits,
        usage=USAGE,
        help="报进展,可以带照片",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD, Role.GRID, Role.DEPUTY_LEADER}),
    ),
)  # fmt: skip
