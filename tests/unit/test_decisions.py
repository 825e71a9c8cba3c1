"""Several decisions in one message: split where a number stands beside a verb, never elsewhere."""

import pytest

from bot.commands.decision_times import FILLER, offered_deadlines, offered_talks
from bot.commands.decision_words import Verb, attended, is_several, piece, pieces
from tests.unit.calendars import calendar_2026, local

SEVERAL = [
    (
        "1限期下周三 2同意 3要方案",
        [("限期", "1", "下周三"), ("同意", "2", ""), ("要方案", "3", "")],
    ),
    (
        "1、限期下周三;2、同意;3、要方案",
        [("限期", "1", "下周三"), ("同意", "2", ""), ("要方案", "3", "")],
    ),
    ("1.限期周三 2.同意", [("限期", "1", "周三"), ("同意", "2", "")]),
    ("1限期下周三2同意", [("限期", "1", "下周三"), ("同意", "2", "")]),
    ("限期 1 下周三,约谈 2 周五", [("限期", "1", "下周三"), ("约谈", "2", "周五")]),
    ("第1个限期周三,第2个解除 已办好", [("限期", "1", "周三"), ("解除", "2", "已办好")]),
    ("1限期25号 2约谈26号", [("限期", "1", "25号"), ("约谈", "2", "26号")]),
    ("1转办李四 2转给王五 12月1日", [("转办", "1", "李四"), ("转办", "2", "王五 12月1日")]),
    (
        "2请李四阅处 3准延期 4上会",
        [("转办", "2", "李四阅处"), ("准延期", "3", ""), ("上会", "4", "")],
    ),
    ("1限期周三 2李四包案", [("限期", "1", "周三"), ("包案", "2", "李四")]),
    ("1同意 2驳回 没有写谁来办", [("同意", "1", ""), ("驳回", "2", "没有写谁来办")]),
    ("1摘牌 已移交县里\n2抓紧", [("解除", "1", "已移交县里"), ("抓紧", "2", "")]),
    (
        "RW20261121-0007 限期 3天\n0008 约谈 明天上午9点",
        [("限期", "RW20261121-0007", "3天"), ("约谈", "0008", "明天上午9点")],
    ),
]

ONE_OR_NONE = [
    "限期下周三",
    "1限期下周三",
    "限期 7 下周三 约谈也要",
    "限期 3天 2天内反馈",
    "限期下周2同意",
    "限期 12月3日 请在2日内约谈",
    "解除 3 已转2号井处理",
    "限期 25号",
    "1组反映2号路灯不亮,3号井盖坏了",
    "同意",
    "",
]


@pytest.mark.parametrize(("text", "wanted"), SEVERAL)
def test_several_decisions_are_split(text: str, wanted: list[tuple[str, str, str]]) -> None:
    found = [(piece.verb.value, "、".join(piece.numbers), piece.rest) for piece in pieces(text)]
    assert found == wanted


@pytest.mark.parametrize("text", ONE_OR_NONE)
def test_one_decision_is_not_split(text: str) -> None:
    assert not is_several(text)


def test_one_verb_may_name_several_entries() -> None:
    found = pieces("1 3 要方案 2 限期周五 抓紧")
    assert [(piece.numbers, piece.rest) for piece in found] == [
        (("1", "3"), ""),
        (("2",), "周五 抓紧"),
    ]


def test_splitting_stays_linear() -> None:
    assert pieces("1限期 " * 1000) != ()
    assert pieces("1、2、3 " * 1500) == ()


@pytest.mark.parametrize(
    ("said", "left"), [("李四阅处", "李四"), ("李四阅办 周五前", "李四  周五前"), ("李四", "李四")]
)
def test_attended(said: str, left: str) -> None:
    assert attended(said) == left


@pytest.mark.parametrize("words", ["", "前办结", "之前必须办完", "到", "内把这件事解决"])
def test_words_that_only_lead_to_the_time(words: str) -> None:
    assert FILLER.fullmatch(words)


@pytest.mark.parametrize("words", ["办不完问责", "群众很急", "内涝要先排水"])
def test_words_that_are_a_reason(words: str) -> None:
    assert not FILLER.fullmatch(words)


def test_offered_deadlines_on_a_friday() -> None:
    offers = offered_deadlines(local("2026-11-20 10:00"), calendar_2026())
    assert offers == (
        ("周一下班(11月23日 周一)", "11月23日"),
        ("3个工作日(11月25日 周三)", "11月25日"),
        ("下周五(11月27日 周五)", "11月27日"),
    )


def test_two_names_of_one_day_are_one_choice() -> None:
    offers = offered_deadlines(local("2026-11-24 10:00"), calendar_2026())
    assert [typed for _, typed in offers] == ["11月25日", "11月27日", "12月4日"]
    assert offers[0][0].startswith("明天下班")


def test_days_of_another_year_are_typed_with_it() -> None:
    offers = offered_deadlines(local("2026-12-31 10:00"), calendar_2026())
    assert all(typed.startswith("2027年") for _, typed in offers)


def test_offered_talks_are_still_to_come() -> None:
    offers = offered_talks(local("2026-11-20 10:00"), calendar_2026())
    assert [typed for _, typed in offers] == ["11月20日 15:00", "11月23日 09:00", "11月23日 15:00"]


ONE = [
    ("限期 0001 周五", Verb.LIMIT, ("0001",), "周五"),
    ("限期 3 5号", Verb.LIMIT, ("3",), "5号"),
    ("限期 0001 25号", Verb.LIMIT, ("0001",), "25号"),
    ("限期 3 5 下周三", Verb.LIMIT, ("3", "5"), "下周三"),
    ("包案 1 分管领导", Verb.LEADER, ("1",), "分管领导"),
    ("3由李四包案", Verb.LEADER, ("3",), "李四"),
    ("限期 RW20261121-0007 限期下周三", Verb.LIMIT, ("RW20261121-0007",), "下周三"),
    ("2 请李四阅处", Verb.TRANSFER, ("2",), "李四阅处"),
    ("限期 3 天", Verb.LIMIT, (), "3 天"),
    ("限期 3 个工作日", Verb.LIMIT, (), "3 个工作日"),
    ("限期 3 点前", Verb.LIMIT, (), "3 点前"),
]


@pytest.mark.parametrize(("text", "verb", "numbers", "rest"), ONE)
def test_the_number_of_one_decision(
    text: str, verb: Verb, numbers: tuple[str, ...], rest: str
) -> None:
    found = piece(verb, text, text.removeprefix(verb.value).strip(), (), verb.value)
    assert (found.numbers, found.rest) == (numbers, rest)


def test_the_number_behind_who_attends_to_it() -> None:
    found = piece(Verb.TRANSFER, "请李四阅处 3", "李四阅处 3", (), "请")
    assert (found.numbers, found.rest) == (("3",), "李四阅处")
