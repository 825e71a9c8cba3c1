"""Read people.csv into rows, naming every mistake by line; write it again from people."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot import people_checks
from bot.mistakes import Mistake, did_you_mean
from bot.people_cells import Row, UnreadableError, rows_of
from bot.people_rows import (
    COLUMNS,
    DEPUTIES,
    LEADERS,
    NAME,
    PHONE,
    POST,
    ROLES,
    UNIT,
    VILLAGES,
    PersonRow,
)
from tasks.people import ROLE_LABELS, Person, Role

_ROLES = {label: role for role, label in ROLE_LABELS.items()} | {role.value: role for role in Role}
_SEPARATOR = re.compile(r"[;、,]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-8]\d{6,7}(-\d{1,6})?")
_BETWEEN_HANZI = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_LONGEST = {NAME: 20, UNIT: 40, POST: 60}


def read_people(
    source: Path | bytes, file_name: str = "people.csv"
) -> tuple[list[PersonRow], list[Mistake]]:
    """All rows that could be read and all mistakes; with one mistake nothing may be imported."""
    try:
        rows = rows_of(source if isinstance(source, bytes) else source.read_bytes())
    except OSError:
        return [], [Mistake(file_name, 0, "", "没有这个文件,或打不开")]
    except UnreadableError as error:
        return [], [Mistake(file_name, 0, "", str(error))]
    reading = _Reading(file_name)
    people = reading.people(rows)
    if people:
        reading.mistakes += people_checks.check(people, file_name)
    return people, sorted(set(reading.mistakes))


def record(person: Person) -> dict[str, object]:
    """A person as `people list --json` and the drill show them."""
    roles = [role.value for role in Role if role in person.roles]
    return {"name": person.name, "unit": person.unit, "roles": roles}


def write_people_csv(people: Iterable[Person], phones: Mapping[str, str]) -> str:
    """The file that would import these people again; those who left are not in it.

    `phones` are in full, by person id. Save it as utf-8-sig, or Excel shows rubbish.
    """
    here = [person for person in people if person.active]
    names = {person.id: _label(person, here) for person in here}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for person in here:
        roles = (ROLE_LABELS[role] for role in Role if role in person.roles)
        deputies = (names[i] for i in person.deputy_ids if i in names)
        leaders = (names[i] for i in person.leader_ids if i in names)
        lists = [";".join(values) for values in (roles, deputies, leaders, person.villages)]
        phone = phones.get(person.id, "")
        writer.writerow([person.name, person.unit, person.post, lists[0], phone, *lists[1:]])
    return out.getvalue()


def _label(person: Person, people: Sequence[Person]) -> str:
    shared = sum(other.name == person.name for other in people) > 1
    return f"{person.name}/{person.unit}" if shared else person.name


class _Reading:
    """Turns cells into rows and remembers what was wrong."""

    def __init__(self, file_name: str) -> None:
        self._file = file_name
        self.mistakes: list[Mistake] = []

    def people(self, rows: Sequence[Row]) -> list[PersonRow]:
        top = next((n for n, (_, cells) in enumerate(rows[:5]) if NAME in map(_clean, cells)), 0)
        if not rows:
            self._wrong(0, "", "里面没有内容")
            return []
        line, cells = rows[top]
        header = [_clean(cell).upper() for cell in cells]
        if not self._header_is_good(line, header):
            return []
        where = {column: header.index(column) for column in COLUMNS}
        people = [self._person(n, row, where, len(header)) for n, row in rows[top + 1 :]]
        if not people:
            self._wrong(0, "", "只有表头,没有人员")
        return people

    def _header_is_good(self, line: int, header: list[str]) -> bool:
        others = [name for name in header if name and name not in COLUMNS]
        for column in COLUMNS:
            if column not in header:
                near = did_you_mean(column, others)
                self._wrong(line, column, f"表头缺这一列{near}")
            elif header.count(column) > 1:
                self._wrong(line, column, "表头里这一列写了两次")
        return not self.mistakes

    def _person(
        self, line: int, cells: list[str], where: Mapping[str, int], width: int
    ) -> PersonRow:
        if any(cell.strip() for cell in cells[width:]):
            self._wrong(line, "", "比表头多出内容,是不是多了逗号?一格里有逗号的要加英文引号")
        values = {c: _clean(cells[n]) if n < len(cells) else "" for c, n in where.items()}
        for column, value in values.items():
            self._check_text(line, column, value)
        return PersonRow(
            line=line,
            name=values[NAME],
            unit=values[UNIT],
            post=values[POST],
            roles=self._roles(line, values[ROLES]),
            phone=self._phone(line, values[PHONE]),
            deputies=_several(values[DEPUTIES]),
            leaders=_several(values[LEADERS]),
            villages=_several(values[VILLAGES]),
        )

    def _check_text(self, line: int, column: str, value: str) -> None:
        if not value and column in (NAME, UNIT):
            self._wrong(line, column, "不能为空")
        if not value.isprintable() or value.startswith(("=", "@")):
            self._wrong(line, column, "里面有不能用的字符")
        if len(value) > _LONGEST.get(column, 500):
            self._wrong(line, column, "太长了,是不是串了格?")
        if column == NAME and ("/" in value or _SEPARATOR.search(value)):
            self._wrong(line, column, "一行只写一个人的姓名")

    def _roles(self, line: int, cell: str) -> frozenset[Role]:
        roles = set()
        for word in _several(cell):
            role = _ROLES.get(word) or _ROLES.get(word.lower())
            if role is None:
                known = "、".join(ROLE_LABELS.values())
                near = did_you_mean(word, _ROLES) or ","
                self._wrong(line, ROLES, f"没有“{word}”这个角色{near}可以写:{known}")
            else:
                roles.add(role)
        return frozenset(roles)

    def _phone(self, line: int, cell: str) -> str:
        """Digits only; what Excel has spoilt cannot be guessed."""
        plain = re.sub(r"[\s()]", "", cell).removesuffix(".0")
        if _SCIENTIFIC.fullmatch(plain):
            says = f"“{cell}”已被表格软件改成科学记数,请把这一列设为文本,再重新填写完整号码"
            self._wrong(line, PHONE, says)
            return ""
        bare = re.sub(r"^\+?86(?=-?1)|-", "", plain)
        number = bare if _MOBILE.fullmatch(bare) else plain
        if number and not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
            self._wrong(line, PHONE, "不像电话号码;手机写11位,座机写区号和号码,只写一个")
            return ""
        return number

    def _wrong(self, line: int, column: str, says: str) -> None:
        self.mistakes.append(Mistake(self._file, line, column, says))


def _clean(cell: str) -> str:
    """Full-width letters, digits and spaces made plain; `王 军` padded for looks is 王军."""
    return _BETWEEN_HANZI.sub("", unicodedata.normalize("NFKC", cell).strip().strip("\ufeff"))


def _several(cell: str) -> tuple[str, ...]:
    values = (value.strip() for value in _SEPARATOR.split(cell))
    return tuple(dict.fromkeys(value for value in values if value))
