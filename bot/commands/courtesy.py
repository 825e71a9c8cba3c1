"""谢谢, 在吗, 👍, 算了: no error, no case, and silence in a group (chat.md rule 7)."""

import re

from bot.commands import acknowledge
from bot.commands.said import Command, Said
from bot.commands.turn import Turn

WORDS = (
    *(word for word in acknowledge.WORDS if word not in ("签收", "1")),
    "谢谢", "谢了", "感谢", "辛苦", "辛苦了", "在吗", "在不在", "你好", "您好", "早", "早上好",
    "下午好", "晚上好", "再见", "拜拜", "哈哈", "哈哈哈", "嗯嗯", "哦", "哦哦", "👍", "👌",
    "🙏", "💪", "🌹", "[强]", "[OK]", "[握手]", "[抱拳]", "[鲜花]", "好的", "好", "收到",
    "明白", "知道了", "OK", "ok", "嗯", "行", "可以", "算了", "没事", "没事了", "不用了",
    "不是", "取消", "阅", "已阅", "对", "是的", "是", "知道", "了解", "hi", "hello",
    "周末愉快", "新年好", "没问题", "不客气",
)  # fmt: skip
CALLS = frozenset(
    {"在吗", "在不在", "你好", "您好", "hi", "hello", "早上好", "下午好", "晚上好", "早"}
)
THANKS = frozenset({"谢谢", "谢了", "感谢", "辛苦", "辛苦了"})
DROPS = frozenset({"取消", "算了", "没事", "没事了", "不用了", "不是"})
LITTLE = re.compile(
    r"^[\s,，。.!!~、?？]*(?:你|您|大家|领导|主任|书记|各位|啦|了|哈|呀|啊|哦|的|就|先|吧|们|辛苦|谢谢|[👍👌🙏💪🌹])*[\s,，。.!!~]*$"
)


def fits(turn: Turn, said: Said) -> bool:
    """Only a message that is nothing else."""
    alone = bool(LITTLE.match(said.before)) and bool(LITTLE.match(said.after))
    if not alone or said.numbers:
        return False
    from bot.commands.listed import COMMANDS

    others = [c for c in COMMANDS if c.name != "客气" and said.word in c.words]
    return not any(c.fits is None or c.fits(turn, said) for c in others)


def run(turn: Turn, said: Said) -> None:
    if not turn.direct:
        return
    if said.word in DROPS:
        turn.say("好的,没有改动。")
    elif said.word in CALLS:
        turn.say("在的,请说。写“帮助”看能做什么。")
    elif said.word in THANKS:
        turn.say("不客气。")
    elif said.word in acknowledge.WORDS:
        turn.say("好的。现在没有等你签收或答复的事。")


commands = (
    Command(
        name="客气",
        words=WORDS,
        run=run,
        fits=fits,
        usage="",
        help="",
        who=frozenset(),
    ),
)
