"""Work out what a people file would change, say it, and do it only as a whole."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.mistakes import BadFile, Mistake
from bot.people_rows import Key, PersonRow
from tasks.errors import TaskError
from tasks.people import ROLE_LABELS, Person, Role

NEW = "+"  # begins the stand-in id of somebody who has none yet


@dataclass(frozen=True, kw_only=True)
class Change:
    """Somebody we know, before and after."""

    before: Person
    after: Person
    phone_differs: bool = False

    @property
    def is_real(self) -> bool:
        return self.phone_differs or self.before != self.after


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What an import would do; nothing is done by making one."""

    added: tuple[Person, ...] = ()
    changed: tuple[Change, ...] = ()
    left: tuple[Person, ...] = ()  # not in the file any more; kept, but no longer active
    unchanged: tuple[Person, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    needs_force: bool = False  # more than half of the people would leave
    phones: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the file, by id
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.left)

    def lines(self) -> list[str]:
        """The dry run: one line for each mistake, else for each change, and the totals."""
        if self.mistakes:
            total = f"共 {len(self.mistakes)} 处错误,一个人也没有导入。请改好后再导入。"
            return [*map(str, self.mistakes), total]
        return [*self._changes(), *self._totals()]

    def _changes(self) -> Iterator[str]:
        for person in self.added:
            yield f"新增 {person.name} {person.unit} {_roles(person)}".rstrip()
        for change in self.changed:
            yield f"改动 {change.before.name} {';'.join(_differences(change, self.names))}"
        for person in self.left:
            yield f"离开 {person.name} {person.unit}(表中没有;记录保留,不再派任务)"

    def _totals(self) -> Iterator[str]:
        if self.is_empty:
            yield f"没有变化,共 {len(self.unchanged)} 人。"
            return
        counts = (len(self.added), len(self.changed), len(self.left), len(self.unchanged))
        yield "共新增 {} 人,改动 {} 人,离开 {} 人,不变 {} 人。".format(*counts)
        if self.needs_force:
            yield "一半以上的人会离开,是不是拿错了表?确实如此请加 --force。"


def plan_import(
    current: Sequence[Person],
    rows: Sequence[PersonRow],
    *,
    mistakes: Sequence[Mistake] = (),
    phones: Mapping[str, str] | None = None,
) -> ImportPlan:
    """Compare the people we have (those who left too) with a file.

    People are the same by name and unit, or by a name that nobody else has: a change of unit
    keeps the id and with it everything the person did. `phones` are the numbers we have, in
    full, by person id. With one mistake nothing else is planned.
    """
    if mistakes:
        return ImportPlan(mistakes=tuple(mistakes))
    known = _match(current, rows)
    ids = _ids(rows, known)
    phones = phones or {}
    made = {row.key: _person(row, known.get(row.key), ids) for row in rows}
    pairs = [
        Change(
            before=known[row.key],
            after=made[row.key],
            phone_differs=row.phone != phones.get(known[row.key].id, ""),
        )
        for row in rows
        if row.key in known
    ]
    staying = {change.after.id for change in pairs}
    left = tuple(p for p in current if p.active and p.id not in staying)
    return ImportPlan(
        added=tuple(made[row.key] for row in rows if row.key not in known),
        changed=tuple(change for change in pairs if change.is_real),
        left=left,
        unchanged=tuple(change.after for change in pairs if not change.is_real),
        needs_force=len(left) * 2 > sum(person.active for person in current),
        phones={made[row.key].id: row.phone for row in rows},
        names={p.id: p.name for p in (*current, *made.values())},
    )


def apply(
    plan: ImportPlan, new_id: Callable[[], str], *, force: bool = False
) -> list[tuple[Person, str | None]]:
    """The people to store, each with the phone to store: "" for none, None to leave it alone."""
    if plan.mistakes:
        raise BadFile(plan.mistakes)
    if plan.needs_force and not force:
        raise TaskError(plan.lines()[-1])
    ids = {person.id: new_id() for person in plan.added}
    people = [*plan.added, *(change.after for change in plan.changed)]
    stored: list[tuple[Person, str | None]] = [
        (_with_ids(person, ids), plan.phones.get(person.id, "")) for person in people
    ]
    return stored + [(replace(person, active=False), None) for person in plan.left]


def _ids(rows: Sequence[PersonRow], known: Mapping[Key, Person]) -> dict[str, str]:
    """Every way a row may be pointed at, to the id (or stand-in id) of the person."""
    ids: dict[str, str] = {}
    for row in rows:
        person_id = known[row.key].id if row.key in known else NEW + row.label
        ids[row.name] = ids[row.label] = person_id
    return ids


def _match(current: Sequence[Person], rows: Sequence[PersonRow]) -> dict[Key, Person]:
    """Rows that are somebody we know; of two with one key the one who is still here."""
    by_key = {(p.name, p.unit): p for p in sorted(current, key=lambda p: p.active)}
    known = {row.key: by_key[row.key] for row in rows if row.key in by_key}
    taken = {person.id for person in known.values()}
    here = {p.name: p for p in current if p.active}
    times = Counter(p.name for p in current if p.active)
    times_in_file = Counter(row.name for row in rows)
    for row in rows:
        alone = times[row.name] == 1 and times_in_file[row.name] == 1
        if row.key not in known and alone and here[row.name].id not in taken:
            known[row.key] = here[row.name]
    return known


def _person(row: PersonRow, before: Person | None, ids: Mapping[str, str]) -> Person:
    """The row as a person; leave and id are kept."""
    base = before or Person(id=ids[row.label], name=row.name, unit=row.unit)
    return replace(
        base,
        unit=row.unit,
        post=row.post,
        roles=row.roles,
        deputy_ids=tuple(ids[reference] for reference in row.deputies),
        leader_ids=tuple(ids[reference] for reference in row.leaders),
        villages=row.villages,
        active=True,
    )


def _differences(change: Change, names: Mapping[str, str]) -> Iterator[str]:
    """What a person's row changes, for a reader; never a phone number."""
    before, after = change.before, change.after
    if not before.active:
        yield "回来了"
    for what, old, new in (
        ("单位", before.unit, after.unit),
        ("职务", before.post, after.post),
        ("角色", _roles(before), _roles(after)),
        ("B角", _names(before.deputy_ids, names), _names(after.deputy_ids, names)),
        ("分管领导", _names(before.leader_ids, names), _names(after.leader_ids, names)),
        ("联系村", "、".join(before.villages), "、".join(after.villages)),
    ):
        if old != new:
            yield f"{what}:{old or '无'}→{new or '无'}"
    if change.phone_differs:
        yield "电话:有变化"


def _names(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return "、".join(names.get(person_id, "(已离开)") for person_id in ids)


def _roles(person: Person) -> str:
    return "、".join(ROLE_LABELS[role] for role in Role if role in person.roles)


def _with_ids(person: Person, ids: Mapping[str, str]) -> Person:
    """Stand-in ids, also of deputies and leaders, replaced by real ones."""
    return replace(
        person,
        id=ids.get(person.id, person.id),
        deputy_ids=tuple(ids.get(i, i) for i in person.deputy_ids),
        leader_ids=tuple(ids.get(i, i) for i in person.leader_ids),
    )
