"""What is said while a draft is open: a yes, a no, or a missing element; nothing else is taken."""

import re

from bot.commands.assign import send
from bot.commands.turn import Turn
from bot.drafts import Draft, case_of_draft, ear, merge, propose_deadline, show
from bot.language.labels import labelled
from bot.language.order import first_word_as_name, read_order
from bot.understanding import understand

YES = frozenset((
    "确认", "可以", "行", "发吧", "发", "好", "好的", "对", "是", "是的", "没问题", "确定",
    "ok", "OK", "就这样", "发送", "同意", "嗯",
))  # fmt: skip
NO = frozenset({"取消", "算了", "不办了", "不发了", "不要了", "先不发", "别发"})
TAIL = re.compile(r"[\s了吧呢哈啊,，。.!!]+$")
LONGEST = 300  # characters: a longer text is no answer to a card


def continue_draft(turn: Turn) -> bool:
    """Whether this message belongs to the open draft: a yes, a no, or a missing element."""
    if turn.memory.draft is None or turn.message.forwarded:
        return False
    draft = Draft.model_validate(turn.memory.draft)
    word = TAIL.sub("", turn.text)
    if word in NO or f"{word}了" in NO:
        turn.memory.draft = None
        turn.say("草稿已取消,什么都没有发出去。")
        return True
    if word in YES and turn.card_number is None:
        send(turn, draft)
        return True
    return _fill(turn, draft)


def _fill(turn: Turn, draft: Draft) -> bool:
    """Names, times or labels that answer the card; anything else is not the draft's business."""
    if not turn.text or len(turn.text) > LONGEST or _other_command(turn):
        return False
    order = read_order(turn.text, ear(turn))
    if "owner" in draft.missing and len(turn.text) <= 4:
        order = first_word_as_name(order, ear(turn))
    says = order.people or order.cc is not None or order.deadline or order.reminders is not None
    wants_content = "content" in draft.missing and len(turn.text) >= 4
    if order.content and not wants_content and not labelled(turn.text)[0]:
        return False
    if not (says or order.method or order.urgent or order.unknown or order.content):
        return False
    merge(turn, draft, order)
    case = case_of_draft(turn.desk, draft)
    propose_deadline(turn.desk, draft, case)
    show(turn, draft, "已改")
    return True


def _other_command(turn: Turn) -> bool:
    """A verb of its own is never swallowed by a draft."""
    heard = understand(turn)
    if heard is None or heard[0].name in ("签收", "客气", "查"):
        return False
    command, said = heard
    unnamed = not said.numbers and turn.card_number is None
    return not (command.name == "改派" and said.word != "改派" and unnamed)
