"""A chat as a person sees it: their own words and the bot's, in order, cards as they are now."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from bot.bars import BLOCK, Bar, bars_svg
from bot.desk import Desk
from storage.letters import Said
from storage.page_store import Spoken, page_store
from tasks.case import Attachment
from tasks.messages import DIRECT, Button
from tasks.policy import METHOD_LABELS, Method

WEBCHAT = "webchat"
BOT = "钉办"
DIGEST = "digest_morning"
STAMP = re.compile(r"p(\d{1,15})-[\w-]{8,64}", re.ASCII)


@dataclass(frozen=True)
class Talker:
    """Whose chat it is: a person's, on all their accounts, or a stranger's on the page."""

    person_id: str | None
    account: str
    chat: str = DIRECT


@dataclass(frozen=True, kw_only=True)
class Line:
    """One bubble.

    `place`: the seq it stands behind or had when it first came; `seq`: what a press or a reply
    names. `old`: a newer card about the same matter has come. `changed`: redrawn in place.
    """

    id: str
    place: int
    at: datetime
    text: str
    who: str = BOT
    mine: bool = False
    seq: int | None = None
    buttons: tuple[Button, ...] = ()
    files: tuple[Attachment, ...] = ()
    method: str = ""
    matter: str | None = None
    picture: str = ""  # bars drawn instead of their lines of text
    changed: bool = False
    old: bool = False
    quoted: int | None = None


@dataclass(frozen=True)
class Conversation:
    """`newest`: the last seq in it; `more`: there is something earlier."""

    lines: tuple[Line, ...]
    newest: int
    more: bool


def conversation(desk: Desk, talker: Talker, limit: int = 60) -> Conversation:
    """The newest bubbles of a chat; own words only as long as the inbox keeps them (7 days)."""
    said = _said(desk, talker, limit + 1)
    more = len(said) > limit
    said = said[-limit:]
    spoken = _spoken(desk, talker, limit, said[0].at if more else None)
    own = [_own_line(desk, talker, one, said) for one in spoken]
    lines = merge(fold((_bot_line(one), one.updates) for one in said), own)
    newest = max((one.seq for one in said), default=0)
    return Conversation(tuple(grey_old(lines)), newest, more)


def fold(lines: Iterable[tuple[Line, int | None]]) -> list[Line]:
    """An update takes the place of the card it redraws, where that is still shown."""
    shown: list[Line] = []
    index: dict[int, int] = {}
    for line, updates in lines:
        found = index.get(updates) if updates is not None else None
        if found is None:
            found = len(shown)
            shown.append(line)
        else:
            first = shown[found]
            shown[found] = replace(line, id=first.id, place=first.place, at=first.at, changed=True)
        if line.seq is not None:
            index[line.seq] = found
    return shown


def merge(bot: Sequence[Line], own: Sequence[Line]) -> list[Line]:
    """Own words stand behind what their writer had seen.

    The drill's clock stands still while people talk, so times alone do not order them.
    """
    keyed = [((line.place, 0, 0), line) for line in bot]
    keyed += [((line.place, 1, n), line) for n, line in enumerate(own)]
    return [line for _, line in sorted(keyed, key=lambda each: each[0])]


def grey_old(lines: Sequence[Line]) -> list[Line]:
    """A card is old once a newer one about the same matter has come, a question once its reader
    has said something after it."""
    shown: list[Line] = []
    seen: set[str] = set()
    answered = False
    for line in reversed(lines):
        if line.buttons and not line.mine:
            old = line.matter in seen if line.matter else answered
            seen |= {line.matter} if line.matter else set()
            shown.append(replace(line, old=old))
        else:
            shown.append(line)
        answered = answered or line.mine
    return shown[::-1]


def stamp(newest: int, word: str) -> str:
    """What a form carries: sent twice it counts once, and it tells what its writer had seen."""
    return f"p{newest}-{word}"


def _said(desk: Desk, talker: Talker, limit: int) -> tuple[Said, ...]:
    outbox = desk.stores.outbox
    if talker.chat != DIRECT:
        return outbox.said(chat=talker.chat, limit=limit)
    if talker.person_id is None:
        return outbox.said(account=(WEBCHAT, talker.account), limit=limit)
    return outbox.said(person_id=talker.person_id, chat=DIRECT, limit=limit)


def _spoken(desk: Desk, talker: Talker, limit: int, since: datetime | None) -> tuple[Spoken, ...]:
    return page_store(desk.stores).spoken(sorted(_keys(desk, talker)), limit, since)


def _keys(desk: Desk, talker: Talker) -> set[str]:
    """The chats whose words are shown: in a group everybody's, else the person's own."""
    if talker.chat != DIRECT:
        return {f"{WEBCHAT}:{person.id}:{talker.chat}" for person in desk.roster.people}
    accounts = [(WEBCHAT, talker.account)]
    if talker.person_id is not None:
        accounts += desk.stores.people.accounts(talker.person_id, unreachable_too=True)
    return {f"{platform}:{account}:{DIRECT}" for platform, account in accounts}


def _bot_line(said: Said) -> Line:
    picture = _picture(said)
    return Line(
        id=f"b{said.seq}",
        place=said.seq,
        seq=said.seq,
        at=said.at,
        text=_without_bars(said.text) if picture else said.text,
        picture=picture,
        buttons=said.buttons,
        method=METHOD_LABELS[said.method] if said.method is not Method.APP else "",
        matter=said.card or said.task_number,
    )


def _picture(said: Said) -> str:
    """The bars of a leader's digest, by the template that draws them everywhere."""
    part = said.facts.get("leader") if said.template == DIGEST else None
    bars = part["bars"] if part else ()
    return Markup(bars_svg(Bar(*bar) for bar in bars)) if bars else ""  # noqa: S704 - escaped there


def _without_bars(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if BLOCK not in line)


def _own_line(desk: Desk, talker: Talker, spoken: Spoken, said: Sequence[Said]) -> Line:
    message = spoken.message
    writer = desk.roster.get(message.account)  # on a page the account is the person
    if message.platform != WEBCHAT:
        writer = desk.stores.people.by_account(message.platform, message.account)
    mine = (writer.id == talker.person_id) if writer else message.account == talker.account
    return Line(
        id=f"m{spoken.id}",
        place=_behind(spoken, said),
        at=message.sent_at,
        text=_words(spoken),
        who=writer.name if writer else message.account.removeprefix("stranger:"),
        mine=mine,
        files=message.attachments,
        quoted=None if message.pressed else message.reply_to,
    )


def _behind(spoken: Spoken, said: Sequence[Said]) -> int:
    """The last seq its writer had seen (stamp, quoted card), or that had left before it came."""
    stamped = STAMP.search(spoken.message.message_id)
    seen = max(int(stamped[1]) if stamped else 0, spoken.message.reply_to or 0)
    return max([seen, *(one.seq for one in said if one.at < spoken.at)])


def _words(spoken: Spoken) -> str:
    """A press shows the command it stands for."""
    text = spoken.message.text
    return f"转发:{text}" if spoken.message.forwarded and text else text
