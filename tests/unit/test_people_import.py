"""Importing people: first said, then done as a whole, again and again without harm."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count

import pytest

from bot.mistakes import BadFile
from bot.people_file import read_people, write_people_csv
from bot.people_import import ImportPlan, apply, plan_import
from bot.people_rows import COLUMNS, PersonRow
from tasks.errors import TaskError
from tasks.people import Person, Role

PHONES = {"p1": "13800000001", "p2": "", "p3": ""}
FILE = """安如意,司法所,所长,承办,13800000001,卜大成,鲍思远,城东村
卜大成,司法所,干事,,,,鲍思远,
鲍思远,本镇,副镇长,分管领导,,,,
"""


def rows(text: str) -> list[PersonRow]:
    read, mistakes = read_people(f"{','.join(COLUMNS)}\n{text}".encode())
    assert mistakes == []
    return read


def ids(prefix: str = "p") -> Iterator[str]:
    return (f"{prefix}{number}" for number in count(1))


def people(text: str = FILE) -> list[Person]:
    new = ids()
    return [person for person, _ in apply(plan_import([], rows(text)), lambda: next(new))]


def plan(text: str, current: Sequence[Person] | None = None) -> ImportPlan:
    return plan_import(people() if current is None else current, rows(text), phones=PHONES)


def stored(made: ImportPlan, *, force: bool = False) -> dict[str, tuple[Person, str | None]]:
    new = ids("n")
    return {p.name: (p, phone) for p, phone in apply(made, lambda: next(new), force=force)}


class TestFirstImport:
    def test_everybody_is_added_with_real_ids_everywhere(self) -> None:
        ann, bob, boss = people()
        assert [ann.id, bob.id, boss.id] == ["p1", "p2", "p3"]
        assert (ann.deputy_ids, ann.leader_ids) == (("p2",), ("p3",))
        assert (ann.roles, ann.villages) == (frozenset({Role.EXECUTOR}), ("城东村",))

    def test_it_is_said_first(self) -> None:
        assert plan(FILE, []).lines() == [
            "新增 安如意 司法所 承办",
            "新增 卜大成 司法所",
            "新增 鲍思远 本镇 分管领导",
            "共新增 3 人,改动 0 人,离开 0 人,不变 0 人。",
        ]

    def test_phones_go_to_the_store_and_nowhere_else(self) -> None:
        made = plan(FILE, [])
        assert stored(made)["安如意"][1] == "13800000001"
        assert "13800000001" not in repr(made) + "".join(made.lines())


class TestAgain:
    def test_the_same_file_changes_nothing(self) -> None:
        again = plan(FILE)
        assert again.is_empty
        assert stored(again) == {}
        assert again.lines() == ["没有变化,共 3 人。"]

    def test_what_was_exported_changes_nothing(self) -> None:
        text = write_people_csv(people(), PHONES).partition("\n")[2]
        assert plan(text).is_empty

    def test_each_change_is_said(self) -> None:
        text = FILE.replace("所长,承办,13800000001,卜大成,鲍思远,城东村", "副所长,窗口,,,,")
        [line, total] = plan(text).lines()
        assert line == (
            "改动 安如意 职务:所长→副所长;角色:承办→窗口;B角:卜大成→无;分管领导:鲍思远→无;"
            "联系村:城东村→无;电话:有变化"
        )
        assert total == "共新增 0 人,改动 1 人,离开 0 人,不变 2 人。"

    def test_only_the_changed_are_stored(self) -> None:
        made = plan(FILE.replace("干事", "副所长"))
        assert [(p.id, p.post, phone) for p, phone in stored(made).values()] == [
            ("p2", "副所长", "")
        ]

    def test_leave_survives_an_import(self) -> None:
        since = datetime(2026, 11, 20, tzinfo=UTC)
        ann, bob, boss = people()
        away = Person(**{**vars(bob), "leave_from": since})
        made = plan(FILE.replace("干事", "副所长"), [ann, away, boss])
        assert stored(made)["卜大成"][0].leave_from == since


class TestComingAndGoing:
    def test_a_new_unit_keeps_the_id(self) -> None:
        made = plan(FILE.replace("卜大成,司法所", "卜大成,党政办"))
        assert made.lines()[0] == "改动 卜大成 单位:司法所→党政办"
        assert stored(made)["卜大成"][0].id == "p2"
        assert (made.added, made.left) == ((), ())

    def test_two_of_one_name_are_never_taken_for_each_other(self) -> None:
        alone = FILE.replace(",卜大成,", ",,")
        both = alone + "卜大成,党政办,,,,,,\n"
        made = plan(both, people(alone))
        assert [p.unit for p in made.added] == ["党政办"]
        assert made.changed == ()
        moved = both.replace("卜大成,司法所", "卜大成,城东村")
        made = plan(moved, people(both))
        assert [p.unit for p in made.added] == ["城东村"]
        assert [p.id for p in made.left] == ["p2"]

    def test_who_is_not_in_the_file_has_left_but_is_kept(self) -> None:
        made = plan(FILE.replace("卜大成,司法所,干事,,,,鲍思远,\n", "").replace("卜大成", ""))
        assert made.lines()[1] == "离开 卜大成 司法所(表中没有;记录保留,不再派任务)"
        gone, phone = stored(made)["卜大成"]
        assert (gone.id, gone.active, phone) == ("p2", False, None)

    def test_who_comes_back_is_the_same_person(self) -> None:
        ann, bob, boss = people()
        gone = Person(**{**vars(bob), "active": False})
        made = plan(FILE, [ann, gone, boss])
        assert made.lines()[0] == "改动 卜大成 回来了"
        assert stored(made)["卜大成"][0] == bob

    def test_who_left_before_is_not_reported_again(self) -> None:
        ann, bob, boss = people()
        gone = Person(**{**vars(bob), "active": False})
        assert plan(
            FILE.replace("卜大成,司法所,干事,,,,鲍思远,\n", "").replace(",卜大成,", ",,"),
            [Person(**{**vars(ann), "deputy_ids": ()}), gone, boss],
        ).is_empty

    def test_a_newcomer_may_be_somebodys_deputy(self) -> None:
        made = plan(FILE.replace("干事,,,,", "干事,,,柯丽欧,") + "柯丽欧,党政办,,,,,,\n")
        result = stored(made)
        assert result["柯丽欧"][0].id == "n1"
        assert result["卜大成"][0].deputy_ids == ("n1",)
        assert made.lines()[1] == "改动 卜大成 B角:无→柯丽欧"


class TestRefusal:
    def test_half_a_file_is_refused(self) -> None:
        read, wrong = read_people(
            f"{','.join(COLUMNS)}\n{FILE}段永安,司法所,,,1.38E+10,,,\n".encode()
        )
        made = plan_import(people(), read, mistakes=wrong, phones=PHONES)
        assert (made.added, made.changed, made.left) == ((), (), ())
        assert made.lines()[0].startswith("people.csv 第5行 电话:“1.38E+10”")
        assert made.lines()[1] == "共 1 处错误,一个人也没有导入。请改好后再导入。"
        with pytest.raises(BadFile):
            stored(made)

    def test_most_people_leaving_needs_force(self) -> None:
        made = plan("安如意,司法所,所长,承办,13800000001,,,城东村\n")
        assert made.needs_force
        assert made.lines()[-1] == "一半以上的人会离开,是不是拿错了表?确实如此请加 --force。"
        with pytest.raises(TaskError, match="--force"):
            stored(made)
        assert {name for name, (p, _) in stored(made, force=True).items() if not p.active} == {
            "卜大成",
            "鲍思远",
        }
