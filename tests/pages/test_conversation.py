"""How a conversation is put together: updates in place, own words in order, old cards grey."""

from datetime import timedelta

from bot.pages.conversation import STAMP, Line, fold, grey_old, merge, stamp
from tasks.messages import Button
from tests.builders import NOW

PRESS = (Button("签收", "签收 RW1"),)


def bot(seq: int, text: str = "卡片", **more: object) -> Line:
    at = NOW + timedelta(minutes=seq)
    return Line(id=f"b{seq}", place=seq, seq=seq, at=at, text=text, **more)  # type: ignore[arg-type] # by name


def own(place: int, text: str) -> Line:
    return Line(id=f"m{text}", place=place, at=NOW, text=text, mine=True)


def test_an_update_takes_the_place_of_its_card() -> None:
    lines = fold([(bot(1, "待签收"), None), (bot(2), None), (bot(3, "办理中"), 1)])
    assert [(line.id, line.text, line.seq) for line in lines] == [
        ("b1", "办理中", 3),
        ("b2", "卡片", 2),
    ]
    assert lines[0].changed
    assert lines[0].at == bot(1).at


def test_an_update_of_an_update_finds_the_first_card() -> None:
    lines = fold([(bot(1), None), (bot(2), 1), (bot(3, "已销号"), 2)])
    assert [line.text for line in lines] == ["已销号"]


def test_an_update_of_what_is_no_longer_shown_stands_by_itself() -> None:
    assert [line.id for line in fold([(bot(9), 3)])] == ["b9"]


def test_own_words_stand_behind_what_their_writer_had_seen() -> None:
    lines = merge([bot(1), bot(2), bot(3)], [own(1, "一"), own(1, "二"), own(3, "三")])
    assert [line.id for line in lines] == ["b1", "m一", "m二", "b2", "b3", "m三"]


def test_a_newer_card_of_the_same_matter_makes_the_older_grey() -> None:
    lines = grey_old(
        [
            bot(1, buttons=PRESS, matter="RW1"),
            bot(2, buttons=PRESS, matter="RW2"),
            bot(3, buttons=PRESS, matter="RW1"),
            bot(4, matter="RW2"),
        ]
    )
    assert [line.old for line in lines] == [True, False, False, False]


def test_a_question_is_old_once_something_was_said() -> None:
    lines = grey_old([bot(1, buttons=PRESS), own(1, "第一个"), bot(2, buttons=PRESS)])
    assert [line.old for line in lines] == [True, False, False]


def test_a_stamp_says_what_was_seen() -> None:
    found = STAMP.fullmatch(stamp(17, "abcdefgh-s"))
    assert found
    assert found[1] == "17"
    assert not STAMP.fullmatch("p1-短")
