"""All that the people of one roster may be called, made once and looked up by first letter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache

from bot.language import sounds
from bot.language.titles import parts, short_names, surname, titles
from tasks.people import Person, Role, Roster


class Kind(StrEnum):
    """How somebody was named."""

    NAME = "name"  # 王承泽, 王所长, 承泽同志, 小王
    AT = "at"  # @王承泽
    POST = "post"  # 司法所所长, 分管领导, 城东村联村干部
    UNIT = "unit"  # 司法所: its head, else whoever is there
    INITIALS = "initials"  # wcz, wangchengze
    NEAR = "near"  # only sounds or looks alike: always ask


class Sure(IntEnum):
    """How much context a wording needs; of two readings the surer one wins."""

    ALWAYS = 0  # a full name, a post in full, a unit
    SPOKEN = 1  # 小王, 承泽, 书记: only where a person may stand
    ALONE = 2  # 城东, 所长: only as a whole answer, never inside a sentence


@dataclass(frozen=True)
class Entry:
    """Those who may be meant by one wording."""

    people: tuple[Person, ...]
    kind: Kind
    sure: Sure
    unit: str | None = None


class Relative(StrEnum):
    """Posts that mean somebody only beside a unit, a village or a person."""

    LEADER = "leader"
    LINK_LEADER = "link_leader"
    LINK_CADRE = "link_cadre"
    HEAD = "head"


RELATIVE_WORDS = {
    "分管领导": Relative.LEADER,
    "联村领导": Relative.LINK_LEADER,
    "包村领导": Relative.LINK_LEADER,
    "联村干部": Relative.LINK_CADRE,
    "包村干部": Relative.LINK_CADRE,
    "驻村干部": Relative.LINK_CADRE,
    "单位负责人": Relative.HEAD,
}
ROLE_WORDS = {
    "政法委员": Role.POLITICAL_LEGAL,
    "主要领导": Role.PRINCIPAL,
    "指挥室": Role.DISPATCHER,
}
NOT_INITIALS = frozenset({
    "am", "app", "cad", "cm", "db", "dvd", "gps", "id", "kg", "km", "kv", "led", "mm", "mt", "no",
    "ok", "pc", "pdf", "pm", "pos", "ppt", "qq", "rw", "sms", "tv", "ups", "usb", "vip", "wifi",
})  # fmt: skip
"""Latin words of everyday content; somebody's initials only as a whole answer."""


class NameIndex:
    """The names of one roster: exact wordings, pinyin, and sounds."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.people = tuple(roster)
        self.entries: dict[str, Entry] = {}
        self._members: dict[str, frozenset[str]] = {}  # of a unit and below, by need
        for person in self.people:
            self._add_names(person)
            self._add_posts(person)
        self._add_units(
            {p.unit for p in self.people} | {v for p in self.people for v in p.villages}
        )
        for word, role in ROLE_WORDS.items():
            self._add([word], roster.with_role(role), Kind.POST, Sure.ALWAYS)
        self._doubt_shared_posts()
        self.lengths = _lengths(self.entries)

    @cached_property
    def pinyin(self) -> dict[str, tuple[Person, ...]]:
        """Initials and full spellings, in lower case letters."""
        found: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in self.people:
            for syllables in sounds.spellings(person.name):
                found["".join(s[0] for s in syllables)][person.id] = person
                found["".join(syllables)][person.id] = person
        return {word: tuple(people.values()) for word, people in found.items()}

    @cached_property
    def alike(self) -> dict[str, tuple[Person, ...]]:
        """People by the sound of their name, like sounds taken for one."""
        found: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in self.people:
            for syllables in sounds.spellings(person.name) if len(person.name) > 1 else ():
                found[sounds.blurred(syllables)][person.id] = person
        return {sound: tuple(people.values()) for sound, people in found.items()}

    @cached_property
    def openings(self) -> frozenset[tuple[str, str]]:
        """The first two sounds of every name: most places of a sentence end the search here."""
        return frozenset((one, two) for one, two, *_ in map(str.split, self.alike))

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many characters names that can be heard have, longest first."""
        return tuple(sorted({sound.count(" ") + 1 for sound in self.alike}, reverse=True))

    def in_unit(self, people: Iterable[Person], unit: str) -> tuple[Person, ...]:
        """Those of `people` who belong to the unit or to what is below it."""
        members = self._members.get(unit)
        if members is None:
            members = frozenset(person.id for person in self.roster.in_unit(unit))
            self._members[unit] = members
        return tuple(person for person in people if person.id in members)

    def titled(self, title: str, unit: str) -> tuple[Person, ...]:
        """People of a unit by what they are called there; an exact title before a polite one."""
        people = self.roster.in_unit(unit)
        exact = tuple(p for p in people if title in titles(p.post)[0])
        return exact or tuple(p for p in people if title in titles(p.post)[1])

    def _add_names(self, person: Person) -> None:
        name, family = person.name, surname(person.name)
        self._add([name], [person], Kind.NAME, Sure.ALWAYS)
        if "·" in name:
            self._add([name.partition("·")[0]], [person], Kind.NAME, Sure.SPOKEN)
        if not family:
            return
        given = name.removeprefix(family)
        called = [family + title for title in titles(person.post)[1]]
        self._add([*called, name + "同志"], [person], Kind.NAME, Sure.ALWAYS)
        self._add([prefix + family for prefix in "小老"], [person], Kind.NAME, Sure.SPOKEN)
        self._add([family + "同志", family + "工"], [person], Kind.NAME, Sure.ALONE)
        if len(given) >= 2:
            self._add([given + "同志"], [person], Kind.NAME, Sure.ALWAYS)
            self._add([given], [person], Kind.NAME, Sure.SPOKEN)

    def _add_posts(self, person: Person) -> None:
        full = [part for part in parts(person.post) if len(part) >= 3]
        self._add(full, [person], Kind.POST, Sure.ALWAYS)
        in_town = person.unit == self.roster.town
        sure = Sure.SPOKEN if in_town else Sure.ALONE
        self._add(titles(person.post)[0], [person], Kind.POST, sure)

    def _add_units(self, units: Iterable[str]) -> None:
        town, names = self.roster.town, sorted(set(units) - {self.roster.town})
        others: dict[str, set[str]] = defaultdict(set)
        for unit in names:
            for short in short_names(unit, town):
                others[short].add(unit)
        clear = [(word, *meant) for word, meant in others.items() if len(meant) == 1]
        for word, unit in [*((name, name) for name in names), *clear]:
            if word == unit or word not in names:
                self._add([word], self._who_answers(unit), Kind.UNIT, Sure.ALWAYS, unit)
        for unit in names:
            if unit.endswith("村"):
                people = self._who_answers(unit)
                self._add([unit.removesuffix("村")], people, Kind.UNIT, Sure.ALONE, unit)

    def _who_answers(self, unit: str) -> tuple[Person, ...]:
        """A unit's own head, else its people: a grid is its grid workers, not the village."""
        head = self.roster.head_of(unit)
        if head and head.unit == unit:
            return (head,)
        return self.roster.in_unit(unit) or ((head,) if head else ())

    def _add(
        self,
        words: Iterable[str],
        people: Sequence[Person],
        kind: Kind,
        sure: Sure,
        unit: str | None = None,
    ) -> None:
        """One more meaning of each wording; a surer meaning hides the others."""
        for word in words:
            known = self.entries.get(word)
            if known is None or sure < known.sure:
                self.entries[word] = Entry(tuple(people), kind, sure, unit)
            elif sure == known.sure:
                both = tuple(dict.fromkeys([*known.people, *people]))
                self.entries[word] = Entry(both, known.kind, sure, known.unit or unit)

    def _doubt_shared_posts(self) -> None:
        """A post of several people (网格员) is an everyday word too."""
        for word, entry in self.entries.items():
            if entry.kind is Kind.POST and len(entry.people) > 1 and word not in ROLE_WORDS:
                self.entries[word] = Entry(entry.people, Kind.POST, max(entry.sure, Sure.SPOKEN))


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        found[word[0]].add(len(word))
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}


@lru_cache(maxsize=4)
def name_index(roster: Roster) -> NameIndex:
    """The index of a roster, made when first asked; rosters with the same people share one."""
    return _shared_index(roster.people, roster.town)


@lru_cache(maxsize=4)
def _shared_index(people: tuple[Person, ...], town: str) -> NameIndex:
    return NameIndex(Roster(people, town))
