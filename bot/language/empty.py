"""Phrases that say nothing (S0-43): a stock list and repetition, never a length."""

from collections.abc import Iterable

from bot.language.normal import same_words


def says_nothing(text: str, stock: Iterable[str]) -> bool:
    """True for 已处理, 同上 … and for no words at all; 已通水 stands."""
    words = same_words(text)
    return not words or words in {same_words(phrase) for phrase in stock}
