"""A verb heard only by its sound (千收, 半截, 叫办) is asked, never taken (chat.md rule 6)."""

from collections.abc import Iterable
from functools import lru_cache


def sounds_like(text: str, verbs: Iterable[str]) -> tuple[str, str] | None:
    """(verb, rest) when the text begins with a homophone of a verb; None otherwise."""
    plain = text.strip()
    if not plain or not "\u4e00" <= plain[0] <= "\u9fff":
        return None
    for verb in verbs:
        said, rest = plain[: len(verb)], plain[len(verb) :]
        if said == verb or len(said) < len(verb) or len(verb) < 2 or len(rest) > 40:
            continue
        if rest and "\u4e00" <= rest[0] <= "\u9fff" and len(rest) > 12:
            continue
        if _sound(said) == _sound(verb):
            return verb, rest.strip(" ,，:")
    return None


@lru_cache(maxsize=512)
def _sound(word: str) -> tuple[str, ...]:
    """Syllables without tone, with the mix-ups of voice typing and southern speech levelled."""
    from pypinyin import lazy_pinyin  # only here: the first use loads its dictionary

    return tuple(_level(syllable) for syllable in lazy_pinyin(word))


def _level(syllable: str) -> str:
    for said, meant in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(said):
            syllable = meant + syllable[2:]
    return (
        syllable.replace("ng", "n").replace("l", "n", 1)
        if syllable[:1] == "l"
        else (syllable.replace("ng", "n"))
    )
