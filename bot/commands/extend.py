"""延期: asked by the executor with a new time and a reason, decided by the leader in charge."""

import re
from datetime import datetime, timedelta

from bot.actions.carry_out import carry_out
from bot.commands.finding import Wanted, one_task
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.commands.when import one_time
from bot.commands.working import owned
from storage.ids import new_id
from tasks.deadlines import CHINA
from tasks.errors import Unclear
from tasks.people import Role
from tasks.requests import approvers, ask
from tasks.task import Request, RequestKind, Status, Task

USAGE = "延期 0007 12月5日 等配件到货"
MORE = re.compile(
    r"(?:再|多|宽限|延长?|延后|推迟|给我?)*\s*(\d{1,3}|[一二两三四五六七八九十]+)\s*(?:个)?(工作日|天|日|周|星期)"
)
CRUMBS = re.compile(r"^(?:来不及|宽限|晚几天|推迟|延长|再给|申请|延期|了|到|[\s,，;；。])+")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def fits(turn: Turn, said: Said) -> bool:
    """Everyday words (来不及, 晚几天) count only for somebody who owns a running task."""
    if said.word in ("延期", "申请延期"):
        return not turn.me.has(Role.PRINCIPAL)
    return bool(owned(turn))


def run(turn: Turn, said: Said) -> None:
    rest = said.after if said.word in ("延期", "申请延期") else f"{said.word} {said.after}".strip()
    task = one_task(
        turn, said, Wanted("延期", _candidates(turn), "你手上没有可以延期的任务。", rest=rest)
    )
    deadline, reason = _wanted_time(turn, task, rest)
    if deadline is None:
        turn.ask(
            f"{task.number} 延到什么时候,为什么?如“12月5日 等配件到货”。",
            (),
            expect=f"延期 {task.number} {rest}".strip(),
            task=task.number,
        )
        return
    if not reason.strip(" ,，。:"):
        raise Unclear(
            f"{task.number} 延期要写理由,如“延期 {task.number[-4:]} 12月5日 等配件到货”。"
        )
    file_extension(turn, task, deadline, reason)


def file_extension(turn: Turn, task: Task, deadline: datetime, reason: str) -> None:
    desk = turn.desk
    request = Request(
        id=new_id(desk.now),
        kind=RequestKind.EXTENSION,
        by=turn.me.id,
        at=turn.sent_at,
        reason=desk.hide(CRUMBS.sub("", reason) or reason, task.case_id),
        new_deadline=deadline,
    )
    changed = ask(task, request, turn.by, extensions=desk.policy.limits.extensions)
    saved = carry_out(desk, changed, turn.me)
    asked = "、".join(p.name for p in approvers(saved, request, desk.roster, desk.now))
    facts = {"number": saved.number, "kind": "延期", "deadline": saved.deadline.isoformat()}
    turn.answer("asked", {**facts, "to": asked}, task=saved.number)


def _candidates(turn: Turn) -> tuple[Task, ...]:
    if turn.me.has(Role.DISPATCHER):
        store = turn.desk.stores.tasks
        return tuple(store.with_status(Status.ASSIGNED, Status.ACKNOWLEDGED, limit=50))
    return tuple(owned(turn))


def _wanted_time(turn: Turn, task: Task, text: str) -> tuple[datetime | None, str]:
    """再给3天 counts from the present deadline; anything else is a time as it stands."""
    more = MORE.search(text)
    if more and re.search(r"再|多|宽限|延长|延后|推迟|给|延期?\s*$", text[: more.end()]):
        amount = int(more[1]) if more[1].isdigit() else _chinese(more[1])
        deadline = _later(turn, task, amount, more[2])
        return deadline, f"{text[: more.start()]} {text[more.end() :]}".strip(" ,，")
    reading, rest = one_time(turn, text, f"延期 {task.number} 12月5日 等配件到货")
    return (reading.at, rest) if reading else (None, text)


def _later(turn: Turn, task: Task, amount: int, unit: str) -> datetime:
    base = max(task.deadline, turn.desk.now).astimezone(CHINA)
    if unit == "工作日":
        day = turn.desk.calendar.add_working_days(base.date(), amount)
        return datetime.combine(day, base.timetz())
    return base + timedelta(days=amount * (7 if unit in ("周", "星期") else 1))


def _chinese(text: str) -> int:
    """Small Chinese numbers: 三, 十, 十五, 二十."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return DIGITS[text[-1]]
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


commands = (
    Command(
        name="延期",
        words=("申请延期",),
        starts=(
            "来不及",
            "宽限",
            "晚几天",
            "再给",
            "推迟",
            "延长",
            "能不能延",
            "可不可以延",
            "能否延",
        ),
        run=run,
        fits=fits,
        usage=USAGE,
        help="办不完,申请延期",
        who=frozenset({Role.EXECUTOR, Role.UNIT_HEAD, Role.DISPATCHER}),
    ),
)
