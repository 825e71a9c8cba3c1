"""Find the line a key of a TOML file stands on, and say its syntax errors in plain Chinese."""

import re
import tomllib

_STRING = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'')
_NAME = r"(?:\"[^\"]*\"|'[^']*'|[\w-]+)"
_PATH = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PATH})\s*\]")
_KEY = re.compile(rf"\s*({_PATH})\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")
_AT = re.compile(r"\(at line (\d+), column \d+\)")
_BARE_TIME = re.compile("=\\s*\\[?\\s*\\d{1,2}[:\uff1a]\\d{2}(?![:\\d])")
_WIDE = re.compile("[“”‘’\uff1d\uff0c\uff1a\uff3b\uff3d【】\uff03]")  # full-width = , : [ ] #
_MOST_ERRORS = 20

Path = tuple[str, ...]


class Lines:
    """Where each table and key stands; rows of a list are numbered from "0"."""

    def __init__(self, source: str) -> None:
        self._at: dict[Path, int] = {}
        self._rows: dict[Path, int] = {}
        self._table: Path = ()
        self._key: Path = ()
        depth, in_text = 0, False
        for number, line in enumerate(source.splitlines(), start=1):
            if not in_text:
                self._note(line, number, depth)
            bare, in_text = _without_strings(line, in_text)
            depth = max(0, depth + _opened(bare)) if not _HEADER.match(line) else 0

    def of(self, *path: str) -> int:
        """The line of a key, else of the nearest thing above it; 0 when there is none."""
        while path and path not in self._at:
            path = path[:-1]
        return self._at.get(path, 0)

    def _note(self, line: str, number: int, depth: int) -> None:
        if depth:
            if line.lstrip().startswith("{"):
                self._at[self._next_row(self._key)] = number
            return
        if header := _HEADER.match(line):
            path = _parts(header[2])
            self._table = self._next_row(path) if header[1] == "[[" else path
            self._at.setdefault(path, number)
            self._at[self._table] = number
        elif key := _KEY.match(line):
            self._key = self._table + _parts(key[1])
            self._at.setdefault(self._key, number)

    def _next_row(self, path: Path) -> Path:
        row = self._rows.get(path, 0)
        self._rows[path] = row + 1
        return (*path, str(row))


def load(source: str) -> tuple[dict[str, object], list[tuple[int, str]]]:
    """What the file says, and its syntax errors as (line, sentence).

    A broken line that stands alone is left out and reading goes on, so that one run names
    everything; after an error that may reach further nothing more is guessed.
    """
    lines = source.splitlines()
    errors: list[tuple[int, str]] = []
    while len(errors) < _MOST_ERRORS:
        try:
            return tomllib.loads("\n".join(lines)), errors
        except tomllib.TOMLDecodeError as error:
            found = _AT.search(str(error))
            number = int(found[1]) if found else len(lines)
            line = lines[number - 1] if lines else ""
            errors.append((number, _explain(str(error), line)))
            if not _stands_alone(line):
                return {}, errors
            lines[number - 1] = ""
    return {}, errors


def _explain(error: str, line: str) -> str:
    """What a person most likely did, from tomllib's words and the line itself."""
    if "overwrite" in error or "twice" in error:
        return "这一项前面已经写过,请只留一处"
    if _BARE_TIME.search(line):
        return '时间要加英文引号,如 "20:00"'
    if _WIDE.search(_STRING.sub("", line)):
        return '引号、等号、逗号和方括号要用英文的:" = , [ ]'
    if "=" not in line and not line.lstrip().startswith("["):
        return '要写成 名称 = 值;说明文字前面加 "#"'
    return '写法不对:文字要加英文引号,列表写成 ["甲", "乙"]'


def _stands_alone(line: str) -> bool:
    """True when leaving the line out cannot change the meaning of those after it."""
    bare, in_text = _without_strings(line, False)
    return bool(line.strip()) and not _HEADER.match(line) and not in_text and not _opened(bare)


def _without_strings(line: str, in_text: bool) -> tuple[str, bool]:
    """The line without its strings and comment, and whether a multi-line string is open."""
    if line.count('"""') % 2 or line.count("'''") % 2:
        return "", not in_text
    return ("", True) if in_text else (_STRING.sub("", line).partition("#")[0], False)


def _opened(bare: str) -> int:
    return sum(bare.count(mark) for mark in "[{") - sum(bare.count(mark) for mark in "]}")


def _parts(path: str) -> Path:
    return tuple(a or b or c for a, b, c in _PART.findall(path))
