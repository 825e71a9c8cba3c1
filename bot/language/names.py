"""Find the people a sentence names: by name, @, post, unit, pinyin, or by ear; never guess."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.language.name_index import RELATIVE_WORDS, Kind, NameIndex, Relative, name_index
from bot.language.name_join import join
from bot.language.name_scan import scan
from bot.language.near_names import near
from tasks.people import Person, Role, Roster, Unit

OF_A_VILLAGE = (Relative.LINK_LEADER, Relative.LINK_CADRE)

_EDGES = " \t\n,.;:!?'\"“”、。\uff0c\uff1b\uff1a\uff01\uff1f【】"
_POLITE = re.compile(r"同志|负责|牵头|主办|处理|去办|[请由让派给叫转交来去办的吧了]|[\s@\uff20]")
_HARD = re.compile(r"\s*[、,;&+\n\uff0c\uff1b\uff06\uff0b]\s*|\s+")
_SOFT = re.compile(r"以及|还有|和|及|与|跟|同(?!志)")


@dataclass(frozen=True)
class Mention:
    """One stretch of a sentence that names somebody.

    One person is clear, several must be asked, none means an unknown @name. `near` kinds are
    asked even when there is one. `relative` posts (分管领导) were read for `of` or the speaker;
    read them again with `of=` the executor once that is known.
    """

    span: tuple[int, int]  # code points, end exclusive
    said: str
    people: tuple[Person, ...]
    kind: Kind
    unit: str | None = None
    relative: Relative | None = None

    @property
    def clear(self) -> Person | None:
        """The one person who is meant beyond doubt."""
        return self.people[0] if len(self.people) == 1 and self.kind is not Kind.NEAR else None


@dataclass(frozen=True)
class Resolution:
    """What one value (执行人: …) means: one person, several to ask about, or near misses."""

    word: str
    people: tuple[Person, ...] = ()
    near: tuple[Person, ...] = ()
    kind: Kind = Kind.NEAR
    unit: str | None = None
    relative: Relative | None = None

    @property
    def clear(self) -> Person | None:
        return self.people[0] if len(self.people) == 1 else None


def find_people(
    text: str,
    roster: Roster,
    *,
    speaker: Person | None = None,
    of: Person | None = None,
    now: datetime | None = None,
) -> list[Mention]:
    """Everybody a sentence names, in its order.

    `of` is the person whose 分管领导 and 联村干部 are meant (the executor), else the speaker.
    Choices of several are ordered: here at `now` before on leave, the speaker's unit first.
    """
    index = name_index(roster)
    hits = join(scan(text, index), text, index)
    villages = {village for hit in hits if (village := _village(hit.unit, roster))}
    place = villages.pop() if len(villages) == 1 else None
    mentions = []
    for hit in hits:
        people = hit.people
        if hit.relative:
            unit = hit.unit or (place if hit.relative in OF_A_VILLAGE else None)
            people = relative_people(hit.relative, roster, unit=unit, of=of or speaker)
        mentions.append(
            Mention(
                (hit.start, hit.end),
                text[hit.start : hit.end],
                _ordered(people, speaker, now),
                hit.kind,
                hit.unit,
                hit.relative,
            )
        )
    return mentions


def resolve(
    word: str,
    roster: Roster,
    *,
    speaker: Person | None = None,
    of: Person | None = None,
    now: datetime | None = None,
) -> Resolution:
    """Whom the value of a label means: more wordings than in a sentence (承泽, 城东, 所长)."""
    said = word.strip(_EDGES).lstrip("@\uff20").strip()
    index = name_index(roster)
    found = _whole(said, index)
    if found is None:
        return _inside(said, index, find_people(said, roster, speaker=speaker, of=of, now=now))
    people = found.people
    if found.relative:
        people = relative_people(found.relative, roster, unit=found.unit, of=of or speaker)
    return replace(found, people=_ordered(people, speaker, now))


def near_misses(word: str, roster: Roster) -> list[Person]:
    """At most three people who may be meant when nobody is found, the likeliest first."""
    return near(word.strip(_EDGES).lstrip("@\uff20"), name_index(roster))


def relative_people(
    relative: Relative, roster: Roster, *, unit: str | None = None, of: Person | None = None
) -> tuple[Person, ...]:
    """Who holds a post beside a unit or a person; everybody who holds it when neither is known."""
    village = _village(unit, roster) or _village_of(of, roster)
    if relative is Relative.HEAD:
        where = unit or (of.unit if of else None)
        head = roster.head_of(where) if where else None
        return (head,) if head else ()
    if relative is Relative.LEADER:
        return _leaders(roster, unit, of)
    link = roster.link_leaders if relative is Relative.LINK_LEADER else roster.link_cadres
    villages = [village] if village else roster.villages
    return tuple(dict.fromkeys(person for name in villages for person in link(name)))


def split_names(value: str, roster: Roster | None = None) -> list[str]:
    """张三、李四和王五 in three; with a roster 王和平 and 自然资源和规划所 stay whole."""
    kept: set[int] = set()
    if roster is not None:
        index = name_index(roster)
        for hit in join(scan(value, index), value, index):
            kept.update(range(hit.start, hit.end))
    words: list[str] = []
    start = 0
    for found in _HARD.finditer(value):
        if kept.isdisjoint(range(found.start(), found.end())):
            words += _softly(value, start, found.start(), kept)
            start = found.end()
    words += _softly(value, start, len(value), kept)
    return [clean for word in words if (clean := word.strip(_EDGES))]


def _softly(value: str, start: int, end: int, kept: set[int]) -> list[str]:
    """Split at 和, 及, 与 where whole names can stand on both sides."""
    words: list[str] = []
    for found in _SOFT.finditer(value, start, end):
        free = kept.isdisjoint(range(found.start(), found.end()))
        if free and found.start() - start >= 2 and end - found.end() >= 2:
            words.append(value[start : found.start()])
            start = found.end()
    return [*words, value[start:end]]


def _inside(said: str, index: NameIndex, mentions: list[Mention]) -> Resolution:
    """A value that is one mention and a polite word; 张三(司法所) must not become 司法所."""
    named = [m for m in mentions if m.people and m.kind is not Kind.NEAR]
    if len(named) == 1:
        one = named[0]
        rest = said[: one.span[0]] + said[one.span[1] :]
        if not _POLITE.sub("", rest).strip(_EDGES):
            return Resolution(said, one.people, (), one.kind, one.unit, one.relative)
    return Resolution(said, near=tuple(near(said, index)))


def _whole(said: str, index: NameIndex) -> Resolution | None:
    """The value as one known wording."""
    if said in RELATIVE_WORDS or said == "分管":
        relative = RELATIVE_WORDS.get(said, Relative.LEADER)
        return Resolution(said, kind=Kind.POST, relative=relative)
    labelled = index.roster.named(said) if "/" in said else ()
    if labelled:
        return Resolution(said, labelled, kind=Kind.NAME)
    entry = index.entries.get(said) or index.entries.get(said.removesuffix("同志"))
    if entry:
        return Resolution(said, entry.people, kind=entry.kind, unit=entry.unit)
    people = index.pinyin.get(re.sub(r"[\s'-]", "", said).lower(), ())
    return Resolution(said, people, kind=Kind.INITIALS) if people else None


def _leaders(roster: Roster, unit: str | None, of: Person | None) -> tuple[Person, ...]:
    if unit:
        members = [p for p in (roster.head_of(unit), *roster.in_unit(unit)) if p]
        found = (roster.leaders_of(person) for person in members)
        return next((leaders for leaders in found if leaders), ())
    return roster.leaders_of(of) if of else roster.with_role(Role.DEPUTY_LEADER)


def _village(unit: str | None, roster: Roster) -> str | None:
    """The village a unit is, or lies in."""
    while unit is not None and not Unit(unit, None).is_village:
        unit = roster.units[unit].parent if unit in roster.units else None
    return unit


def _village_of(person: Person | None, roster: Roster) -> str | None:
    return _village(person.unit, roster) if person else None


def _ordered(
    people: Iterable[Person], speaker: Person | None, now: datetime | None
) -> tuple[Person, ...]:
    """For a question: those who are here first, then the speaker's own unit."""

    def rank(person: Person) -> tuple[bool, bool]:
        away = now is not None and person.away(now)
        return away, speaker is not None and person.unit != speaker.unit

    return tuple(sorted(people, key=rank))
