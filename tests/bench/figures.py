"""What a measurement found: a name, a value with its unit, and what we aim at."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADS = ("figure", "value", "aim", "ok", "note")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure. `aim`: the value should not be above it; None: only for comparison."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""

    @property
    def ok(self) -> bool | None:
        return None if self.aim is None else self.value <= self.aim


def as_json(figure: Figure) -> str:
    """One line for programs."""
    facts = {
        "name": figure.name,
        "value": float(short(figure.value)),
        "unit": figure.unit,
        "aim": figure.aim,
        "ok": figure.ok,
        "note": figure.note,
    }
    return json.dumps(facts, ensure_ascii=False)


def as_table(figures: Iterable[Figure]) -> str:
    """Columns for people."""
    rows = [HEADS, *map(_row, figures)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def short(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _row(figure: Figure) -> tuple[str, ...]:
    aim = "" if figure.aim is None else f"≤ {short(figure.aim)} {figure.unit}"
    ok = {True: "ok", False: "MISSED", None: ""}[figure.ok]
    return (figure.name, f"{short(figure.value)} {figure.unit}", aim, ok, figure.note)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Chinese signs are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
