"""Digits as people write them: a text of equal length in which each sign stands for its kind.

Digits of any script become 0-9, numerals (一, 壹, ①) U+E000 to U+E009, the X of ID numbers X;
separators become - . + / a space, a comma or _ (nothing to see); * stays; letters become a, the
little words between a label and its number (是, 为, 号 …) f, and everything else o.
"""

import unicodedata

NUMERALS = "\ue000-\ue009"  # for use inside [ ]
SPACING = r"\-. +_"  # stands between the digits of one number

_NUMERALS = (
    "零〇○◯洞", "一壹弌幺", "二贰貳弍两兩", "三叁參弎叄", "四肆", "五伍", "六陆陸", "七柒拐",
    "八捌", "九玖勾",
)  # fmt: skip
_KNOWN = {
    "X": "xX×ⅹⅩｘＸ",
    "*": "*＊",
    "+": "+＋",
    "/": "/／",
    "-": "~～〜∼ー−˗⁃⁻─━",
    ".": ".．․‥…•‧∙⋅·・﹒｡･",
    " ": "<>＜＞",
    "_": "\u115f\u1160\u2800\u3164\uffa0",
    ",": "|｜`=＝^",
    "f": "是为号码或和及转",
} | {chr(0xE000 + value): signs for value, signs in enumerate(_NUMERALS)}
_KINDS = {
    "Cc": "_", "Cf": "_", "Mn": "_", "Me": "_", "Zs": " ", "Zl": " ", "Zp": " ", "Ps": " ",
    "Pe": " ", "Pd": "-", "Pi": ",", "Pf": ",", "Po": ",", "Pc": ",",
}  # fmt: skip


class _Signs(dict[int, str]):
    """For str.translate: looks each character up once, then remembers it."""

    def __missing__(self, code: int) -> str:
        kind = self[code] = _kind(chr(code))
        return kind


def _kind(sign: str) -> str:
    value = unicodedata.numeric(sign, -1)
    if sign.isdecimal():
        return str(int(value))
    category = unicodedata.category(sign)
    if category in ("No", "Nl") and value in range(10) and sign not in _KNOWN["X"]:
        return chr(0xE000 + int(value))  # circled, raised, bracketed digits
    if sign.isspace():
        return " "
    if "a" <= unicodedata.normalize("NFKC", sign).lower() <= "z":
        return "a"
    return _KINDS.get(category, "o")


_SIGNS = _Signs({ord(sign): kind for kind, signs in _KNOWN.items() for sign in signs})
_DIGITS_ONLY = {ord(sign): None for sign in "-. +_,/*"} | {
    0xE000 + value: str(value) for value in range(10)
}


def signs(text: str) -> str:
    """The text by kinds of signs, character for character."""
    return text.translate(_SIGNS)


def digits(kinds: str) -> str:
    """0-9 and X of a stretch of `signs`, without what stands between them."""
    return kinds.translate(_DIGITS_ONLY)
