"""Who is who in the sample centre, and the openings that many stories share."""

from tests.chat import Chat, joined

WINDOW, WINDOW_B = "冯玉珂", "贺知夏"
ROOM, ROOM_B = "苏念安", "邵文洲"
CADRE, HEAD, LEADER = "丁若楠", "王承泽", "顾维桢"  # 司法所; B角 of CADRE is PLANNER
PLANNER, PLANNER_HEAD, VICE = "陶一帆", "潘国梁", "韩景澄"  # 村镇建设办; B角 is SURVEYOR
SURVEYOR, SURVEYOR_HEAD = "吕思齐", "谢广田"  # 自然资源所; B角 is ENFORCER
ENFORCER = "雷振山"  # 综合执法队, its own head, without a B角
VILLAGE, GRID = "赵水根", "孙维珍"  # 城东村; B角 of GRID is CADRE
SECRETARY, MAYOR = "郑怀瑾", "沈牧之"
OBSERVER = "秦月华"
PRINCIPALS = (SECRETARY, MAYOR)
DISPATCHERS = (ROOM, ROOM_B)

PHONE = "13800001234"
APPEAL = f"城东村村民李秀英来访,反映村口路灯坏了半个月,晚上老人不敢出门,电话{PHONE}"
LAMP, DITCH, ROAD = "修好城东村路灯", "清理柳湾村水渠", "南塘村道路修补"
GREETING = "没有回复就是没收到,请再发一次。"

DUE = "11月25日17点"  # Wednesday


def order(
    owner: str = CADRE,
    *,
    due: str = DUE,
    cc: str = "无",
    remind: str = "提前1天",
    what: str = LAMP,
    method: str = "应用内",
) -> str:
    """All six elements, labelled: sent at once."""
    return f"交办 {owner} 抄送 {cc} 截止 {due} 提醒 {remind} 方式 {method} 内容 {what}"


async def assigned(chat: Chat, owner: str = CADRE, *, by: str = ROOM, **elements: str) -> str:
    """A task that waits for its signature; the number. Everybody has read their card."""
    heard = await chat.says(by, order(owner, **elements))
    number = heard[-1]["task"]
    assert number, joined(heard)
    await read_all(chat)
    return str(number)


async def signed(chat: Chat, owner: str = CADRE, **elements: str) -> str:
    """A task that its owner works on."""
    number = await assigned(chat, owner, **elements)
    assert "已签收" in await chat.answer(owner, f"签收 {number}")
    await read_all(chat)
    return number


async def registered(chat: Chat, text: str = APPEAL, by: str = WINDOW) -> str:
    """A case that a forward made; the command room has read of it."""
    heard = await chat.says(by, text, forwarded=True)
    await read_all(chat)
    return str(heard[0]["case"])


async def read_all(chat: Chat) -> None:
    """What everybody got so far is no concern of the story."""
    await chat.reads(lambda _message: True)


async def read_digests(chat: Chat) -> None:
    """Morning and evening digests are stories of their own."""
    await chat.reads(lambda message: is_digest(message["text"]))


def is_digest(text: str) -> bool:
    first = text.splitlines()[0]
    return first.endswith(("早报", "下班前"))


async def status(chat: Chat, number: str) -> str:
    return str((await chat.task(number))["status"])


def labels(message: dict[str, object]) -> list[str]:
    buttons = message["buttons"]
    assert isinstance(buttons, list)
    return [button["label"] for button in buttons]


async def three(chat: Chat, *, cc: str = "无") -> list[str]:
    """Three unsigned tasks of one person."""
    return [await assigned(chat, what=what, cc=cc) for what in (LAMP, DITCH, ROAD)]


async def statuses(chat: Chat, numbers: list[str]) -> list[str]:
    return [await status(chat, number) for number in numbers]
