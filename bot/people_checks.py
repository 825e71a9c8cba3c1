"""What the rows of people.csv must agree on among themselves: nobody twice, nobody dangling."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.mistakes import Mistake, did_you_mean
from bot.people_rows import DEPUTIES, LEADERS, NAME, VILLAGES, Key, PersonRow
from tasks.people import VILLAGE_ENDINGS, Unit, find_rings

Found = Iterator[tuple[PersonRow, str, str]]
"""(the row, the column, what is wrong)"""


def check(rows: Sequence[PersonRow], file_name: str) -> list[Mistake]:
    """Every disagreement between the rows of one file."""
    by_name = _by_name(rows)
    found = [*_twice(rows), *_dangling(rows, by_name), *_rings(rows, by_name), *_villages(rows)]
    return [Mistake(file_name, row.line, column, says) for row, column, says in found]


def meant(reference: str, by_name: Mapping[str, Sequence[PersonRow]]) -> list[PersonRow]:
    """The rows a cell like 王军 or 王军/司法所 points at."""
    name = reference.partition("/")[0]
    return [row for row in by_name.get(name, ()) if row.is_meant_by(reference)]


def _by_name(rows: Sequence[PersonRow]) -> dict[str, list[PersonRow]]:
    by_name: dict[str, list[PersonRow]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    return dict(by_name)


def _twice(rows: Sequence[PersonRow]) -> Found:
    first: dict[Key, PersonRow] = {}
    for row in rows:
        other = first.setdefault(row.key, row)
        if other is row or not row.name:
            continue
        if _same(row, other):
            yield row, NAME, f"和第{other.line}行重复,请删去一行"
        else:
            yield (
                row,
                NAME,
                f"“{row.unit}”第{other.line}行已有“{row.name}”;同名的请改成能区分的写法",
            )


def _same(row: PersonRow, other: PersonRow) -> bool:
    return (row.post, row.roles, row.phone) == (other.post, other.roles, other.phone)


def _dangling(rows: Sequence[PersonRow], by_name: Mapping[str, Sequence[PersonRow]]) -> Found:
    for row in rows:
        for column, references in ((DEPUTIES, row.deputies), (LEADERS, row.leaders)):
            for reference in references:
                says = _wrong_with(reference, row, by_name)
                if says:
                    yield row, column, says


def _wrong_with(
    reference: str, row: PersonRow, by_name: Mapping[str, Sequence[PersonRow]]
) -> str | None:
    people = {other.key: other for other in meant(reference, by_name)}
    if not people:
        known = by_name if "/" not in reference else _labels(by_name)
        return f"表里没有“{reference}”这个人{did_you_mean(reference, known)}"
    if len(people) > 1:
        choices = " 或 ".join(other.label for other in people.values())
        return f"有{len(people)}个“{reference}”,请写明单位:{choices}"
    return "不能是本人" if row.key in people else None


def _labels(by_name: Mapping[str, Sequence[PersonRow]]) -> list[str]:
    return [row.label for rows in by_name.values() for row in rows]


def _rings(rows: Sequence[PersonRow], by_name: Mapping[str, Sequence[PersonRow]]) -> Found:
    """Rings of B角 of two and more; a person who is their own B角 is named above."""
    by_key = {row.key: row for row in rows}
    edges = {row.key: list(_keys(row, by_name)) for row in rows}
    for ring in find_rings(edges):
        names = "→".join(key[0] for key in (*ring, ring[0]))
        yield by_key[ring[0]], DEPUTIES, f"绕成了一圈:{names},请去掉其中一个"


def _keys(row: PersonRow, by_name: Mapping[str, Sequence[PersonRow]]) -> Iterator[Key]:
    """The B角 of a row who are clear and somebody else."""
    for reference in row.deputies:
        keys = {person.key for person in meant(reference, by_name)}
        if len(keys) == 1:
            yield from keys - {row.key}


def _villages(rows: Sequence[PersonRow]) -> Found:
    known = {row.unit for row in rows if Unit(row.unit, None).is_village}
    for row in rows:
        for village in row.villages:
            if not Unit(village, None).is_village:
                endings = "、".join(VILLAGE_ENDINGS)
                near = did_you_mean(village, known)
                yield row, VILLAGES, f"“{village}”要写全名,以{endings}结尾{near}"
