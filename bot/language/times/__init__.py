"""Chinese times as people type them: words to tokens, tokens to shapes, shapes to one reading.

`patterns` finds the words, `shapes` says which sequences of words mean something, `choosing`
decides between several times in one text. What fits no shape is asked, never guessed.
"""

from bot.language.times.reader import read_amount, read_time, read_times
from bot.language.times.reading import Kind, Reading, SpokenAmount

__all__ = ["Kind", "Reading", "SpokenAmount", "read_amount", "read_time", "read_times"]
