"""销号: the centre checks, says how the petitioner was told, and the number is struck off."""

import re

from bot.actions.carry_out import carry_out
from bot.actions.close_case import follow_case
from bot.actions.push_result import may_strike_off, result_events
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.errors import MoveNotAllowed, TaskError, Unclear
from tasks.lifecycle import check, strike_off
from tasks.messages import Button
from tasks.moves import Move
from tasks.people import Role
from tasks.task import Status, Task

USAGE = "销号 0007 电话"
TOLD = {
    "打电话": "电话", "电话": "电话", "当面": "当面", "面告": "当面", "上门": "当面",
    "短信": "短信", "微信": "微信", "书面": "书面",
}  # fmt: skip
FILLER = re.compile(r"[\s,，。:]|已经?|告知|通知|回复|答复|了|群众|本人")
NEEDLESS = re.compile(r"(?:无需|不需要?|不用)(?:告知|回复|答复)?[\s,，:]*(?P<why>.*)$", re.DOTALL)


def fits(turn: Turn, said: Said) -> bool:
    """结案, 归档, 可以销了 are the command room's words."""
    return said.word == "销号" or turn.me.has(Role.DISPATCHER)


def run(turn: Turn, said: Said) -> None:
    if said.every:
        raise TaskError("销号请一件一件来,如“销号 0007 电话”。")
    closed = tuple(turn.desk.stores.tasks.with_status(Status.CLOSED, limit=50))
    task = one_task(turn, said, Wanted("销号", closed, "没有待销号的任务。", rest=said.after))
    check(task, Move.STRIKE_OFF, turn.by)
    why_not = may_strike_off(turn.desk, task)
    if why_not:
        raise MoveNotAllowed(why_not)
    told = _told(said.after)
    if told is None:
        return ask_told(turn, task)
    _strike(turn, task, turn.desk.hide(told, task.case_id))
    return None


def ask_told(turn: Turn, task: Task) -> None:
    """S3-20: nothing ends before the petitioner was told, or why not is recorded."""
    choices = [Button(way, f"销号 {task.number} {way}") for way in ("电话", "当面", "短信")]
    turn.ask(
        f"{task.number} 怎么告诉群众结果的?也可以写“无需 理由”。",
        (*choices, Button("无需告知", f"销号 {task.number} 无需")),
        expect=f"销号 {task.number}",
        task=task.number,
    )


def _told(text: str) -> str | None:
    if not text:
        return None
    needless = NEEDLESS.search(text)
    if needless:
        why = needless["why"].strip(" 。,，")
        if not why:
            raise Unclear("无需告知群众要写理由,如“无需 匿名反映,没有联系方式”。")
        return f"无需告知:{why}"
    for word, way in TOLD.items():
        if word in text:
            rest = text.replace(word, "", 1).strip(" ,，:。")
            says_more = len(FILLER.sub("", rest)) > 1
            return f"{way}告知" + (f":{rest}" if says_more else "")
    raise Unclear("请写怎么告诉群众的:电话、当面、短信,或“无需 理由”。")


def _strike(turn: Turn, task: Task, told: str) -> None:
    after, events = strike_off(task, told, turn.by)
    pushed = result_events(turn.desk, task)
    saved = carry_out(turn.desk, (after, (*pushed, *events)), turn.me)
    turn.answer("struck_off", {"number": saved.number, "told": told}, task=saved.number)
    follow_case(turn.desk, saved, told)


commands = (
    Command(
        name="销号",
        words=("可以销了", "核销", "归档", "结案", "销案", "销掉"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="核实办结,写明怎么告诉群众的",
        who=frozenset({Role.DISPATCHER}),
    ),
)
