"""Words without a verb: an appeal from the front desk, a sound-alike, or one plain question."""

import re

from bot.commands.assign import by_sentence
from bot.commands.listed import COMMANDS
from bot.commands.register import ORDER, register
from bot.commands.turn import Turn
from bot.commands.working import working_on
from bot.language.empty import says_nothing
from bot.language.near_verbs import sounds_like
from bot.language.references import leading
from tasks.errors import Unclear
from tasks.masking import mask, phones
from tasks.messages import Button
from tasks.people import Role

LONG = 40
SENTENCE, LONG_TALK = 8, 500  # characters that may be a report
FEW = 3  # tasks in hand that a report may be offered for
PLACE = re.compile(r"村|社区|小区|路|街|巷|组|栋|号楼|桥|渠|塘|水库|学校|幼儿园|市场|工地|广场")
ASKING = re.compile(r"[吗么呢??]\s*$|^(?:怎么|为什么|什么|谁|哪|几)")


def plain_talk(turn: Turn) -> None:
    """Never makes a case by guess: a forward, or a front-desk text with something to hold on to."""
    if turn.message.forwarded and len(turn.text) >= 2:
        register(turn, turn.text)
        return
    near = sounds_like(turn.text, [c.name for c in COMMANDS if c.help and c.for_person(turn.me)])
    if near is not None and not turn.pressed:
        verb, rest = near
        choices = (Button(verb, f"{verb} {rest}".strip()), Button("不是", "算了"))
        turn.ask(f"你是说“{verb}”吗?", choices)
        return
    if by_sentence(turn):
        return
    if says_nothing(turn.text, turn.desk.policy.words.empty_feedback) and working_on(turn):
        raise Unclear(
            "看不出做了什么,没有记下。办好了写“办结 结果”,没办完写“反馈 …”,也可以发照片。"
        )
    if turn.me.has(Role.WINDOW, Role.GRID) and _is_appeal(turn.text):
        register(turn, turn.text)
        return
    if turn.direct:
        _not_understood(turn)


def _is_appeal(text: str) -> bool:
    """A place, a phone, an order number, or forty characters (chat.md)."""
    if len(text) < 6 or ASKING.search(text):
        return len(text) >= LONG
    return len(text) >= LONG or bool(PLACE.search(text) or phones(text) or ORDER.search(mask(text)))


def _not_understood(turn: Turn) -> None:
    """One question, never an error in somebody's face."""
    choices = [Button("帮助", "帮助"), Button("我的待办", "我的待办")]
    named = leading(turn.text)
    mine = working_on(turn) if len(turn.text) >= SENTENCE else []
    if named.numbers:
        mine = [task for task in mine if task.number.endswith(f"-{named.numbers[0]:0>4}")]
    if 0 < len(mine) <= FEW and len(turn.text) <= LONG_TALK:
        words = named.rest if named.numbers else turn.text
        reports = [Button(f"是 {t.number} 的进展", f"反馈 {t.number} {words}") for t in mine]
        turn.ask("这是哪件事的进展吗?", [*reports, Button("登记成案件", f"登记 {turn.text}")])
        return
    if 8 <= len(turn.text) <= 1000:
        choices.insert(0, Button("登记成案件", f"登记 {turn.text}"))
    turn.ask("没看懂要做什么。要登记请写“登记 …”,其他写“帮助”看能做什么。", choices)
