"""How Chinese names sound: pinyin, initials, and a spelling in which like sounds are alike."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

MOST_READINGS = 3  # of one character; rarer ones are not how people are called
MOST_SPELLINGS = 12  # of one name

SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge",
    "任": "ren", "朴": "piao", "翟": "zhai", "种": "chong", "乐": "yue", "员": "yun", "折": "she",
    "冼": "xian", "缪": "miao", "尹": "yin", "燕": "yan", "华": "hua", "宁": "ning", "应": "ying",
}  # fmt: skip
"""Surnames that are read otherwise than the word."""


@lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """Toneless pinyin of one character, the commonest first; ü is v. Empty for anything else."""
    marked = _dictionary().get(ord(char), "").split(",")[: MOST_READINGS + 1]
    plain = dict.fromkeys(_toneless(reading) for reading in marked if reading)
    return tuple(plain)[:MOST_READINGS]


@lru_cache(maxsize=8192)
def alike(char: str) -> tuple[str, ...]:
    """The same, with zh/z, ch/c, sh/s, n/l and -ng/-n taken for one: voice input and dialect."""
    return tuple(dict.fromkeys(map(_blur, readings(char))))


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read a name, one syllable a character; empty when it is not Chinese."""
    options = [readings(char) for char in name]
    if name[:1] in SURNAMES:
        options[0] = (SURNAMES[name[0]], *options[0])
    if not options or not all(options):
        return ()
    return tuple(dict.fromkeys(product(*options)))[:MOST_SPELLINGS]


def blurred(syllables: Iterable[str]) -> str:
    """One reading as a key of like sounds."""
    return " ".join(map(_blur, syllables))


def _blur(syllable: str) -> str:
    syllable = re.sub(r"^([zcs])h", r"\1", syllable)
    syllable = re.sub(r"^n(?=[aeiouv])", "l", syllable)
    return re.sub(r"(?<=[aei])ng$", "n", syllable)


def _toneless(reading: str) -> str:
    """lǜ is lv, zhòng is zhong: NFD puts tone marks behind their letter, where they fall off."""
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in decomposed if char.isascii())


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[int, str]:
    """Character to its readings with tones, `zhòng,chóng`.

    Imported late and without the dictionary of phrases, which names do not need: 14 MB and
    90 ms instead of 58 MB and 340 ms.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT
