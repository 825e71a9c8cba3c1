"""办结 with its result; a bare 办好了 never closes, it asks for the result (chat.md rule 5)."""

import re

from bot.actions.carry_out import carry_out
from bot.actions.close_case import follow_case
from bot.actions.enter_queue import enter_queue_late
from bot.actions.push_result import push_result
from bot.commands.feedback import PART_DONE
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.working import working_on
from bot.files import add_to_task, check_files, touch
from bot.language.empty import says_nothing
from bot.language.references import THAT, by_words
from bot.memory import LastMove
from tasks.errors import TaskError, Unclear
from tasks.lifecycle import close
from tasks.messages import Button
from tasks.people import Role
from tasks.task import Status, Task

SENTENCE = 8  # characters before the verb that tell something, not only name a task
USAGE = "办结 0007 已更换灯泡,群众满意"
WORDS = (
    "办结", "办好", "办好了", "办完", "搞定", "弄好", "弄完", "完成", "处理好", "处理完",
    "解决", "解决好", "修好", "做好", "做完", "整好", "结了", "办妥", "已办结", "已完成",
    "已解决", "已处理好",
)  # fmt: skip


def fits(turn: Turn, said: Said) -> bool:
    """An everyday word counts only for somebody with something open to close."""
    if said.word == "办结":
        return True
    if PART_DONE.match(said.after):
        return False
    if turn.card_number or said.numbers:
        return True
    return bool(working_on(turn))


def run(turn: Turn, said: Said) -> None:
    tasks = tuple(working_on(turn))
    if said.every:
        raise TaskError("办结请一件一件来,如“办结 0007 结果”。")
    none = "你手上没有在办的任务,不用办结。"
    task = one_task(turn, said, Wanted("办结", tasks, none, rest=said.after))
    files = check_files(turn)
    result = said.after
    if not result and said.before and not said.numbers:
        return _confirm(turn, task, said)
    if not result and not files:
        return ask_result(turn, task)
    if result and says_nothing(result, turn.desk.policy.words.empty_feedback) and not files:
        raise Unclear(f"{task.number} 的结果请写具体一点,如“{USAGE}”,或发张照片。")
    _close(turn, task, turn.desk.hide(result or "见照片", task.case_id))
    return None


def ask_result(turn: Turn, task: Task) -> None:
    turn.ask(
        f"{task.number} 办得怎么样?请用一句话写结果,或发照片。",
        (),
        expect=f"办结 {task.number}",
        task=task.number,
    )


def _close(turn: Turn, task: Task, result: str) -> None:
    desk = turn.desk
    if task.overdue(turn.sent_at) and task.entry_id is None:
        task = enter_queue_late(desk, task)
    changed = close(task, result, turn.by)
    saved = carry_out(desk, changed, turn.me)
    add_to_task(turn, saved, check_files(turn))
    if saved.status is Status.CLOSED:
        if saved.supervised:
            push_result(desk, desk.task(saved.number))
        follow_case(desk, saved)
    whole = saved.status is Status.CLOSED
    turn.answer(
        "closed", {"number": task.number, "result": result, "whole": whole}, task=task.number
    )
    touch(turn, task.number)
    turn.memory.last = LastMove(kind="办结", number=task.number, at=desk.now)


def _confirm(turn: Turn, task: Task, said: Said) -> None:
    """路灯修好了: is that the result, or only how the task was named?"""
    if THAT.match(said.before) or not _tells(said, task):
        return ask_result(turn, task)
    sentence = re.sub(r"[\s。.!]+$", "", said.text)
    turn.ask(
        f"{task.number} 用“{sentence}”作结果,办结吗?",
        (
            Button("办结", f"办结 {task.number} {sentence}"),
            Button("只是进展", f"反馈 {task.number} {sentence}"),
        ),
        expect=f"办结 {task.number}",
        task=task.number,
    )
    return None


def _tells(said: Said, task: Task) -> bool:
    if len(said.before) >= SENTENCE:
        return True
    return len(said.before) >= 2 and bool(by_words(said.before, [(task.content, task)]))


commands = (
    Command(
        name="办结",
        words=WORDS,
        run=run,
        fits=fits,
        usage=USAGE,
        help="办完了,写上结果或发照片",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD, Role.GRID, Role.DEPUTY_LEADER}),
    ),
)
