"""A year's holiday notice: read from its own words, from a table, from JSON; never guessed."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.notice_file import Days, read_notice
from tests.unit.calendars import calendar_2026

NOTICE = """国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号

现将2026年元旦、春节等放假调休日期的具体安排通知如下。
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。
三、清明节:4月4日(周六)至6日(周一)放假,共3天。
四、劳动节:5月1日(周五)至5日(周二)放假调休,共5天。5月9日(周六)上班。
五、端午节:6月19日(周五)至21日(周日)放假,共3天。
六、中秋节:9月25日(周五)至27日(周日)放假,共3天。
七、国庆节:10月1日(周四)至7日(周三)放假调休,共7天。9月20日(周日)、10月10日(周六)上班。
节假日期间,要妥善安排好值班和安全、保卫等工作。
2025年11月4日
"""
TABLE = """日期,名称,类型
2027/1/1,元旦,放假
2027-05-01,劳动节,放假
2027-10-01,国庆节,放假
2027-10-09,国庆节,上班
"""
"""Not the real 2027: nobody knows it yet."""
NOTICE_2026 = {day: works for day, works in calendar_2026().days.items() if day.year == 2026}


def read(text: str, encoding: str = "utf-8") -> Days:
    years, mistakes = read_notice(text.encode(encoding), "notice.txt")
    assert mistakes == []
    ((_year, days),) = years.items()
    return days


def mistakes_in(text: str) -> list[str]:
    return [str(mistake) for mistake in read_notice(text.encode(), "notice.txt")[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_state_councils_own_words(encoding: str) -> None:
    assert read(NOTICE, encoding) == NOTICE_2026


def test_a_day_of_the_year_before_and_one_day_alone() -> None:
    text = NOTICE.replace("元旦:1月1日(周四)至3日", "元旦:2025年12月31日(周三)至2026年1月3日")
    text = text.replace("共3天。1月4日", "共4天。1月4日")
    assert read(text)[date(2025, 12, 31)] is False
    alone = NOTICE.replace("4月4日(周六)至6日(周一)放假,共3天", "4月5日(周日)放假1天,不调休")
    assert date(2026, 4, 6) not in read(alone)


def test_a_table() -> None:
    assert read(TABLE) == {
        date(2027, 1, 1): False,
        date(2027, 5, 1): False,
        date(2027, 10, 1): False,
        date(2027, 10, 9): True,
    }


def test_json_as_it_is_published() -> None:
    days = [{"name": "x", "date": f"2027-{day}", "isOffDay": True} for day in ("01-01", "05-01")]
    days.append({"name": "x", "date": "2027-10-01", "isOffDay": True})
    assert set(read(json.dumps({"year": 2027, "days": days})).values()) == {False}


def test_several_years_in_one_table(shared_data: Path) -> None:
    years, mistakes = read_notice((shared_data / "cn_holidays_2024_2026.csv").read_bytes(), "x.csv")
    assert mistakes == []
    assert set(years) == {2024, 2025, 2026}
    assert years[2026] == NOTICE_2026


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("7日(周三)", "7日(周四)", "第12行:7日(周四):那天是周三"),
        ("共9天", "共8天", "第7行:写的是共8天,数出来是9天"),
        ("2月28日", "2月30日", "第7行:没有“2月30日(周六)”这一天"),
        ("5月9日(周六)", "5月8日(周五)", "2026:5月8日是周五,本来就上班,不是补班"),
        ("5月9日(周六)上班", "5月9日(周六)", "没说放假还是上班"),
        ("2026年\n部分", "今年部分", "没有看到“20××年部分节假日安排”"),
    ],
)
def test_what_does_not_fit_is_named(right: str, wrong: str, says: str) -> None:
    assert right in NOTICE
    assert any(says in line for line in mistakes_in(NOTICE.replace(right, wrong)))


def test_half_a_notice_is_refused() -> None:
    half = "\n".join(NOTICE.splitlines()[:10])
    assert mistakes_in(half) == ["notice.txt 2026:不完整:没有10月1日放假"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "没有看到"),
        ("{}", "看不懂:应有 year 和 days"),
        ("日期,名称\n", "第1行 类型:表头缺这一列"),
        ("日期,类型\n元旦,放假\n", "第2行 日期:“元旦”应写成 2027-01-01"),
        ("日期,类型\n2027-01-01,也许\n", "第2行 类型:“也许”应写“放假”或“上班”"),
        ("日期,类型\n2027-01-01\n", "第2行 类型:“”应写“放假”或“上班”"),
        ("日期,类型\n", "里面没有日期"),
    ],
)
def test_files_that_are_something_else(text: str, says: str) -> None:
    assert any(says in line for line in mistakes_in(text))


def test_bytes_that_are_no_text() -> None:
    assert "编码认不出来" in str(read_notice(b"\xff\xfe\x80\x81", "x")[1][0])
