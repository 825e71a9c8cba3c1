"""People in a sentence: found as they are really called, asked when unclear, never guessed."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.name_index import Kind, Relative, name_index
from bot.language.names import Mention, find_people, near_misses, resolve, split_names
from tasks.people import Person, Role, Roster

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
R = Role


def person(person_id: str, name: str, unit: str, post: str = "", **more: object) -> Person:
    return Person(id=person_id, name=name, unit=unit, post=post, **more)  # type: ignore[arg-type] # fields by name


SECRETARY = person("sec", "郑怀瑾", "清溪镇", "党委书记", roles=frozenset({R.PRINCIPAL}))
MAYOR = person("may", "沈牧之", "清溪镇", "镇长", roles=frozenset({R.PRINCIPAL}))
GU = person(
    "gu", "顾维桢", "清溪镇", "党委委员、政法委员",
    roles=frozenset({R.DEPUTY_LEADER, R.POLITICAL_LEGAL}),
)  # fmt: skip
HAN = person("han", "韩景澄", "清溪镇", "副镇长", roles=frozenset({R.DEPUTY_LEADER}))
WANG = person(
    "wang", "王卫国", "司法所", "所长", roles=frozenset({R.UNIT_HEAD}), leader_ids=("gu",)
)
DING = person("ding", "丁若楠", "司法所", "干事", leader_ids=("gu",), villages=("城东村",))
XIE = person(
    "xie", "谢广田", "自然资源和规划所", "所长", roles=frozenset({R.UNIT_HEAD}),
    leader_ids=("han",),
)  # fmt: skip
PAN = person("pan", "潘国梁", "村镇建设办", "主任", roles=frozenset({R.UNIT_HEAD}))
PAN2 = person("pan2", "潘小阳", "党政综合办公室", "副主任", roles=frozenset({R.UNIT_HEAD}))
ZHAO = person(
    "zhao", "赵水根", "城东村", "村党支部书记", roles=frozenset({R.UNIT_HEAD}), leader_ids=("gu",)
)
SUN = person("sun", "孙维珍", "城东村第一网格", "网格员", roles=frozenset({R.GRID}))
ZHOU = person("zhou", "周茂林", "柳湾村", "村党支部书记", leader_ids=("han",))
SHAO = person("shao", "邵文洲", "矛调中心", "调度员", roles=frozenset({R.DISPATCHER}))
JUN1 = person("jun1", "王军", "柳湾村", "会计")
JUN2 = person("jun2", "王军", "村镇建设办", "干事")
HEPING = person("heping", "何和平", "村镇建设办", "干事")
OUYANG = person("ou", "欧阳晓晴", "党政综合办公室", "干事")
SHAN = person("shan", "单宁宁", "党政综合办公室", "干事")
BOB = person("bob", "Bob", "党政综合办公室")
GONE = person("gone", "龚离职", "司法所", active=False)

ROSTER = Roster(
    [
        SECRETARY, MAYOR, GU, HAN, WANG, DING, XIE, PAN, PAN2, ZHAO, SUN, ZHOU, SHAO,
        JUN1, JUN2, HEPING, OUYANG, SHAN, BOB, GONE,
    ],
    "清溪镇",
)  # fmt: skip


def found(text: str, **more: object) -> list[Mention]:
    mentions = find_people(text, ROSTER, now=NOW, **more)  # type: ignore[arg-type] # speaker, of
    for mention in mentions:
        assert text[slice(*mention.span)] == mention.said
    return mentions


def names(text: str, **more: object) -> list[tuple[str, str]]:
    """What was said, and whom it means."""
    return [(m.said, " ".join(p.id for p in m.people)) for m in found(text, **more)]


class TestInASentence:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("交办丁若楠修路灯", [("丁若楠", "ding")]),
            ("请丁若楠同志去一趟", [("丁若楠同志", "ding")]),
            ("请若楠同志去一趟", [("若楠同志", "ding")]),
            ("叫若楠去一趟", [("若楠", "ding")]),
            ("丁若楠、谢广田和孙维珍", [("丁若楠", "ding"), ("谢广田", "xie"), ("孙维珍", "sun")]),
            ("王卫国所长你好", [("王卫国所长", "wang")]),
            ("请王所长看一下", [("王所长", "wang")]),
            ("转赵书记", [("赵书记", "zhao")]),
            ("请韩镇长、韩副镇长看", [("韩镇长", "han"), ("韩副镇长", "han")]),
            ("让小丁去", [("小丁", "ding")]),
            ("派老谢办", [("老谢", "xie")]),
            ("请欧阳晓晴和晓晴办", [("欧阳晓晴", "ou"), ("晓晴", "ou")]),
            ("Bob来办,Bobby不来", [("Bob", "bob")]),
        ],
    )
    def test_names(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert names(text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("@丁若楠 看一下", [("@丁若楠", "ding")]),
            ("@丁若楠看一下", [("@丁若楠", "ding")]),
            ("\uff20若楠 @王所长", [("\uff20若楠", "ding"), ("@王所长", "wang")]),
            ("@司法所", [("@司法所", "wang")]),
            ("@drn 办一下", [("@drn", "ding")]),
            ("@钉办 我的待办 @所有人", []),
        ],
    )
    def test_at(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert names(text) == expected
        assert {m.kind for m in found(text)} <= {Kind.AT}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("司法所所长", [("司法所所长", "wang")]),
            ("请司法所长来", [("司法所长", "wang")]),
            ("司法所长期不作为", [("司法所", "wang")]),
            ("司法所负责人", [("司法所负责人", "wang")]),
            ("城东村书记说的", [("城东村书记", "zhao")]),
            ("城东村村支书", [("城东村村支书", "zhao")]),
            ("城东村的党支部书记", [("城东村的党支部书记", "zhao")]),
            ("城东村网格员", [("城东村网格员", "sun")]),
            ("党委书记和政法委员", [("党委书记", "sec"), ("政法委员", "gu")]),
            ("抄送书记、镇长", [("书记", "sec"), ("镇长", "may")]),
            ("副镇长", [("副镇长", "han")]),
            ("主要领导", [("主要领导", "sec may")]),
            ("指挥室", [("指挥室", "shao")]),
            ("城东村联村领导", [("城东村联村领导", "gu")]),
            ("城东村的联村干部", [("城东村的联村干部", "ding")]),
            ("城东村路灯坏了,抄送联村领导", [("城东村", "zhao"), ("联村领导", "gu")]),
            ("司法所分管领导", [("司法所分管领导", "gu")]),
            ("书记督办的事", []),
        ],
    )
    def test_posts(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert names(text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("司法所去办", [("司法所", "wang")]),
            ("请自然资源所、村建办看看", [("自然资源所", "xie"), ("村建办", "pan")]),
            ("党政办", [("党政办", "pan2")]),
            ("城东村委会", [("城东村委会", "zhao")]),
            ("城东村第一网格", [("城东村第一网格", "sun")]),
            ("柳湾村", [("柳湾村", "zhou jun1")]),
        ],
    )
    def test_units(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert names(text) == expected
        assert {m.kind for m in found(text)} == {Kind.UNIT}
        assert all(m.unit for m in found(text))

    def test_pinyin(self) -> None:
        assert names("drn 和 ZHAOSHUIGEN 办") == [("drn", "ding"), ("ZHAOSHUIGEN", "zhao")]
        assert names("交给snn或dnn") == [("snn", "shan"), ("dnn", "shan")]
        assert names("装LED灯, drnx, drn2") == []

    def test_two_with_the_same_initials_are_asked(self) -> None:
        assert names("给swz") == [("swz", "sun shao")]
        assert found("给swz")[0].clear is None


class TestTwoOfOneName:
    def test_they_are_asked(self) -> None:
        assert names("请王军办") == [("王军", "jun1 jun2")]

    @pytest.mark.parametrize(
        "text", ["柳湾村王军", "柳湾村的王军", "王军(柳湾村)", "王军/柳湾村", "@王军/柳湾村"]
    )
    def test_a_unit_tells_them_apart(self, text: str) -> None:
        [mention] = found(text)
        assert (mention.said, mention.people, mention.unit) == (text, (JUN1,), "柳湾村")

    def test_a_title_that_two_share(self) -> None:
        assert names("请潘主任办") == [("潘主任", "pan pan2")]

    def test_who_is_here_and_of_ones_own_unit_comes_first(self) -> None:
        assert names("王军", speaker=PAN) == [("王军", "jun2 jun1")]
        away = person("jun2", "王军", "村镇建设办", leave_from=NOW - timedelta(1))
        [mention] = find_people("王军", Roster([away, JUN1, PAN], "清溪镇"), speaker=PAN, now=NOW)
        assert mention.people == (JUN1, away)


class TestRelativePosts:
    def test_of_the_speaker_unless_said(self) -> None:
        assert names("分管领导", speaker=DING) == [("分管领导", "gu")]
        assert names("分管领导", speaker=DING, of=XIE) == [("分管领导", "han")]
        assert names("联村领导", of=SUN) == [("联村领导", "gu")]
        assert names("单位负责人", of=DING) == [("单位负责人", "wang")]

    def test_a_village_in_the_content_does_not_choose_the_leader_in_charge(self) -> None:
        text = "柳湾村水管坏了,抄送分管领导和联村领导"
        assert names(text, of=DING)[1:] == [("分管领导", "gu"), ("联村领导", "han")]

    def test_of_nobody_all_are_asked(self) -> None:
        [mention] = found("分管领导")
        assert mention.relative is Relative.LEADER
        assert mention.people == (GU, HAN)

    def test_a_village_without_a_link_leader_has_none(self) -> None:
        assert relative_link("柳湾村联村干部") == ()


def relative_link(text: str) -> tuple[Person, ...]:
    [mention] = found(text)
    return mention.people


class TestNeverGuessed:
    @pytest.mark.parametrize(
        "text",
        [
            "周边环境差", "小周边的路", "老周家门口", "老王反映路灯不亮", "小丁庄的路",
            "因村党支部书记换届", "明天下午3点前报", "所长不在", "请处理城东路灯",
            "龚离职", "刘主任", "",
        ],
    )  # fmt: skip
    def test_nobody(self, text: str) -> None:
        assert names(text) == []

    def test_a_longer_name_we_know_wins(self) -> None:
        xia = person("xia", "王军霞", "司法所")
        roster = Roster([JUN1, xia, person("li", "李王军", "司法所")], "清溪镇")
        assert [m.people for m in find_people("请王军霞办", roster)] == [(xia,)]
        [mention] = find_people("请李王军办", roster)
        assert mention.people[0].id == "li"

    def test_a_longer_name_we_do_not_know_is_asked(self) -> None:
        [mention] = find_people("请王军霞办", Roster([JUN1], "清溪镇"))
        assert (mention.kind, mention.clear) == (Kind.NEAR, None)
        [mention] = find_people("请王军明天办", Roster([JUN1], "清溪镇"))
        assert mention.clear == JUN1

    @pytest.mark.parametrize(
        ("text", "said", "expected"),
        [
            ("叫王为国去", "王为国", "wang"),
            ("丁若男明天去", "丁若男", "ding"),
            ("抄送政怀锦", "政怀锦", "sec"),
            ("让王君去", "王君", "jun1 jun2"),
            ("@王为国 去", "@王为国", "wang"),
            ("@王为国去看看", "@王为国", "wang"),
        ],
    )
    def test_heard_wrong_is_offered_never_taken(self, text: str, said: str, expected: str) -> None:
        [mention] = found(text)
        assert (mention.said, mention.kind, mention.clear) == (said, Kind.NEAR, None)
        assert " ".join(p.id for p in mention.people) == expected

    def test_an_unknown_at_is_shown_as_unknown(self) -> None:
        [mention] = found("@李四去看看")
        assert (mention.said, mention.people) == ("@李四", ())


class TestResolve:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("丁若楠", "ding"), (" @丁若楠, ", "ding"), ("若楠", "ding"), ("若楠同志", "ding"),
            ("小丁", "ding"), ("司法所丁若楠", "ding"), ("司法所 丁若楠", "ding"), ("drn", "ding"),
            ("Ding Ruonan", "ding"), ("DRN", "ding"), ("城东", "zhao"), ("司法所", "wang"),
            ("所长", "wang xie"), ("王军", "jun1 jun2"), ("王军/柳湾村", "jun1"),
            ("支书", "zhao zhou"), ("网格员", "sun"), ("城东村联村干部", "ding"),
            ("分管领导", "gu han"), ("丁同志", "ding"), ("led", ""),
            ("Bob", "bob"), ("", ""), ("龚离职", ""),
        ],
    )  # fmt: skip
    def test_a_value(self, word: str, expected: str) -> None:
        assert " ".join(p.id for p in resolve(word, ROSTER).people) == expected

    @pytest.mark.parametrize(
        ("word", "near"),
        [
            ("王为国", "wang"), ("王卫", "wang"), ("顶若楠", "ding"), ("dingruonang", "ding"),
            ("谢主任", "xie"), ("刘主任", "pan pan2"), ("欧阳小青", "ou"), ("李四", ""),
            ("zzzz", ""), ("丁若楠和谢广田", "ding xie"),
        ],
    )  # fmt: skip
    def test_near_misses(self, word: str, near: str) -> None:
        answer = resolve(word, ROSTER)
        assert answer.people == ()
        assert [p.id for p in answer.near] == near.split()
        assert near_misses(word, ROSTER) == list(answer.near)

    def test_at_most_three_are_offered(self) -> None:
        many = [person(str(n), f"王建{c}", "司法所") for n, c in enumerate("国军民强")]
        assert len(near_misses("王建华", Roster(many, "清溪镇"))) == 3

    @pytest.mark.parametrize(
        "word", ["张三(司法所)", "丁若楠的孩子", "司法所王五", "丁若楠 谢广田"]
    )
    def test_a_value_with_something_unknown_is_not_half_taken(self, word: str) -> None:
        assert resolve(word, ROSTER).people == ()
        assert resolve("由丁若楠去办", ROSTER).clear == DING

    def test_a_leader_of_somebody(self) -> None:
        assert resolve("分管", ROSTER, of=XIE).clear == HAN
        assert resolve("单位负责人", ROSTER, speaker=DING).clear == WANG


class TestSplit:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("张三、李四和王五", "张三|李四|王五"),
            ("张三 李四", "张三|李四"),
            ("张三,李四;王五", "张三|李四|王五"),
            ("张三\uff0c李四\uff1b王五。", "张三|李四|王五"),
            ("张三以及李四还有王五", "张三|李四|王五"),
            ("张三和何和平", "张三|何和平"),
            ("何和平和张三", "何和平|张三"),
            ("张三同志、李四", "张三同志|李四"),
            ("@张三 @李四", "@张三|@李四"),
            ("王军/柳湾村、张三", "王军/柳湾村|张三"),
            ("", ""),
            (" 、 ", ""),
        ],
    )
    def test_values(self, value: str, expected: str) -> None:
        assert "|".join(split_names(value)) == expected

    def test_with_a_roster_what_it_knows_stays_whole(self) -> None:
        assert split_names("自然资源和规划所、司法所 丁若楠和何和平", ROSTER) == [
            "自然资源和规划所",
            "司法所 丁若楠",
            "何和平",
        ]


class TestHarmless:
    @given(st.text(alphabet="王军丁若楠城东村司法所长联领导@a(/、 和请drn小老", max_size=40))
    def test_spans_are_in_order_and_apart(self, text: str) -> None:
        end = 0
        for mention in find_people(text, ROSTER):
            assert end <= mention.span[0] < mention.span[1] <= len(text)
            end = mention.span[1]
        resolve(text, ROSTER)
        split_names(text, ROSTER)

    @given(st.text(max_size=60))
    def test_any_text_is_fine(self, text: str) -> None:
        find_people(text, ROSTER)
        resolve(text, ROSTER)

    def test_a_long_text_costs_in_proportion(self) -> None:
        def seconds(size: int) -> float:
            text = ("请司法所丁若楠政怀锦@李四" * size)[:size]
            begun = time.perf_counter()
            find_people(text, ROSTER)
            return time.perf_counter() - begun

        seconds(500)
        short = min(seconds(2_000) for _ in range(3))
        assert min(seconds(20_000) for _ in range(2)) < 40 * short

    def test_a_roster_with_the_same_people_costs_no_second_index(self) -> None:
        one, again = Roster(ROSTER.people, ROSTER.town), Roster(ROSTER.people, ROSTER.town)
        assert name_index(one) is name_index(again)
