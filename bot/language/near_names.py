"""Who may have been meant when nobody has that name: like sounds, like characters, one slip."""

from functools import lru_cache
from itertools import islice, product

from bot.language import sounds
from bot.language.name_index import NameIndex
from bot.language.titles import SPOKEN_TITLE, surname, titles
from tasks.people import Person

MOST = 3  # choices shown
ENOUGH = 60.0  # of 100, by rapidfuzz: two characters of three
ENOUGH_SPELT = 80.0  # the same for pinyin, where chance makes more alike
_MOST_KEYS = 12


def same_sound(word: str, index: NameIndex) -> tuple[Person, ...]:
    """People whose whole name sounds like the word: 王为国 for 王卫国."""
    options = [sounds.alike(char) for char in word]
    if not options or not all(options):
        return ()
    keys = (" ".join(syllables) for syllables in islice(product(*options), _MOST_KEYS))
    found = {person.id: person for key in keys for person in index.alike.get(key, ())}
    return tuple(found.values())


def near(word: str, index: NameIndex) -> list[Person]:
    """At most three people, the likeliest first."""
    from rapidfuzz import fuzz  # late: only needed when somebody was not found

    word = word.strip()[:20]
    if not word:
        return []
    titled = _by_title(word, index)
    if titled:
        return titled[:MOST]
    exact, spelt = same_sound(word, index), _spelt(word)
    scores: list[tuple[float, int, Person]] = []
    for order, person in enumerate(index.people):
        score = 100.0 if person in exact else float(fuzz.ratio(word, person.name))
        by_ear = fuzz.ratio(spelt, _spelt(person.name)) if spelt else 0.0
        score = max(score, by_ear if by_ear >= ENOUGH_SPELT else 0.0)
        if score >= ENOUGH:
            scores.append((-score, order, person))
    return [person for _, _, person in sorted(scores, key=lambda s: s[:2])[:MOST]]


def _by_title(word: str, index: NameIndex) -> list[Person]:
    """刘主任, where no 刘 is 主任: whoever is called 刘 or sounds so, else who is 主任."""
    found = SPOKEN_TITLE.search(word)
    if not found or found.start() == 0 or found.end() != len(word):
        return []
    said = word[: found.start()]
    if len(said) > 2:
        return []
    sound = set(sounds.alike(said)) if len(said) == 1 else set()
    same = [p for p in index.people if surname(p.name) == said]
    alike = [p for p in index.people if p not in same and sound & set(sounds.alike(p.name[0]))]
    return same + alike or [p for p in index.people if found["title"] in titles(p.post)[1]]


@lru_cache(maxsize=4096)
def _spelt(word: str) -> str:
    if word.isascii():
        return word.lower().replace(" ", "")
    found = sounds.spellings(word)
    return "".join(found[0]) if found else ""
