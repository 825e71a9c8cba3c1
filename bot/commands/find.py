"""查: by number, order number, phone, name or words, within what the asker may see; masked."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cards import task_facts
from bot.commands.finding import Wanted, by_number, case_by_number, may_see_case, visible
from bot.commands.lists import row
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.case import CASE_LABELS, Case
from tasks.errors import NotFound, Unclear
from tasks.masking import phones
from tasks.task import Task

USAGE = "查 0007"
MOST = 3
JUST_NOW = re.compile(r"(?:刚才|刚刚|刚|上一?个|这个|那个|这件|那件|的|事|件|登记)+")
EVER = datetime(2000, 1, 1, tzinfo=UTC)


def fits(turn: Turn, said: Said) -> bool:
    """查处, 查看现场 are not this verb; 怎么样了 needs to know of what."""
    if said.word == "查":
        return not re.match(
            r"^(?:处|实|明|清|看|封|扣|获|证|验|勘|无)", said.text.split("查", 1)[1]
        )
    return bool(said.numbers or turn.card_number or said.before or said.after)


def run(turn: Turn, said: Said) -> None:
    words = said.after or said.before
    touched = turn.memory.touched
    if JUST_NOW.fullmatch(words) and touched:
        _by_number(turn, touched.number)
        return
    phone = phones(" ".join((*said.numbers, said.after)))
    if phone and (cases := _by_phone(turn, phone[0])):
        _show_cases(turn, cases)
        return
    typed = said.numbers[0] if said.numbers else (turn.card_number if not words else None)
    if typed:
        _by_number(turn, typed)
        return
    if not words:
        raise Unclear(f"查哪一件?请写编号或内容里的词,如“{USAGE}”或“查 路灯”。")
    _by_words(turn, words)


def _by_number(turn: Turn, typed: str) -> None:
    cases = () if typed[:2] in ("RW", "MT") else turn.desk.stores.cases.ending(typed.zfill(4))
    seen = [case for case in cases if may_see_case(turn, case)]
    if typed.startswith("MT"):
        show_case(turn, case_by_number(turn, typed))
        return
    try:
        task = by_number(turn, typed, Wanted("查", (), "", rest=""))
    except NotFound:
        external = turn.desk.stores.cases.by_external(typed)
        found = [external] if external and may_see_case(turn, external) else seen
        by_phone = [] if found else _by_phone(turn, typed)
        if len(found) != 1 and not by_phone:
            raise
        _show_cases(turn, by_phone or found)
        return
    if not visible(turn, task):
        raise NotFound(f"没有找到 {typed} 号任务,请核对编号。")
    show_task(turn, task)


def _by_words(turn: Turn, words: str) -> None:
    cases = [c for c in turn.desk.stores.cases.by_petitioner(words, EVER) if may_see_case(turn, c)]
    tasks = [t for t in turn.desk.stores.tasks.search(words, 50) if visible(turn, t)]
    if not tasks:
        cases = cases or [
            case for case in turn.desk.stores.cases.search(words, 50) if may_see_case(turn, case)
        ]
    if len(tasks) == 1:
        show_task(turn, tasks[0])
    elif tasks:
        turn.memory.listed = [task.number for task in tasks[:12]]
        rows = [row(turn, task) for task in tasks[:12]]
        facts = {"title": f"查到 {len(tasks)} 件", "rows": rows, "more": max(len(tasks) - 12, 0)}
        turn.answer("task_list", facts)
    elif cases:
        _show_cases(turn, cases)
    else:
        raise NotFound(f"没有查到“{words[:20]}”,可以换个词,或写完整编号。")


def _by_phone(turn: Turn, phone: str) -> list[Case]:
    """By the whole number, or its last four digits."""
    store = turn.desk.stores.cases
    found = store.by_phone_tail(phone, EVER) if len(phone) == 4 else store.by_phone(phone, EVER)
    return [case for case in found if may_see_case(turn, case)]


def _show_cases(turn: Turn, cases: Sequence[Case]) -> None:
    for case in cases[:MOST]:
        show_case(turn, case)


def show_task(turn: Turn, task: Task) -> None:
    events = turn.desk.stores.events.of("task", task.id)[-5:]
    facts = {
        **task_facts(turn.desk, task),
        "events": [{"at": event.at.isoformat(), "text": event.text} for event in events],
    }
    turn.answer("task_found", facts, task=task.number)


def show_case(turn: Turn, case: Case) -> None:
    tasks = turn.desk.stores.tasks.of_case(case.id)
    facts = {
        "number": case.number,
        "state": CASE_LABELS[case.status],
        "content": case.content,
        "who": turn.desk.roster.name(case.reporter_id),
        "at": case.registered_at.isoformat(),
        "files": len(case.attachments),
        "outcome": case.outcome,
        "tasks": [row(turn, task) for task in tasks],
    }
    turn.answer("case_found", facts, case=case.number)


commands = (
    Command(
        name="查",
        words=("进度", "到哪一步了", "到哪步了", "怎么样了", "办得怎么样了", "什么情况"),
        starts=("查一下", "查询", "看一下", "查查"),
        run=run,
        fits=fits,
        usage=USAGE,
        help="查进度:编号、电话或内容里的词",
    ),
)
