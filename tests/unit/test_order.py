"""交办 sentences and what is understood of them: six elements, any order, many styles."""

import itertools
from datetime import datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.centre_folder import read_centre_folder, sample_folder
from bot.language.order import first_word_as_name, read_order
from bot.language.order_values import Ear, Order
from bot.people_import import apply, plan_import
from tasks.deadlines import CHINA, Calendar
from tasks.people import Roster
from tasks.policy import Method


@cache
def ear() -> Ear:
    """The command room on a Friday morning, in the sample centre."""
    ids = itertools.count()
    rows = read_centre_folder(sample_folder()).rows
    people = [person for person, _ in apply(plan_import([], rows), lambda: f"p{next(ids)}")]
    speaker = next(person for person in people if person.name == "苏念安")
    now = datetime(2026, 11, 20, 10, 30, tzinfo=CHINA)
    return Ear(Roster(people, "清溪镇"), speaker, now, Calendar())


def names(order: Order) -> str:
    return " ".join(mention.people[0].name for mention in order.people)


def cc(order: Order) -> str | None:
    if order.cc is None:
        return None
    return " ".join(mention.people[0].name for mention in order.cc)


@pytest.mark.parametrize(
    ("text", "people", "copies", "deadline", "content"),
    [
        ("丁若楠 明天下午5点前 处理城东村路灯", "丁若楠", None, "11-21T17:00", "处理城东村路灯"),
        ("请丁若楠明天下午3点前修路灯,抄送赵水根", "丁若楠", "赵水根", "11-21T15:00", "修路灯"),
        ("给丁若楠派个活,明天去看看城东村路灯", "丁若楠", None, "11-21T18:00", "去看看城东村路灯"),
        ("叫雷振山去城东村清理占道,下周三前", "雷振山", None, "11-25T18:00", "去城东村清理占道"),
        ("丁若楠、陶一帆 12月1日前 调处宅基地纠纷 抄送 无", "丁若楠 陶一帆", "", "12-01T18:00", "调处宅基地纠纷"),
        ("城东村路灯坏了,请丁若楠处理,陶一帆配合,下周五前完成", "丁若楠 陶一帆", None, "11-27T18:00", "城东村路灯坏了"),
        ("转给吕思齐办,5个工作日", "吕思齐", None, "11-27T18:00", ""),
        ("让司法所牵头,综合执法队配合,11月27日前处理柳湾村土地纠纷", "王承泽 雷振山", None, "11-27T18:00", "处理柳湾村土地纠纷"),
        ("城东村联村干部 明天下午去看一下路灯", "丁若楠", None, "11-21T18:00", "去看一下路灯"),
        ("执行人:丁若楠 抄送:赵水根 截止:明天17点 内容:城东村路灯不亮", "丁若楠", "赵水根", "11-21T17:00", "城东村路灯不亮"),
        ("执行人:丁若楠 截止:明天17点 修好路灯", "丁若楠", None, "11-21T17:00", "修好路灯"),
        ("丁若楠;完成时间:2026-11-25 17:00;抄:赵水根;城东村路灯修好", "丁若楠", "赵水根", "11-25T17:00", "城东村路灯修好"),
        ("执行人：丁若楠，截止：明天１７点，内容：路灯", "丁若楠", None, "11-21T17:00", "路灯"),
        ("@丁若楠 后天上午把材料送来", "丁若楠", None, "11-22T12:00", "把材料送来"),
        ("请丁若楠截止明天下午5点修好水渠", "丁若楠", None, "11-21T17:00", "修好水渠"),
    ],
)  # fmt: skip
def test_who_until_when_and_what(
    text: str, people: str, copies: str | None, deadline: str, content: str
) -> None:
    order = read_order(text, ear())
    assert order.deadline
    assert (names(order), cc(order), order.deadline.value, order.content) == (
        people, copies, f"2026-{deadline}", content,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rules", "method"),
    [
        ("丁若楠 明天 修路,提前2小时提醒,短信提醒", ["-PT2H"], Method.SMS),
        ("丁若楠 明天 修路,提前1天和2小时提醒,短信", ["-P1D", "-PT2H"], Method.SMS),
        ("丁若楠 下周五 修路,每天上午9点提醒", ["DAILY@09:00"], None),
        ("执行人:丁若楠 提醒:提前1天、提前2小时 方式:电话 内容:修路", ["-P1D", "-PT2H"], Method.PHONE),
        ("丁若楠 明天 提醒群众防火", None, None),
    ],
)  # fmt: skip
def test_reminders_and_their_method(
    text: str, rules: list[str] | None, method: Method | None
) -> None:
    order = read_order(text, ear())
    said = None if order.reminders is None else [rule.value for rule in order.reminders]
    assert (said, order.method) == (rules, method)


@pytest.mark.parametrize(
    "text", ["紧急 丁若楠 明天 修路", "丁若楠 明天 修路 紧急", "丁若楠,特急,明天修路"]
)
def test_urgent_is_heard_where_it_stands_alone(text: str) -> None:
    assert read_order(text, ear()).urgent


def test_urgent_inside_the_content_is_content() -> None:
    assert not read_order("丁若楠 明天 检查紧急避险点", ear()).urgent


@pytest.mark.parametrize(
    "text", ["王五 明天 修路", "丁若 明天 修路", "叫张三去修路", "@李四 明天修路"]
)
def test_a_name_nobody_goes_by_is_asked(text: str) -> None:
    order = first_word_as_name(read_order(text, ear()), ear())
    assert order.unknown
    assert not order.people


@pytest.mark.parametrize("text", ["城东村路灯 明天 修", "明天 修路"])
def test_a_place_is_not_taken_for_a_person(text: str) -> None:
    order = first_word_as_name(read_order(text, ear()), ear())
    assert not order.people
    assert not order.unknown


@given(st.text(max_size=200))
def test_reading_never_crashes(text: str) -> None:
    assert isinstance(read_order(text, ear()), Order)
