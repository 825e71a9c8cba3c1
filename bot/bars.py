"""Plain bars for pages and chat: one SVG template; a PNG where only pictures work, else text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

TEMPLATES = Path(__file__).parent / "templates"
BLOCK = "▇"
TEXT_WIDTH = 10  # blocks of the longest bar


@dataclass(frozen=True)
class Bar:
    """One row: `part` of `whole` stands out (超期 of 在办), `soon` of it comes next."""

    label: str
    whole: int
    part: int = 0
    soon: int = 0


def bars_svg(rows: Iterable[Bar], *, title: str = "", part: str = "超期") -> str:
    """The picture as SVG. The word stands beside the colour, never the colour alone."""
    bars = tuple(rows)
    most = max((bar.whole for bar in bars), default=0) or 1
    return _template().render(bars=bars, most=most, title=title, part=part)


def bars_png(rows: Iterable[Bar], font: Path, *, title: str = "", part: str = "超期") -> bytes:
    """The same picture for a chat that shows no SVG; `font` must hold Chinese."""
    import resvg_py  # 48 ms and 3 MB, only where a picture is sent

    svg = bars_svg(rows, title=title, part=part)
    made = resvg_py.svg_to_bytes(svg_string=svg, font_files=[str(font)], skip_system_fonts=True)
    return bytes(made)


def bars_text(rows: Sequence[Bar], *, part: str = "超期") -> list[str]:
    """One line a bar, for a chat without pictures: 城建办 ▇▇▇▇ 4件,超期1件."""
    most = max((bar.whole for bar in rows), default=0) or 1
    return [_line(bar, most, part) for bar in rows]


def _line(bar: Bar, most: int, part: str) -> str:
    length = max(1, round(TEXT_WIDTH * bar.whole / most)) if bar.whole else 0
    told = f",{part}{bar.part}件" if bar.part else ""
    return f"{bar.label} {BLOCK * length} {bar.whole}件{told}".replace("  ", " ")


@cache
def _template() -> Template:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("bars.svg.j2")
