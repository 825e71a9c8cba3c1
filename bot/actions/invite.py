"""One-time codes: a person binds an account or signs in to the pages; and taking both back."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.commands.bind import code_hash
from bot.desk import Desk
from bot.language.name_index import name_index
from bot.language.near_names import near
from tasks.errors import NotFound, Unclear
from tasks.people import Person

BIND_LASTS = timedelta(hours=24)
LINK_LASTS = timedelta(minutes=15)
# No 0 o 1 l i: a code is read off a screen and typed on a phone. 5 bits a letter.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH, LINK_LENGTH = 12, 26


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """`code` binds an account within 24 hours, `link` signs in within 15 minutes; each once."""

    name: str
    code: str
    link: str


def invite(desk: Desk, name: str, address: str) -> Invitation:
    """`name`, or name/unit where two share it; links begin with `address`."""
    person = person_named(desk, name)
    code = _random(CODE_LENGTH)
    desk.stores.people.new_code(person.id, code_hash(code), "bind", desk.now + BIND_LASTS, desk.now)
    return Invitation(name=person.name, code=code, link=new_link(desk, person, address))


def new_link(desk: Desk, person: Person, address: str) -> str:
    """A link that signs this person in once."""
    code = _random(LINK_LENGTH)
    desk.stores.people.new_code(person.id, code_hash(code), "link", desk.now + LINK_LASTS, desk.now)
    return f"{address}/in/{code}"


def revoke(desk: Desk, name: str) -> tuple[Person, int]:
    """Codes stop working, accounts are unbound, pages signed out; how many accounts there were."""
    from bot.pages.session import end_sessions  # late: pages are heavy for a command line

    person = person_named(desk, name)
    accounts = desk.stores.people.accounts(person.id, unreachable_too=True)
    desk.stores.people.revoke_codes(person.id)
    desk.stores.people.unbind(person.id)
    end_sessions(desk, person.id)
    return person, len(accounts)


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def person_named(desk: Desk, name: str) -> Person:
    """The one person meant; else who may have been meant is said."""
    found = desk.roster.named(name)
    if len(found) == 1:
        return found[0]
    if found:
        choices = " 或 ".join(f"{person.name}/{person.unit}" for person in found)
        raise Unclear(f"有 {len(found)} 位“{name}”,请写明单位:{choices}。")
    likely = near(name.partition("/")[0], name_index(desk.roster))
    shown = "、".join(f"{person.name}({person.unit})" for person in likely)
    raise NotFound(f"没有“{name}”这个人" + (f",是不是:{shown}?" if likely else "。"))
