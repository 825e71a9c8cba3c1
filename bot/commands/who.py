"""One person out of what was said: clear, asked with buttons, or refused with near misses."""

import re
from collections.abc import Sequence

from bot.commands.finding import Asked
from bot.commands.turn import Turn
from bot.language.names import find_people, near_misses
from tasks.errors import NotFound
from tasks.messages import Button
from tasks.people import Person


def one_person(turn: Turn, text: str, command: str, *, rest: bool = False) -> tuple[Person, str]:
    """The first person named in `text` and what else was said.

    Two people of one name -> asked, each choice completing `command`; nobody -> near misses.
    """
    mentions = find_people(text, turn.desk.roster, speaker=turn.me, now=turn.desk.now)
    if not mentions:
        raise nobody(turn, text.split(" ")[0] if rest else text, command)
    mention = mentions[0]
    start, end = mention.span
    left = (text[:start].strip(" @,，:给由让请") + " " + text[end:].strip(" ,，:")).strip()
    if mention.clear is None:
        raise which_person(mention.said, mention.people, command, left)
    return mention.people[0], left


def which_person(said: str, people: Sequence[Person], command: str, left: str = "") -> Asked:
    """“王主任”有两位: buttons with the unit beside the name."""
    choices = [
        Button(
            f"{p.name}({p.unit} {p.post})".replace(" )", ")"),
            f"{command} {_exact(p, people)} {left}".strip(),
        )
        for p in people
    ]
    return Asked(f"“{said}”是哪一位?", choices)


def nobody(turn: Turn, said: str, command: str) -> Exception:
    """Nobody of that name: say who is near."""
    word = re.sub(r"[\s,，。:]+", "", said)[:12]
    near = near_misses(word, turn.desk.roster)[:4]
    if near:
        choices = [Button(f"{p.name}({p.unit})", f"{command} {p.name}") for p in near]
        return Asked(f"没有找到“{word}”,是不是:", choices)
    return NotFound(f"没有找到“{word}”这个人,请写通讯录里的姓名或单位。")


def _exact(person: Person, people: Sequence[Person]) -> str:
    """A name that means only this person: with the unit where the name is shared."""
    shared = sum(other.name == person.name for other in people) > 1
    return f"{person.name}/{person.unit}" if shared else person.name
