"""The people of an order: one each, or asked with buttons; nobody -> near misses."""

from dataclasses import dataclass

from bot.commands.finding import Asked
from bot.commands.turn import Turn
from bot.language.names import Mention, near_misses, relative_people
from bot.language.order_values import Order
from tasks.errors import NotFound
from tasks.messages import Button
from tasks.people import Person

LABEL = {"owner": "执行人", "co": "配合", "cc": "抄送"}


@dataclass(frozen=True)
class Meant:
    """Owner first, then co-executors; cc None: not said."""

    people: tuple[Person, ...]
    cc: tuple[Person, ...] | None


def meant(turn: Turn, order: Order, again: str) -> Meant:
    """Everybody named, clear; raises a question or a refusal otherwise."""
    for role, word in order.unknown:
        raise _nobody(turn, role, word)
    people: list[Person] = []
    for mention in order.people:
        people += _one(turn, mention, "执行人" if not people else "配合", None)
    owner = people[0] if people else None
    if order.cc is None:
        return Meant(tuple(people), None)
    cc: list[Person] = []
    for mention in order.cc:
        cc += _one(turn, mention, "抄送", owner)
    return Meant(tuple(dict.fromkeys(people)), tuple(dict.fromkeys(cc)))


def _one(turn: Turn, mention: Mention, label: str, owner: Person | None) -> tuple[Person, ...]:
    people = mention.people
    if mention.relative and owner:
        people = (
            relative_people(mention.relative, turn.desk.roster, unit=mention.unit, of=owner)
            or people
        )
    if len(people) == 1 or (label == "抄送" and mention.relative and people):
        return people
    if not people:
        raise _nobody(turn, label, mention.said)
    said = mention.said
    choices = [
        Button(
            f"{p.name}({p.unit} {p.post or '工作人员'})",
            turn.text.replace(said, _name(p, people), 1),
        )
        for p in people
    ]
    raise Asked(f"“{said}”是哪一位?({label})", choices)


def _nobody(turn: Turn, role: str, word: str) -> Exception:
    label = LABEL.get(role, role)
    near = near_misses(word, turn.desk.roster)
    if near:
        choices = [Button(f"{p.name}({p.unit})", turn.text.replace(word, p.name, 1)) for p in near]
        return Asked(f"{label}没有找到“{word}”,是不是:", choices)
    return NotFound(f"{label}没有找到“{word}”,请写通讯录里的姓名、职务或单位。没有发出。")


def _name(person: Person, people: tuple[Person, ...]) -> str:
    shared = sum(other.name == person.name for other in people) > 1
    return f"{person.name}({person.unit})" if shared else person.name
