"""One time out of what was said: clear, asked, or refused as past."""

import re
from dataclasses import replace

from bot.commands.turn import Turn
from bot.language.times import Kind, Reading, read_time
from tasks.errors import Unclear

DONE = re.compile(r"^(?:之?前)?(?:办结|办完|完成|办好)(?=$|[\s,，。:、])")


def one_time(turn: Turn, text: str, example: str) -> tuple[Reading | None, str]:
    """The point in time named in `text` and what else was said; None when there is none.

    An unclear or past time is refused with what to write instead, never guessed.
    """
    reading = read_time(text, turn.desk.now, turn.desk.calendar)
    if reading.kind is Kind.ASK and len(reading.choices) == 1 and reading.span:
        # a time is expected here, and this is the only one it can be
        reading = replace(reading, kind=Kind.POINT, at=reading.choices[0])
    if reading.kind is Kind.ASK:
        raise Unclear(f"时间不清楚:{reading.says} 可以写“{example}”。")
    if reading.kind is Kind.PAST:
        raise Unclear(f"这个时间已经过去了,请写以后的时间,如“{example}”。")
    if reading.kind is not Kind.POINT or reading.at is None or reading.span is None:
        return None, text
    start, end = reading.span
    after = DONE.sub("", text[end:])
    rest = f"{text[:start].rstrip(' 到至延在于')} {after}".strip(" ,，。:、")
    return reading, rest
