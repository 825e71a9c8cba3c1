"""Who works here: people, their roles, the unit tree, deputies (B角) and leaders in charge."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

VILLAGE_ENDINGS = ("村", "社区", "居委会")

Key = TypeVar("Key", bound=Hashable)


class Role(StrEnum):
    """What a person is for; several are possible (people.csv, column 角色)."""

    WINDOW = "window"  # 窗口: registers walk-ins
    GRID = "grid"  # 网格: reports from villages
    DISPATCHER = "dispatcher"  # 指挥室: assigns, checks, strikes off
    EXECUTOR = "executor"  # 承办: does the work
    UNIT_HEAD = "unit_head"  # 单位负责人: answers for a unit
    DEPUTY_LEADER = "deputy_leader"  # 分管领导: in charge of some units
    POLITICAL_LEGAL = "political_legal"  # 政法委员
    PRINCIPAL = "principal"  # 主要领导: 书记, 乡镇长
    FOLLOW_UP = "follow_up"  # 回访
    ADMIN = "admin"  # 管理员
    OBSERVER = "observer"  # 观察: sees figures, changes nothing


ROLE_LABELS: dict[Role, str] = {
    Role.WINDOW: "窗口",
    Role.GRID: "网格",
    Role.DISPATCHER: "指挥室",
    Role.EXECUTOR: "承办",
    Role.UNIT_HEAD: "单位负责人",
    Role.DEPUTY_LEADER: "分管领导",
    Role.POLITICAL_LEGAL: "政法委员",
    Role.PRINCIPAL: "主要领导",
    Role.FOLLOW_UP: "回访",
    Role.ADMIN: "管理员",
    Role.OBSERVER: "观察",
}

LEADERS = frozenset({Role.DEPUTY_LEADER, Role.POLITICAL_LEGAL, Role.PRINCIPAL})


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of people.csv. Phones live sealed in storage, never here."""

    id: str
    name: str
    unit: str
    post: str = ""
    roles: frozenset[Role] = frozenset()
    deputy_ids: tuple[str, ...] = ()  # B角, first choice first
    leader_ids: tuple[str, ...] = ()  # 分管领导 (for a village: 联村领导)
    villages: tuple[str, ...] = ()  # 联系村
    leave_from: datetime | None = None
    leave_until: datetime | None = None
    active: bool = True

    def has(self, *roles: Role) -> bool:
        """True when the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def leads(self) -> bool:
        return not self.roles.isdisjoint(LEADERS)

    def away(self, now: datetime) -> bool:
        """On leave at `now`; leave without an end lasts until 销假."""
        if self.leave_from is None or now < self.leave_from:
            return False
        return self.leave_until is None or now < self.leave_until


@dataclass(frozen=True)
class Unit:
    """A node of the tree: the town, an office, a village, or a grid inside a village."""

    name: str
    parent: str | None

    @property
    def is_village(self) -> bool:
        return self.name.endswith(VILLAGE_ENDINGS)


class Roster:
    """All people of one centre at one moment, with the questions rules ask about them."""

    def __init__(self, people: Iterable[Person], town: str) -> None:
        self.people = tuple(people)
        self.town = town
        self._by_id = {person.id: person for person in self.people}

    def __iter__(self) -> Iterator[Person]:
        return (person for person in self.people if person.active)

    def get(self, person_id: str) -> Person | None:
        return self._by_id.get(person_id)

    def __getitem__(self, person_id: str) -> Person:
        return self._by_id[person_id]

    def name(self, person_id: str | None) -> str:
        """The name to show; people who left keep theirs, the clock is 系统."""
        if person_id is None:
            return "系统"
        person = self._by_id.get(person_id)
        return person.name if person else "(已离开)"

    def named(self, label: str) -> tuple[Person, ...]:
        """People whose name is `label`, or `name/unit` where two share a name."""
        name, _, unit = label.partition("/")
        return tuple(p for p in self if p.name == name and (not unit or p.unit == unit))

    def label(self, person: Person) -> str:
        """The shortest label `named` understands: the name, with the unit where two share it."""
        shared = any(p.name == person.name and p.id != person.id for p in self)
        return f"{person.name}/{person.unit}" if shared else person.name

    def with_role(self, *roles: Role) -> tuple[Person, ...]:
        return tuple(person for person in self if person.has(*roles))

    def in_unit(self, unit: str) -> tuple[Person, ...]:
        """People of a unit and of everything below it."""
        names = {unit} | {u.name for u in self.units.values() if self._is_below(u.name, unit)}
        return tuple(person for person in self if person.unit in names)

    def head_of(self, unit: str) -> Person | None:
        """The unit's 单位负责人; a grid without one answers to its village."""
        node: str | None = unit
        while node is not None and node != self.town:
            for person in self:
                if person.unit == node and person.has(Role.UNIT_HEAD):
                    return person
            node = self.units[node].parent if node in self.units else None
        return None

    def leaders_of(self, person: Person) -> tuple[Person, ...]:
        """分管领导 of a person who are still here; without one, the head's."""
        own = self.active(person.leader_ids)
        if own:
            return own
        head = self.head_of(person.unit)
        return self.active(head.leader_ids) if head and head.id != person.id else ()

    def link_leaders(self, village: str) -> tuple[Person, ...]:
        """联村领导: the leaders in charge of a village's people, or those it is 联系村 of."""
        ids = {leader for p in self.in_unit(village) for leader in p.leader_ids}
        return tuple(p for p in self if p.id in ids or (p.leads and village in p.villages))

    def link_cadres(self, village: str) -> tuple[Person, ...]:
        """联村干部: those who look after a village without being leaders."""
        return tuple(p for p in self if village in p.villages and not p.leads)

    def active(self, ids: Iterable[str]) -> tuple[Person, ...]:
        found = (self._by_id.get(person_id) for person_id in ids)
        return tuple(person for person in found if person and person.active)

    def stand_in(self, person: Person, now: datetime) -> Person | None:
        """Who acts for `person` at `now`: themselves, else the first B角 in the chain who is here.

        None when the whole chain is away (S3-34). Loops are refused at import, yet end here too.
        """
        seen: set[str] = set()
        queue = [person]
        while queue:
            candidate = queue.pop(0)
            if candidate.id in seen:
                continue
            seen.add(candidate.id)
            if candidate.active and not candidate.away(now):
                return candidate
            queue.extend(self.active(candidate.deputy_ids))
        return None

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The tree read off the people: `村/网格` and names that begin with a village are grids."""
        names = {person.unit for person in self.people} | {
            village for person in self.people for village in person.villages
        }
        villages = {name for name in names if Unit(name, None).is_village}
        units = {self.town: Unit(self.town, None)}
        for name in names - {self.town}:
            above = [v for v in villages if name != v and name.startswith(v)]
            units[name] = Unit(name, max(above, key=len) if above else self.town)
        return units

    @cached_property
    def villages(self) -> tuple[str, ...]:
        return tuple(sorted(name for name, unit in self.units.items() if unit.is_village))

    def _is_below(self, name: str, ancestor: str) -> bool:
        parent = self.units[name].parent
        while parent is not None:
            if parent == ancestor:
                return True
            parent = self.units[parent].parent if parent in self.units else None
        return False


def deputy_loops(people: Iterable[Person]) -> list[tuple[Person, ...]]:
    """Every ring of B角, so that an import can name it."""
    by_id = {person.id: person for person in people}
    rings = find_rings({person.id: person.deputy_ids for person in by_id.values()})
    return [tuple(by_id[person_id] for person_id in ring) for ring in rings]


def find_rings(edges: Mapping[Key, Sequence[Key]]) -> list[tuple[Key, ...]]:
    """Rings of a graph, none sharing a member; written without recursion, a chain may be long."""
    rings: list[tuple[Key, ...]] = []
    left = _without_dead_ends(edges)
    while left:
        ring = _walk_into_ring(left)
        rings.append(ring)
        left = _without_dead_ends({node: to for node, to in left.items() if node not in ring})
    return rings


def _without_dead_ends(edges: Mapping[Key, Sequence[Key]]) -> dict[Key, list[Key]]:
    """Only the nodes from which one can go on for ever."""
    left = {node: [to for to in targets if to in edges] for node, targets in edges.items()}
    while any(not targets for targets in left.values()):
        alive = {node for node, targets in left.items() if targets}
        left = {node: [to for to in left[node] if to in alive] for node in left if node in alive}
    return left


def _walk_into_ring(edges: Mapping[Key, Sequence[Key]]) -> tuple[Key, ...]:
    """Follow first choices from the first node until one is met again."""
    path: dict[Key, int] = {}
    node = next(iter(edges))
    while node not in path:
        path[node] = len(path)
        node = edges[node][0]
    return tuple(list(path)[path[node] :])
