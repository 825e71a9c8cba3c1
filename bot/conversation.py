"""From words to a command: strangers, groups, open questions, drafts, verbs, then plain talk."""

import re

from bot.commands import bind
from bot.commands.finding import Asked
from bot.commands.listed import STARTS, WORDS
from bot.commands.plain_talk import plain_talk
from bot.commands.said import Said
from bot.commands.turn import Turn
from bot.draft_talk import continue_draft
from bot.files import join_files
from bot.language.normal import LONGEST, same_words
from bot.language.verbs import hear
from bot.understanding import commands_of, said_of, understand
from tasks.errors import TaskError

LOOKS_ONLY = frozenset(
    {
        "查", "我的待办", "逾期", "待交办", "待签收", "待销号", "待审", "督办", "情况", "联系方式",
        "帮助", "客气", "撤回", "绑定",
    }
)  # fmt: skip
MENTION = re.compile(r"^\s*@?钉办(?:机器人)?[\s:,，]*|@钉办(?:机器人)?\s*")


def converse(turn: Turn) -> None:
    """Answer one message. Raises TaskError for a refusal; the caller rolls back and says it."""
    if not turn.direct:
        if not turn.message.addressed:
            return
        turn.text = MENTION.sub("", turn.text).strip()
    if turn.person is None:
        bind.run(turn, Said(text=turn.text, after=turn.text))
        return
    if len(turn.text) > LONGEST:  # nothing reads it before this: one long message holds up all
        raise TaskError(
            f"内容太长({len(turn.text)} 字),没有收下。请写在 {LONGEST} 字以内,其余发文件。"
        )
    try:
        _converse(turn)
    except Asked as asked:
        turn.ask(asked.sentence, asked.choices)


def _converse(turn: Turn) -> None:
    if turn.message.attachments and not turn.text:
        join_files(turn)
        return
    _answer_question(turn)
    if not turn.pressed and continue_draft(turn):
        return
    heard = understand(turn)
    if heard is None:
        plain_talk(turn)
        return
    command, said = heard
    turn.memory.question = None
    before = turn.memory.last
    command.run(turn, said)
    if turn.memory.last is before and command.name not in LOOKS_ONLY:
        turn.memory.last = None  # 撤回 is about what was done last, not about something older


def _answer_question(turn: Turn) -> None:
    """A number, a label or a name typed is the press; free text completes what was expected."""
    question = turn.memory.open_question(turn.desk.now)
    if question is None or turn.pressed:
        return
    wanted = same_words(turn.text)
    for index, (label, value) in enumerate(question.choices, start=1):
        if wanted and wanted in (str(index), f"第{index}个", same_words(label), same_words(value)):
            turn.text, turn.pressed = value, True
            return
    named = [value for label, value in question.choices if wanted and wanted in same_words(label)]
    if len(named) == 1 and len(wanted) >= 2:
        turn.text, turn.pressed = named[0], True
        return
    if question.expect and not _is_command(turn, question.expect):
        verb = question.expect.split(" ", 1)[0]
        turn.text = f"{question.expect} {_without_verb(turn.text, verb)}"


def _without_verb(text: str, verb: str) -> str:
    """办结 已修好, in answer to the question for the result: the verb was meant once."""
    rest = text.removeprefix(verb)
    return rest.lstrip(" :,，") if rest[:1] in (" ", ":", ",", "，") else text


def _is_command(turn: Turn, expect: str) -> bool:
    """Whether the text is a command of its own and not the answer that was asked for."""
    if turn.message.forwarded:
        return True
    expected = expect.split(" ", 1)[0]
    for heard in hear(turn.text, WORDS, STARTS):
        if heard.place != "start":
            continue
        said = said_of(turn, heard)
        for command in commands_of(heard):
            own = command.name != expected or bool(heard.numbers)
            if own and (command.fits is None or command.fits(turn, said)):
                return command.name not in ("签收", "反馈")
    return False
