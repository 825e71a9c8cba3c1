"""绑定 <码>: a one-time code ties an account to a person; a stranger gets nothing else."""

import hashlib
import re

from bot.commands.said import Command, Said
from bot.commands.turn import Turn
from tasks.errors import NotFound

CODE = re.compile(r"(?:绑定|/start|/bind)?[\s:]*([A-Za-z0-9_-]{6,64})\s*$")
WELCOME = "你好,这里是{centre}。请把单位发给你的绑定码写成“绑定 码”发来;没有码请向中心索取。"


def run(turn: Turn, said: Said) -> None:
    match = CODE.match(turn.text) if re.match(r"绑定|/start|/bind", turn.text) else None
    if match is None:
        if turn.person is None:
            turn.say(WELCOME.format(centre=turn.desk.policy.name))
        else:
            turn.say(f"你已绑定为 {turn.me.name}。换手机请向管理员要新的绑定码。")
        return
    found = turn.desk.stores.people.use_code(code_hash(match[1]), "bind", turn.desk.now)
    if found is None:
        raise NotFound("绑定码不对,或已用过、过期(24 小时)。请向中心要一个新的。")
    message = turn.message
    turn.desk.stores.people.bind(message.platform, message.account, found.id, turn.desk.now)
    turn.person = found
    turn.answer("bound", {"name": found.name, "unit": found.unit, "post": found.post})


def code_hash(code: str) -> str:
    """What the database keeps of a one-time code."""
    return hashlib.sha256(code.encode()).hexdigest()


commands = (
    Command(
        name="绑定",
        starts=("/start", "/bind"),
        run=run,
        usage="绑定 码",
        help="用绑定码登记这个账号",
    ),
)
