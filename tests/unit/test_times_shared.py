"""The shared phrase file: 97 phrases with the reading that everybody agreed on."""

import csv
import time

from bot.language.times import Reading, read_time
from tests.unit.calendars import shared_file
from tests.unit.time_table import CALENDAR, NOW, read

PHRASES = 97
FASTEST_OF = 5


def _phrases() -> list[dict[str, str]]:
    with shared_file("time_phrases.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _as_expected(reading: Reading, row: dict[str, str]) -> bool:
    wanted = row["expected"].split("|")
    if row["kind"] != "none":
        return (
            reading.kind == row["kind"]
            and reading.value in wanted
            and row["gran"] in (reading.gran, "exact")
        )
    return reading.kind == row["expected"].lower() and reading.value in wanted


def test_every_shared_phrase_reads_as_stated() -> None:
    rows = _phrases()
    assert len(rows) == PHRASES
    wrong = [(row, read(row["phrase"])) for row in rows]
    assert [(row, reading) for row, reading in wrong if not _as_expected(reading, row)] == []


def test_a_phrase_takes_less_than_a_millisecond() -> None:
    phrases = [row["phrase"] for row in _phrases()]
    rounds = []
    for _ in range(FASTEST_OF):
        begun = time.process_time()
        for phrase in phrases:
            read_time(phrase, NOW, CALENDAR)
        rounds.append(time.process_time() - begun)
    assert min(rounds) / len(phrases) < 0.001
