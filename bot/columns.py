"""Columns of Chinese text on a terminal, where a Chinese character is two places wide."""

import unicodedata
from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> list[str]:
    """Each row as a line, its cells in columns two places apart."""
    if not rows:
        return []
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        (indent + "  ".join(pad(*cell) for cell in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def pad(text: str, places: int) -> str:
    return text + " " * (places - width(text))
