"""The way in: a text, the moment it was said and the centre's calendar give a reading."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.language.times.choosing import Found, choose
from bot.language.times.claims import Level, claim
from bot.language.times.lengths import say
from bot.language.times.reading import Kind, Reading, SpokenAmount, ask
from bot.language.times.scanner import Run, Text, runs, spelt
from bot.language.times.shapes import read_run
from bot.language.times.unclear import unclear
from bot.language.times.values import Amount, Today, Token, Trouble
from tasks.deadlines import CHINA, Calendar

_BEFORE_ALONE = frozenset(" \n,。;:、!?在请于就和(") | {""}  # what “前一天” may follow
LONGEST = 10_000  # code points; in a longer text a time is not looked for, but asked


def read_time(text: str, now: datetime, calendar: Calendar) -> Reading:
    """The one time a text means; what could mean two things is asked, never guessed."""
    today = Today(now.astimezone(CHINA), calendar)
    if len(text) > LONGEST:
        return replace(ask("这段话太长,请单独写时间", (), today), span=(0, len(text)))
    written = spelt(text)
    return choose(_found(written, today, reminder=False), written, today)


def read_times(
    text: str, now: datetime, calendar: Calendar, *, reminder: bool = False
) -> list[Reading]:
    """Every time in a text, in order (提前1天、提前2小时).

    `reminder`: the text says when to remind, so a bare length (1天, 2小时前) is meant ahead.
    """
    today = Today(now.astimezone(CHINA), calendar)
    written = spelt(text[:LONGEST])
    found = _found(written, today, reminder=reminder)
    bare = [one.reading for one in found if one.level is not Level.LOOSE]
    return bare or [one.reading for one in found[:1] if choose(found, written, today).span]


def read_amount(text: str, now: datetime, calendar: Calendar) -> SpokenAmount | None:
    """The first length of time in a text (延期三天), for whoever counts from another moment."""
    written = spelt(text[:LONGEST])
    for run in runs(written, Today(now.astimezone(CHINA), calendar)):
        for token in run.tokens:
            if isinstance(token.value, Amount):
                span = written.span(token.start, token.end)
                return SpokenAmount(amount=token.value, span=span, says=say((token.value,)))
    return None


def _found(text: Text, today: Today, *, reminder: bool) -> list[Found]:
    return [
        Found(_shown(reading, part, text), level, part, group)
        for group, run in enumerate(runs(text, today))
        for part in _parts(run, text, reminder=reminder)
        for reading, level in (_read(part, text, today),)
    ]


def _read(part: Run, text: Text, today: Today) -> tuple[Reading, Level]:
    found = read_run(part, today)
    if found is None:
        return unclear(part, today)
    return found[0], claim(part, found[1], text, today)


def _parts(run: Run, text: Text, *, reminder: bool) -> Iterator[Run]:
    """The members of a list: split at 、 and 和, and between lengths set apart by a blank."""
    ahead = reminder
    for part in _split(_of_something(run, text), text):
        ahead = ahead or "LA" in part.code or part.code == "QbA"
        yield _ahead(part) if ahead else part


def _of_something(run: Run, text: Text) -> Run:
    """“会前1小时” is not before the deadline: 前 belongs to the word it follows."""
    if run.tokens[0].letter != "b" or text.before(run.start) in _BEFORE_ALONE:
        return run
    whose = Trouble("不知道是哪件事之前")
    return Run((replace(run.tokens[0], letter="V", value=whose), *run.tokens[1:]))


def _ahead(part: Run) -> Run:
    """“提前1天、2小时”, and as a reminder “2小时”, “1天前”: 提前 is understood."""
    length = part.without("b")
    if set(length.code) != {"A"}:
        return part
    return Run((Token("L", length.start, length.start), *length.tokens))


def _split(run: Run, text: Text) -> Iterator[Run]:
    start = 0
    for place, token in enumerate(run.tokens):
        if token.letter == "J":
            yield from _some(run.cut(start, place))
            start = place + 1
        elif run.code[max(place - 1, 0) : place + 1] == "AA" and _set_apart(run, place, text):
            yield from _some(run.cut(start, place))
            start = place
    yield from _some(run.cut(start, len(run.tokens)))


def _some(run: Run) -> Iterator[Run]:
    if run.tokens:
        yield run


def _set_apart(run: Run, place: int, text: Text) -> bool:
    before, after = run.tokens[place - 1], run.tokens[place]
    return text.places[after.start] > text.places[before.end - 1] + 1


def _shown(reading: Reading, part: Run, text: Text) -> Reading:
    """With its place in the text; a question quotes the words it is about."""
    tokens = [token for token in part.tokens if token.end > token.start]
    if reading.kind is not Kind.OFFSET:
        while len(tokens) > 1 and tokens[0].letter in "QTU":
            tokens = tokens[1:]
    start, end = tokens[0].start, tokens[-1].end
    says = reading.says
    if reading.kind is Kind.ASK:
        says = f"“{text.words(start, end)}”{says}"
    return replace(reading, span=text.span(start, end), says=says)
