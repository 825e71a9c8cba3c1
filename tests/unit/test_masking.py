"""What masking must hide in any spelling, and what of ours it must leave alone."""

import csv
import os
import re
import time
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.masking import (
    has_personal_data,
    id_numbers,
    last4,
    mask,
    mask_name,
    mask_phone,
    phones,
)

HIDDEN = [
    ("打13800000001一直没人接", "打138****0001一直没人接"),
    ("138 0000 0001", "138****0001"),
    ("138-0000-0001", "138****0001"),
    ("138.0000.0001", "138****0001"),
    ("138,0000,0001", "138****0001"),
    ("138\n0000\r\n0001", "138****0001"),
    ("1\u200b3800000001", "138****0001"),
    ("1 3 8 0 0 0 0 0 0 0 1", "138****0001"),
    ("１３８００００００01", "138****0001"),
    ("+86 138-0000-0001", "+86 138****0001"),
    ("(+86)13800000001", "(+86)138****0001"),
    ("008613800000001", "138****0001"),
    ("+8613800000001", "138****0001"),
    ("013800000001", "138****0001"),
    ("一三八零零零零零零零一", "138****0001"),
    ("幺三八〇〇〇〇〇〇〇幺找我", "138****0001找我"),
    ("一、三、八、零、零、零、零、零、零、零、一", "138****0001"),
    ("壹叁捌零零零零零零零壹", "138****0001"),
    ("1三八0000000一", "138****0001"),
    ("①13800000001", "①138****0001"),
    ("13800000001,13900000002", "138****0001,139****0002"),
    ("1380000000113900000002", "138****0001 139****0002"),
    ("13800000001430123199001011234", "138****0001 430123********1234"),
    ("138000000012026-11-20来过", "138****0001 2026-11-20来过"),
    ("张三13800000001李四", "张三138****0001李四"),
    ("2026-11-20 138 0000 0001", "2026-11-20 138****0001"),
    ("工单号13800000001", "工单号138****0001"),
    ("0563-5220000", "0563-****000"),
    ("05635220000", "0563-****000"),
    ("0563 522 0000", "0563-****000"),
    ("(0563)5220000转801", "0563-****000转801"),
    ("（0563）5220000", "0563-****000"),
    ("010-12345678", "010-****678"),
    ("025 8522 0000 ext.12", "025-****000 ext.12"),
    ("+86 563 5220000", "+86 0563-****000"),
    ("+86-10-12345678", "+86-010-****678"),
    ("零五六三五二二零零零零", "0563-****000"),
    ("座机5220000", "座机*******"),
    ("电话:522-0000、5220001", "电话:*******、*******"),
    ("Tel:52200000。", "Tel:********。"),
    ("**电话**:5220000", "**电话**:*******"),
    ("430123199001011234", "430123********1234"),
    ("43012319900101123x", "430123********123X"),
    ("430123 19900101 1234", "430123********1234"),
    ("4301-2319-9001-0112-34", "430123********1234"),
    ("430123900101123", "430123*****1123"),
    ("身份证号:990123199001011239", "身份证号:990123********1239"),
    ("四三零一二三一九九零零一零一一二三四", "430123********1234"),
]

KEPT = [
    "MT20261121-0007", "RW20261121-0007", "签收 0007", "JB〔2026〕12号", "JY〔2026〕47号",
    "2026-11-20 10:30:00", "2026.11.20 13.30-15.00 120人", "20261120", "20261120103000",
    "13:00-15:00", "11月20日13:00-15:00 120人", "2026年11月20日17点30分", "二〇二六年十一月二十日",
    "138000元", "888033.78平方米", "拨打12345/110/119/120", "0731-12345", "400-820-8820",
    "电话400-820-8820", "电话4008208820", "电话20261120打过", "3栋2单元1102室",
    "18-2-1102 2026-11-20", "1301、1302、303", "1301、1302、1303室", "0512,0513,0514",
    "08.30-12.00 14.00-18.00",
    "20261120123456789", "202611201234567890", "工单号:20261120123456789", "12345-20261120-00123",
    "编号341802199001011234", "订单№341802199001011234", "单号 NO.341802900101123",
    "341802202611200001", "123456789012345678", "工单编号:05635220000", "GB15618-2018",
    "三一路五四广场", "周一三五七八九日", "一二三四五六七八九十", "13800", "138****0001",
    "0563-****000", "张*",
]  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), HIDDEN)
def test_numbers_of_people_are_hidden(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked
    assert has_personal_data(text)


@pytest.mark.parametrize("text", KEPT)
def test_what_is_ours_survives(text: str) -> None:
    assert mask(text) == text
    assert mask(f"来访,{text}。请办") == f"来访,{text}。请办"
    assert not has_personal_data(text)


def test_names_known_from_the_case_are_hidden() -> None:
    text = "张三与欧阳锋、李四光争地,张 三先到。张家口"
    assert mask(text, ["张三", "欧阳锋", "李四光"]) == "张*与欧阳*、李**争地,张*先到。张家口"
    assert mask("陆明 5220000", ["陆明"]) == "陆* 5220000"


@pytest.mark.parametrize("name", ["", " ", "张", "张*", "张3", "长" * 40])
def test_a_name_that_would_hide_innocent_words_is_ignored(name: str) -> None:
    text = f"张家村 {name} 张3 138"
    assert mask(text, [name]) == text


def test_longer_names_win_over_shorter_ones() -> None:
    assert mask("王小明来了", ["王小", "王小明"]) == "王**来了"


def test_phones_and_ids_are_read_in_order() -> None:
    text = "一三八零零零零零零零一,身份证43012319900101123x,家里(0563)522 0000,+86 10 12345678"
    assert phones(text) == ["13800000001", "05635220000", "01012345678"]
    assert id_numbers(text) == ["43012319900101123X"]


def test_single_values() -> None:
    assert mask_phone("+86 138 0000 0001") == "138****0001"
    assert mask_phone("0563-5220000") == "0563-****000"
    assert mask_phone("5220000") == "*******"
    assert mask_phone("138****0001") == "138****0001"
    assert mask_name("张三") == "张*"
    assert mask_name("张三丰") == "张**"
    assert mask_name("欧阳锋") == "欧阳*"
    assert mask_name("王大爷") == "王**"
    assert mask_name("") == ""
    assert last4("138 0000 0001") == "0001"
    assert last4("138****5678") == "5678"
    assert last4("12") == ""


# --- properties -------------------------------------------------------------------------------

SCRIPTS = ["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖",
           "零幺两三四五六七八九", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨"]  # fmt: skip
BETWEEN = ["", " ", "  ", "\u3000", "\u00a0", "-", "—", "－", ".", "·", "．", "\n", "\r\n", "\t",
           ") (", "\u200b", "\u200d", "\ufeff", "\u00ad", " - "]  # fmt: skip
TO_DIGITS = {ord(sign): str(value) for script in SCRIPTS for value, sign in enumerate(script)}


def squeezed(text: str) -> str:
    """An eye that reads through every script and separator (not the code under test)."""
    plain = unicodedata.normalize("NFKC", text.translate(TO_DIGITS)).translate(TO_DIGITS)
    return re.sub(r"[\W_]", "", plain).upper()


@st.composite
def spelled(draw: st.DrawFn, number: st.SearchStrategy[str]) -> tuple[str, str]:
    """A number, and one of its spellings."""
    plain = draw(number)
    scripts = draw(st.lists(st.sampled_from(SCRIPTS), min_size=1, max_size=3))
    often = draw(st.integers(0, 4))
    pieces = []
    for sign in plain:
        script = draw(st.sampled_from(scripts))
        pieces.append(script[int(sign)] if sign.isdigit() else draw(st.sampled_from("xXＸ")))
        pieces.append(draw(st.sampled_from(BETWEEN)) if draw(st.integers(0, 4)) < often else "")
    return plain, "".join(pieces[:-1])


MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
LANDLINES = st.from_regex(
    r"\A0(10[2-8][0-9]{7}|2[0-9][2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7})\Z"
)


@st.composite
def ids(draw: st.DrawFn) -> str:
    born = date(1930, 1, 1) + timedelta(days=draw(st.integers(0, 31_000)))
    region = draw(st.sampled_from(["341802", "110101", "430123", "510104", "650102"]))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(body))
    return body + "10X98765432"[total % 11]


def around(draw: st.DrawFn) -> tuple[str, str]:
    """Arbitrary text before and after, that does not lengthen the number itself."""
    before, after = draw(st.text(max_size=12)), draw(st.text(max_size=12))
    return (
        before + "。" if squeezed(before)[-1:].isdigit() else before,
        "。" + after if squeezed(after)[:1].isalnum() else after,
    )


@st.composite
def said(draw: st.DrawFn, kind: st.SearchStrategy[tuple[str, str]]) -> tuple[str, str]:
    plain, spelling = draw(kind)
    before, after = around(draw)
    return plain, before + spelling + after


@settings(max_examples=200, deadline=None)
@given(said(spelled(MOBILES)))
def test_no_mobile_survives(case: tuple[str, str]) -> None:
    number, text = case
    assert number not in squeezed(mask(text))


@settings(max_examples=150, deadline=None)
@given(said(spelled(LANDLINES)))
def test_no_landline_survives(case: tuple[str, str]) -> None:
    number, text = case
    assert number not in squeezed(mask(text))


@settings(max_examples=150, deadline=None)
@given(said(spelled(ids())))
def test_no_id_number_survives(case: tuple[str, str]) -> None:
    number, text = case
    assert number not in squeezed(mask(text))


@settings(max_examples=100, deadline=None)
@given(spelled(MOBILES), spelled(ids()), st.sampled_from(["家", ",身份证", "。账"]))
def test_spellings_are_read_back(
    mobile: tuple[str, str], identity: tuple[str, str], between: str
) -> None:
    text = f"{mobile[1]}{between}号{identity[1]}"
    assert phones(text) == [mobile[0]]
    assert id_numbers(text) == [identity[0]]


OURS = st.one_of(
    st.from_regex(r"\A(MT|RW)20(2[0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9])-[0-9]{4}\Z"),
    st.from_regex(r"\A(JB|DB|CS|JY)〔202[0-9]〕[1-9][0-9]{0,2}号\Z"),
    st.from_regex(r"\A202[0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]) (0[0-9]|1[0-9]):[0-5][0-9]\Z"),
    st.from_regex(r"\A202[0-9]年(1[0-2]|[1-9])月(1[0-9]|[1-9])日\Z"),
    st.from_regex(r"\A(0[89]|1[0-9]):[0-5][0-9]-(1[0-9]|2[0-3]):[0-5][0-9]\Z"),
    st.from_regex(r"\A(单号|工单号:|编号 )20[0-9]{15,16}\Z"),
    st.from_regex(r"\A12345-202[0-9]{5}-[0-9]{5}\Z"),
    st.from_regex(r"\A[1-9][0-9]{2,7}(\.[0-9]{2})?(元|万元|平方米|户|人)\Z"),
    st.from_regex(r"\A[1-9][0-9]?栋[1-9]单元[1-9][0-9]{2}室\Z"),
    st.sampled_from(["12345", "110", "120", "400-820-8820", "119"]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(OURS, min_size=1, max_size=6), st.sampled_from([",", "。", "、", " 的 ", "\n又", ";"])
)
def test_our_numbers_survive_between_hidden_ones(ours: list[str], between: str) -> None:
    text = between.join(f"{one}{between}138 0000 0001" for one in ours)
    assert mask(text) == between.join(f"{one}{between}138****0001" for one in ours)


DENSE = st.text(alphabet="0123456789 一三八-.,*X电话单号:（)张三\n+~年", max_size=60)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), DENSE), st.lists(st.sampled_from(["张三", "单一", "陆明", "和八"])))
def test_masking_twice_changes_nothing(text: str, names: list[str]) -> None:
    once = mask(text, names)
    assert mask(once, names) == once
    assert not has_personal_data(mask(text))


@settings(max_examples=150, deadline=None)
@given(st.text(), st.lists(st.text(max_size=5), max_size=3))
def test_nothing_makes_it_crash(text: str, names: list[str]) -> None:
    mask(text, names)
    phones(text)
    mask_phone(text)
    mask_name(text)


@pytest.mark.parametrize(
    "piece",
    ["1", "13", "1 3 ", "一三", "0 5 6 3 ", "4 3 0 1 2 3 1 9 9 0 0 1 0 1 ", "138,", "电话",
     "电话一二", "单号 ", "x", "no.", "138****", "2026-1-", "AA20", "1" + " " * 999, "*", "( ",
     "高山村路灯坏了"],
)  # fmt: skip
def test_time_grows_with_the_text_only(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    mask(text, ["张三"])
    assert time.process_time() - begun < 1  # usually below 0.15


def test_real_messages_keep_no_phone() -> None:
    shared = Path(os.environ.get("DINGBAN_SHARED", Path(__file__).parents[2] / "../shared"))
    sample = shared / "data/public_sample.csv"
    if not sample.exists():
        pytest.skip("data/public_sample.csv is not here (DINGBAN_SHARED or ../shared)")
    with sample.open(encoding="utf-8-sig", newline="") as file:
        texts = [
            row[name] or ""
            for row in csv.DictReader(file)
            for name in ("title", "content", "reply")
        ]
    for text in texts:
        once = mask(text)
        assert mask(once) == once
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.sub(r"[\s-]", "", once))
    assert sum(mask(text) != text for text in texts) < len(texts) / 20  # most is left alone
