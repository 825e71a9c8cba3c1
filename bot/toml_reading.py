"""One pass over a TOML file: take each table by its fields, collect everything that is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.mistakes import Mistake, did_you_mean
from bot.toml_lines import Lines, load
from bot.toml_values import Reader

Fields = Mapping[str, Reader[Any]]
Table = dict[str, Any]


class Reading:
    """The tables of one file and the mistakes found so far."""

    def __init__(self, source: str, file_name: str) -> None:
        self._file = file_name
        self._lines = Lines(source)
        self._paths: list[tuple[str, ...]] = []
        self.tables, errors = load(source)
        self.mistakes = [Mistake(file_name, line, "", says) for line, says in errors]

    def wrong(self, path: tuple[str, ...], says: str) -> None:
        self.mistakes.append(Mistake(self._file, self._lines.of(*path), field_name(path), says))
        self._paths.append(path)

    def wrong_below(self, path: tuple[str, ...]) -> bool:
        """True when something of this table is already known to be wrong."""
        return any(wrong[: len(path)] == path for wrong in self._paths)

    def table(self, *path: str) -> Table:
        """A table, empty when the file leaves it out."""
        value: object = self.tables
        for name in path:
            value = value.get(name, {}) if isinstance(value, dict) else {}
        if isinstance(value, dict):
            return value
        self.wrong(path, f"要写成一节:单独一行 [{'.'.join(path)}],下面每项一行")
        return {}

    def only(self, path: tuple[str, ...], table: Table, known: Iterable[str]) -> None:
        """Every key that is not a known one is a mistake, with the nearest known one."""
        names = tuple(known)
        what = "这一项" if path else "这一节"
        for key in table:
            if key not in names:
                self.wrong((*path, key), f"没有{what}{did_you_mean(key, names) or ',请删去'}")

    def fields(
        self, path: tuple[str, ...], table: Table, spec: Fields, also: Iterable[str] = ()
    ) -> Table:
        """The values that could be read; `also` are keys that somebody else reads."""
        self.only(path, table, (*spec, *also))
        values: Table = {}
        for key in spec.keys() & table.keys():
            try:
                values[key] = spec[key](table[key])
            except ValueError as error:
                self.wrong((*path, key), str(error))
        return values

    def rows(
        self, path: tuple[str, ...], spec: Fields, needed: Iterable[str]
    ) -> list[Table] | None:
        """The good rows of a list of tables; None when the file leaves the list out."""
        value = self.table(*path[:-1]).get(path[-1])
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong(path, f"要写成若干行,每行以 [[{'.'.join(path)}]] 开头")
            return []
        rows = [self._row((*path, str(n)), row, spec, needed) for n, row in enumerate(value)]
        return [row for row in rows if row]

    def _row(self, path: tuple[str, ...], row: Table, spec: Fields, needed: Iterable[str]) -> Table:
        missing = [key for key in needed if key not in row]
        if missing:
            self.wrong(path, f"缺 {'、'.join(missing)}")
        values = self.fields(path, row, spec)
        return values if all(key in values for key in needed) else {}


def field_name(path: tuple[str, ...]) -> str:
    """[hours.seasons] 第2个 afternoon, as a person would point at it."""
    if len(path) == 1:
        return f"[{path[0]}]"
    parts = [f"第{int(part) + 1}个" if part.isdecimal() else part for part in path[1:]]
    if len(parts) > 1 and path[2].isdecimal():
        return " ".join([f"[{path[0]}.{parts[0]}]", *parts[1:]])
    return " ".join([f"[{path[0]}]", ".".join(parts)])
