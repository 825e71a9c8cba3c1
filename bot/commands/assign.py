"""交办: from a case or without one, by one sentence, through one card (chat.md rule 2)."""

import re

from bot.actions.assign_task import assign_task
from bot.announcements import reach
from bot.cards import buttons as card_buttons
from bot.cards import card_key, task_facts
from bot.commands.decisions import hands_over
from bot.commands.finding import Asked, case_by_number
from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from bot.drafts import CONFIRM, Draft, begin, ear, elements, show
from bot.files import touch
from bot.filters import short
from bot.language.labels import labelled
from bot.language.names import find_people
from bot.language.order import read_order
from bot.memory import LastMove
from tasks.case import CASE_LABELS, Case, CaseStatus
from tasks.errors import MoveNotAllowed, NotYours, Unclear
from tasks.messages import Button
from tasks.people import LEADERS, Role
from tasks.policy import METHOD_LABELS
from tasks.standing import standings
from tasks.task import OPEN, Task

USAGE = "交办 张三 明天下午5点前 处理城东村路灯"
WHO = LEADERS | {Role.DISPATCHER}
GIVES = ("派给", "请", "叫", "让", "给", "派", "转给", "交给", "安排", "转", "麻烦", "由")
LOOSE = ("派", "安排", "转办", "转给", "转交", "转")  # the name may come a little later
CASE = re.compile(r"MT\d{8}-\d{4,}")


def fits(turn: Turn, said: Said) -> bool:
    """请…办, 叫…去, 给…派个活: only from those who may, and with somebody named right there."""
    if said.word in ("交办", "派单", "派活", "派任务", "分派", "指派"):
        return True
    if not turn.me.has(*WHO) or turn.message.forwarded:
        return False
    if turn.me.has(Role.PRINCIPAL) and (
        said.word in ("转办", "转给", "转交") or hands_over(turn, said)
    ):
        return False
    if not said.after:
        return False
    named = find_people(said.after, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    if not named or not named[0].people:
        return False
    between = said.after[: named[0].span[0]].strip(" @,，:")
    return not between or (said.word in LOOSE and len(between) <= 12)


def run(turn: Turn, said: Said) -> None:
    if not turn.me.has(*WHO):
        raise NotYours("交办由指挥室和领导来做,你可以写“登记 …”报上来。")
    case, text = _case(turn, said)
    if case is not None and case.status not in (CaseStatus.REGISTERED, CaseStatus.ASSIGNED):
        label = CASE_LABELS[case.status]
        raise MoveNotAllowed(f"{case.number} 现在是{label},不能交办;可以写“查 {case.number}”。")
    gives = said.word in GIVES
    draft = begin(turn, f"{said.word}{text}" if gives else text, case)
    if draft.said_all:
        send(turn, draft)
        return
    show(turn, draft)


def by_sentence(turn: Turn) -> bool:
    """A dispatcher's sentence without a verb: labelled, or somebody, a time and something to do."""
    if not turn.me.has(*WHO) or turn.message.forwarded or not turn.text:
        return False
    order = read_order(turn.text, ear(turn))
    labels = labelled(turn.text)[0]
    whole = order.people and order.deadline and order.content
    if not (whole or order.unknown or ("owner" in labels and len(labels) > 1)):
        return False
    case, text = _case(turn, Said(text=turn.text, after=turn.text))
    show(turn, begin(turn, text, case))
    return True


def confirm(turn: Turn, said: Said) -> None:
    """确认 <草稿>: the press on the card; an older card says so."""
    draft = Draft.model_validate(turn.memory.draft) if turn.memory.draft else None
    match = CONFIRM.match(turn.text)
    if draft is None:
        raise MoveNotAllowed("没有等确认的草稿,可能已发出或已取消。要交办请写“交办 …”。")
    if match and match["id"] and match["id"] != draft.id:
        raise MoveNotAllowed("这张草稿不是最新的,请在最新的卡片上确认。")
    send(turn, draft)


def send(turn: Turn, draft: Draft) -> None:
    """Nothing is sent or numbered before this."""
    if draft.missing:
        show(turn, draft, "还不能发")
        return
    case = turn.desk.stores.cases.by_number(draft.case_number) if draft.case_number else None
    if case and (note := _given_already(turn, draft, case)):
        show(turn, draft, warning=note)
        return
    task = assign_task(turn.desk, turn.me, elements(turn.desk, draft), case)
    turn.memory.draft = None
    turn.memory.question = None
    _answer(turn, task, draft.wechat)
    touch(turn, task.number)
    turn.memory.last = LastMove(kind="交办", number=task.number, at=turn.desk.now)


def _given_already(turn: Turn, draft: Draft, case: Case) -> str:
    """Somebody was faster with this case, or it has a task: said once before another is made."""
    tasks = turn.desk.stores.tasks.of_case(case.id)
    fresh = [t for t in tasks if t.status in OPEN and t.number not in draft.known]
    draft.known += [task.number for task in fresh]
    told = "、".join(f"{t.number}({turn.desk.roster.name(t.owner_id)})" for t in fresh)
    return f"这个案件已交办 {told},要再派一件才确认。" if told else ""


def remarks(turn: Turn, task: Task, wechat: bool) -> str:
    """What the dispatcher must know at once: a method we lack, an owner nobody stands in for."""
    found = ""
    if wechat:
        found += ";微信发不了,已用钉钉"
    if task.method not in turn.desk.policy.methods:
        found += f";{METHOD_LABELS[task.method]}未配置,已改用应用内"
    owner = turn.desk.roster[task.owner_id]
    if turn.desk.roster.stand_in(owner, turn.desk.now) is None:
        found += f"。{owner.name} 请假中,没有可用的 B角,请改派:改派 {task.number[-4:]} 姓名"
    return found


def _answer(turn: Turn, task: Task, wechat: bool) -> None:
    """The dispatcher's own copy of the card: it is redrawn as the task goes on."""
    if turn.me.id in (*reach(turn.desk, task), *task.cc_ids):
        turn.say(f"{task.number} 已交办。", task=task.number)
        return
    held = standings(turn.me, task, turn.desk.roster, turn.desk.now)
    names = "、".join(turn.desk.roster.name(person_id) for person_id in reach(turn.desk, task))
    facts = {**task_facts(turn.desk, task), "copy": False, "changed": False}
    turn.answer(
        "task_card",
        {**facts, "note": f"已发给 {names},等签收{remarks(turn, task, wechat)}"},
        buttons=card_buttons(task, turn.me, held),
        task=task.number,
        case=task.case_number,
        card=card_key(task),
    )


def _case(turn: Turn, said: Said) -> tuple[Case | None, str]:
    """The case it comes from: a number, the card it answers; a house number stays text."""
    text = said.after or said.before
    if said.after and said.before:
        text = f"{said.before} {said.after}"
    found = CASE.search(turn.text)
    if found:
        case = case_by_number(turn, found[0])
        return case, text.replace(found[0], " ").strip(" ,，:")
    if said.numbers:
        return _by_digits(turn, said.numbers, text)
    if turn.card_number and turn.card_number.startswith("MT"):
        return case_by_number(turn, turn.card_number), text
    return None, text


def _by_digits(turn: Turn, numbers: tuple[str, ...], text: str) -> tuple[Case | None, str]:
    """交办 0007 … is a case that waits; digits that are no case belong to the sentence."""
    first = numbers[0]
    listed = turn.memory.listed
    place = int(first) if first.isdigit() and len(first) <= 2 else 0
    if 0 < place <= len(listed) and listed[place - 1].startswith("MT"):
        return case_by_number(turn, listed[place - 1]), text
    ending = turn.desk.stores.cases.ending(first.zfill(4))
    waiting = [case for case in ending if case.status is CaseStatus.REGISTERED]
    waiting = waiting or [case for case in ending if case.status is CaseStatus.ASSIGNED]
    if len(waiting) == 1:
        return waiting[0], text
    if len(waiting) > 1:
        choices = [
            Button(f"{case.number} {short(case.content, 14)}", f"交办 {case.number} {text}".strip())
            for case in waiting
        ]
        raise Asked("要交办哪一件?", choices)
    if len(first) >= 3:
        raise Unclear(f"没有找到 {first} 号待交办的案件,写“待交办”看清单,或写完整案号。")
    return None, f"{' '.join(numbers)} {text}"


commands = (
    Command(
        name="交办",
        words=(),
        starts=("派单", "派活", "派任务", "分派", "指派", "转办", "转交", *GIVES),
        run=run,
        fits=fits,
        usage=USAGE,
        help="把事情交给人办:谁、什么事、什么时候前",
        who=WHO,
    ),
    Command(
        name="确认",
        run=confirm,
        usage="确认",
        help="",
        fits=lambda turn, _said: bool(CONFIRM.match(turn.text)),
        who=frozenset(),
    ),
)
