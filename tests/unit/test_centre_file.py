"""centre.toml: every key may be set, every key may be left out, every mistake is named by line."""

from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot import centre_file
from bot.centre_file import check_groups, parse_centre, read_centre
from bot.mistakes import BadFile
from tasks.deadlines import LimitUnit, Season
from tasks.policy import Decider, Policy, Unsigned


def policy(text: str) -> Policy:
    made, mistakes = parse_centre(text, "centre.toml")
    assert [str(mistake) for mistake in mistakes] == []
    return made


def mistakes(text: str) -> list[str]:
    return [str(mistake) for mistake in parse_centre(text, "centre.toml")[1]]


class TestSetting:
    def test_an_empty_file_is_the_sample(self) -> None:
        made = policy("")
        assert made == Policy(version=made.version)

    def test_the_version_follows_the_text(self) -> None:
        one, same, other = policy("[quiet]\n"), policy("[quiet]\r\n"), policy("[quiet] # x\n")
        assert one.version == same.version != other.version

    def test_name_and_town(self) -> None:
        made = policy('[centre]\nname = "某中心"\ntown = "某镇"\n')
        assert (made.name, made.town) == ("某中心", "某镇")

    def test_hours_in_any_dash_and_list(self) -> None:
        text = (
            '[hours]\nmorning = "8:00–11:30"\nafternoon = "13:30至17:00"\n'
            "[[hours.seasons]]\n"
            'first = "6月1日"\nlast = "08-31"\nafternoon = "15:00-18:30"\n'
        )
        made = policy(text).hours
        assert made.morning == (time(8, 0), time(11, 30))
        assert made.afternoon == (time(13, 30), time(17, 0))
        assert made.seasons == (Season((6, 1), (8, 31), (time(15, 0), time(18, 30))),)

    def test_no_seasons(self) -> None:
        assert policy("[hours]\nseasons = []\n").hours.seasons == ()

    def test_quiet(self) -> None:
        made = policy('[quiet]\nstart = "21:00"\nend = 07:00:00\nmargin = 15\n').quiet
        assert (made.start, made.end, made.margin) == (time(21, 0), time(7, 0), 15)

    def test_limits(self) -> None:
        text = (
            '[limits]\ndefault_profile = "quick"\nreminders = ["3天", "提前2小时", "15分钟", 5]\n'
            "undo_minutes = 5\nextensions = 2\nplan_working_days = 4\nreturn_working_days = 6\n"
            'extension_by = ["主要领导", "leader"]\nsupervised_extension_by = ["分管领导B角"]\n'
            '[[limits.profiles]]\nname = "quick"\nlabel = "快办"\namount = 3\nunit = "工作日"\n'
            'keywords = ["快办"]\nextend_days = 2\n'
        )
        made = policy(text).limits
        assert made.reminders == (
            timedelta(days=3), timedelta(hours=2), timedelta(minutes=15), timedelta(minutes=5),
        )  # fmt: skip
        assert (made.undo_minutes, made.extensions) == (5, 2)
        assert (made.plan_working_days, made.return_working_days) == (4, 6)
        assert made.extension_by == (Decider.PRINCIPAL, Decider.LEADER)
        assert made.supervised_extension_by == (Decider.LEADER_DEPUTY,)
        [quick] = made.profiles
        assert (quick.name, quick.amount, quick.unit) == ("quick", 3, LimitUnit.WORKING_DAY)
        assert (quick.label, quick.keywords, quick.extend_days) == ("快办", ("快办",), 2)

    @pytest.mark.parametrize("word", list(centre_file.LIMIT_UNITS))
    def test_units_of_profiles(self, word: str) -> None:
        text = f'[[limits.profiles]]\nname = "a"\nlabel = "甲"\namount = 1\nunit = "{word}"\n'
        assert policy(text).limits.profiles[0].unit is centre_file.LIMIT_UNITS[word]

    def test_ladder(self) -> None:
        made = policy(
            '[ladder]\nordinary = { again = "1小时", head = "1天" }\n[ladder.urgent]\nagain = 10\n'
        ).ladder
        assert made.ordinary == Unsigned(again=60, head=1440)
        assert made.urgent == Unsigned(again=10, head=120)
        assert made.hotline == Unsigned(again=30, head=120)

    def test_nags_digests_and_supervision(self) -> None:
        made = policy(
            '[nags]\nfirst_day = ["09:30"]\nearly_days = 4\nearly_at = ["15:00", "16:30"]\n'
            'later_every = 5\nlater_at = "09:00"\nsilent_every = 2\nrequest_hours = 3\n'
            "per_task = 1\nper_person = 4\n"
            '[digests]\nleaders = "07:50"\nothers = "08:30"\ncommand_room = "17:30"\n'
            '[supervision]\nmeeting_weekday = "周一"\nmeeting_at = "14:30"\ncutoff_hours = 48\n'
            "bundle_lines = 8\n"
        )
        assert made.nags.first_day == (time(9, 30),)
        assert made.nags.early_at == (time(15, 0), time(16, 30))
        assert (made.nags.later_every, made.nags.silent_every, made.nags.per_person) == (5, 2, 4)
        assert made.digests.command_room == time(17, 30)
        assert (made.supervision.meeting_weekday, made.supervision.bundle_lines) == (1, 8)

    def test_groups_and_words(self) -> None:
        made = policy('[groups]\n"村.群" = ["安如意"]\n[words]\nempty_feedback = ["在弄了"]\n')
        assert [(group.name, group.members) for group in made.groups] == [("村.群", ("安如意",))]
        assert made.words.empty_feedback == ("在弄了",)

    @pytest.mark.parametrize(
        ("table", "spec", "lists"),
        [
            ("hours", centre_file.HOURS, {"seasons"}),
            ("quiet", centre_file.QUIET, set()),
            ("limits", centre_file.LIMITS, {"profiles"}),
            ("nags", centre_file.NAGS, set()),
            ("digests", centre_file.DIGESTS, set()),
            ("supervision", centre_file.SUPERVISION, set()),
            ("words", centre_file.WORDS, set()),
        ],
    )
    def test_nothing_of_the_policy_is_out_of_reach(
        self, table: str, spec: dict[str, object], lists: set[str]
    ) -> None:
        part = getattr(Policy(), table)
        assert is_dataclass(part)
        assert {f.name for f in fields(part)} == set(spec) | lists


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ("[quite]\n", 1, "[quite]:没有这一节,是不是“quiet”?"),
            ("[quiet]\n\nstrat = 1\n", 3, "[quiet] strat:没有这一项,是不是“start”?"),
            ("[centre]\nx = 1\n", 2, "[centre] x:没有这一项,请删去"),
            ("top = 1\n", 1, "[top]:没有这一节"),
            ("quiet = 1\n", 1, "[quiet]:要写成一节"),
            ('[quiet]\nstart = "8点"\n', 2, "[quiet] start:时间要写成"),
            ('[quiet]\nstart = "24:00"\n', 2, "[quiet] start:时间要写成"),
            ('[quiet]\nstart = "07:30"\n', 1, "[quiet] end:开始和结束不能是同一时间"),
            ("[quiet]\nmargin = -5\n", 2, "[quiet] margin:要在 0 到 240 之间"),
            ("[quiet]\nmargin = true\n", 2, "[quiet] margin:要写成整数"),
            ('[quiet]\nmargin = "30"\n', 2, "[quiet] margin:要写成整数"),
            ('[hours]\nmorning = "12:00-08:30"\n', 2, "[hours] morning:开始时间要早于结束时间"),
            ('[hours]\nmorning = "08:30"\n', 2, "[hours] morning:时段要写成"),
            ('[hours]\nafternoon = "11:00-18:00"\n', 2, "[hours] afternoon:下午要在上午下班"),
            ("[hours]\nseasons = 3\n", 2, "[hours] seasons:要写成若干行"),
            ('[limits]\nreminders = ["1天", "x"]\n', 2, "[limits] reminders:要写成"),
            ('[limits]\nreminders = ["1天", "1天"]\n', 2, "[limits] reminders:有两个"),
            ('[limits]\nreminders = "1天"\n', 2, "[limits] reminders:要写成列表"),
            ('[limits]\ndefault_profile = "jia"\n', 2, "[limits] default_profile:没有叫“jia”"),
            ('[limits]\nextension_by = ["书记"]\n', 2, "[limits] extension_by:不认识 “书记”"),
            ("[limits]\nextension_by = []\n", 2, "[limits] extension_by:至少要写 1 个"),
            ("[limits]\nundo_minutes = 99999\n", 2, "[limits] undo_minutes:要在 0 到 1440"),
            ('[ladder]\nfast = { again = "1天" }\n', 2, "[ladder] fast:没有这一项"),
            ('[ladder]\nurgent = { again = "3小时" }\n', 2, "[ladder] urgent.head:告知负责人"),
            ('[ladder]\nurgent = "3小时"\n', 2, "[ladder] urgent:要写成一节"),
            ("[nags]\nper_task = 9\n", 2, "[nags] per_task:一件事的次数不能多于"),
            ('[nags]\nfirst_day = ["16:00", "10:30"]\n', 2, "[nags] first_day:时间要从早到晚"),
            ('[supervision]\nmeeting_weekday = "周八"\n', 2, "[supervision] meeting_weekday:"),
            ('[groups]\n"指挥群" = "安如意"\n', 2, "[groups] 指挥群:要写成列表"),
            ("[words]\nempty_feedback = [1]\n", 2, "[words] empty_feedback:要写成带引号的文字"),
            ('[centre]\nname = ""\n', 2, "[centre] name:不能为空"),
        ],
    )
    def test_each_is_named_by_line_and_field(self, text: str, line: int, says: str) -> None:
        [said] = mistakes(text)
        assert said.startswith(f"centre.toml 第{line}行 {says}")

    def test_a_profile_with_an_unknown_unit(self) -> None:
        text = '\n[[limits.profiles]]\nname = "a"\nlabel = "甲"\namount = 1\nunit = "工作曰"\n'
        [said] = mistakes(text)
        assert said.startswith("centre.toml 第6行 [limits.profiles] 第1个 unit:不认识 “工作曰”")
        assert "是不是“工作日”?" in said

    def test_the_second_profile_is_told_from_the_first(self) -> None:
        good = '[[limits.profiles]]\nname = "a"\nlabel = "甲"\namount = 1\nunit = "天"\n'
        assert mistakes(good + good) == [
            "centre.toml 第1行 [limits] profiles:“a”写了 2 次,每个时限的 name 不能相同"
        ]
        [said] = mistakes(good + '[[limits.profiles]]\nname = "b"\n')
        assert said == "centre.toml 第6行 [limits.profiles] 第2个:缺 label、amount、unit"

    def test_seasons_that_overlap_or_cross_the_year(self) -> None:
        season = '[[hours.seasons]]\nfirst = "{}"\nlast = "{}"\nafternoon = "14:30-18:00"\n'
        [said] = mistakes(season.format("05-01", "09-30") + season.format("09-30", "10-31"))
        assert "第5行 [hours.seasons] 第2个:和前面的季节有重叠" in said
        [said] = mistakes(season.format("11-01", "02-28"))
        assert "第1行 [hours.seasons] 第1个:first 要早于 last" in said

    def test_all_are_named_in_order_not_just_the_first(self) -> None:
        text = (
            '[hours]\nmorning = "x"\n[quiet]\nstart = 20:00\nmargin = "a"\n'
            '[digests]\nleaders = “08:00”\nother = "08:00"\n[nags]\nlater_every = 0\n'
        )
        assert [said.split(":")[0] for said in mistakes(text)] == [
            "centre.toml 第2行 [hours] morning",
            "centre.toml 第4行",
            "centre.toml 第5行 [quiet] margin",
            "centre.toml 第7行",
            "centre.toml 第8行 [digests] other",
            "centre.toml 第10行 [nags] later_every",
        ]

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ("[quiet]\nstart = 20:00\n", 2, '时间要加英文引号,如 "20:00"'),
            ("[centre]\nname = “甲”\n", 2, "要用英文的"),
            ("[centre]\nname \uff1d 3\n", 2, "要用英文的"),
            ("[centre]\n说明\n", 2, '说明文字前面加 "#"'),
            ('[quiet]\nmargin = 1\nmargin = 2\nstart = "20:30"\n', 3, "前面已经写过"),
            ("[quiet]\nmargin = 1\n[quiet]\n", 3, "前面已经写过"),
            ('[centre]\nname = "甲\n', 2, "写法不对"),
            ('[limits]\nreminders = ["1天"\n', 2, "写法不对"),
        ],
    )
    def test_what_is_not_toml_is_explained(self, text: str, line: int, says: str) -> None:
        said = mistakes(text)[0]
        assert said.startswith(f"centre.toml 第{line}行")
        assert says in said

    @pytest.mark.parametrize(
        "text",
        [
            "[",
            "=",
            "[[",
            "\x00",
            "[a]\n[a",
            '"""',
            "a = {",
            "[limits]\nprofiles = [1]\n",
            "\ufeff[",
        ],
    )
    def test_rubbish_is_a_mistake_never_a_crash(self, text: str) -> None:
        assert mistakes(text)

    def test_keys_inside_strings_and_lists_are_not_lines_of_their_own(self) -> None:
        text = '[words]\nempty_feedback = [\n  "a",\n  "per_task = 3",\n]\n[nags]\nper_task = "x"\n'
        assert mistakes(text)[0].startswith("centre.toml 第7行 [nags] per_task")


class TestFile:
    def test_reads_what_an_editor_saved(self, tmp_path: Path) -> None:
        path = tmp_path / "centre.toml"
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            path.write_bytes('[centre]\r\nname = "某中心"\r\n'.encode(encoding))
            assert read_centre(path).name == "某中心"

    def test_refuses_with_every_mistake(self, tmp_path: Path) -> None:
        path = tmp_path / "centre.toml"
        path.write_text("[quiet]\nmargin = -1\n[x]\n")
        with pytest.raises(BadFile) as refused:
            read_centre(path)
        assert [m.line for m in refused.value.mistakes] == [2, 3]
        assert refused.value.sentence.count("\n") == 1

    def test_says_how_to_get_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match="dingban init"):
            read_centre(tmp_path / "centre.toml")

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "centre.toml"
        path.write_bytes(b"\xff\xff")
        with pytest.raises(BadFile, match="UTF-8"):
            read_centre(path)


def test_members_of_groups_must_be_people() -> None:
    text = '[groups]\n\n"指挥群" = ["安如意", "卜大城", "王军/司法所"]\n'
    found = check_groups(text, "centre.toml", policy(text), ["安如意", "卜大成", "王军/司法所"])
    assert [str(mistake) for mistake in found] == [
        "centre.toml 第3行 [groups] 指挥群:人员表里没有“卜大城”,是不是“卜大成”?"
    ]
