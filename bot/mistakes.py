"""A mistake in a file a centre keeps (centre.toml, people.csv), said so that it can be mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from tasks.errors import TaskError


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong: where it stands and, in plain Chinese, what to write instead."""

    file: str
    line: int  # from 1; 0 = the file as a whole
    field: str  # the table and key, or the column; may be empty
    says: str

    def __str__(self) -> str:
        place = f"{self.file} 第{self.line}行" if self.line else self.file
        return f"{place} {self.field}:{self.says}" if self.field else f"{place}:{self.says}"


class BadFile(TaskError):
    """A file that is not taken, with all its mistakes; one sentence a line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """',是不是“X”?' for the nearest known word, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f",是不是“{near[0]}”?" if near else ""


def decode(data: bytes) -> str | None:
    """Text of a file saved by any common editor here: UTF-8 with or without BOM, or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
