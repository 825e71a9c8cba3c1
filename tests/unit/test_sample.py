"""The sample centre keeps the promises that outside checks rely on."""

import re
from collections import Counter
from dataclasses import fields, replace

import pytest

from bot.centre_file import check_groups, parse_centre
from bot.mistakes import did_you_mean
from bot.people_file import read_people, write_people_csv
from bot.people_import import apply, plan_import
from bot.people_rows import PersonRow
from bot.sample import blank_files, sample_files
from tasks.people import Person, Role, Roster, Unit, deputy_loops
from tasks.policy import Policy

ONE_OF_THESE = frozenset({Role.DISPATCHER, Role.EXECUTOR, Role.PRINCIPAL, Role.FOLLOW_UP})


@pytest.fixture(scope="module")
def rows() -> list[PersonRow]:
    found, mistakes = read_people(sample_files()["people.csv"])
    assert mistakes == []
    return found


@pytest.fixture(scope="module")
def roster(rows: list[PersonRow]) -> Roster:
    ids = iter(range(1000))
    people = [p for p, _ in apply(plan_import([], rows), lambda: f"p{next(ids)}")]
    return Roster(people, "清溪镇")


class TestSettings:
    TEXT = sample_files()["centre.toml"].decode()

    def test_it_is_what_a_file_without_keys_means(self) -> None:
        made, mistakes = parse_centre(self.TEXT, "centre.toml")
        assert mistakes == []
        ours = Policy()
        same = replace(made, name=ours.name, town=ours.town, version=ours.version, groups=())
        assert same == ours

    def test_every_key_is_there_with_a_chinese_comment(self) -> None:
        made = Policy()
        for part in (made.hours, made.quiet, made.limits, made.nags, made.digests):
            for key in (field.name for field in fields(part)):
                [line] = [
                    line
                    for line in self.TEXT.splitlines()
                    if re.match(rf"\[*(?:\w+\.)?{key}\b", line)
                ][:1]
                if key != "profiles":
                    assert re.search(r"#.*[\u4e00-\u9fff]", line), key

    def test_the_groups_are_people(self, rows: list[PersonRow]) -> None:
        made, _ = parse_centre(self.TEXT, "centre.toml")
        assert [group.name for group in made.groups] == ["指挥群", "城东村群"]
        assert check_groups(self.TEXT, "centre.toml", made, (row.name for row in rows)) == []

    def test_the_town_is_said_to_be_made_up(self) -> None:
        assert "虚构" in self.TEXT


class TestPeople:
    def test_about_twenty_with_every_role(self, rows: list[PersonRow]) -> None:
        assert 18 <= len(rows) <= 25
        assert {role for row in rows for role in row.roles} == set(Role)

    def test_no_two_share_a_name(self, rows: list[PersonRow]) -> None:
        assert len({row.name for row in rows}) == len(rows)

    def test_nobody_holds_two_that_exclude_each_other(self, rows: list[PersonRow]) -> None:
        assert [row.name for row in rows if len(row.roles & ONE_OF_THESE) > 1] == []

    def test_every_executor_has_a_leader_in_charge(self, roster: Roster) -> None:
        executors = roster.with_role(Role.EXECUTOR)
        assert len(executors) >= 5
        for person in executors:
            [leader] = roster.leaders_of(person)
            assert leader.has(Role.DEPUTY_LEADER)

    def test_principals_dispatchers_and_windows_are_two(self, roster: Roster) -> None:
        assert [p.post for p in roster.with_role(Role.PRINCIPAL)] == ["党委书记", "镇长"]
        assert len(roster.with_role(Role.DISPATCHER)) == 2
        assert len(roster.with_role(Role.WINDOW)) == 2
        assert len(roster.with_role(Role.POLITICAL_LEGAL)) == 1

    def test_three_villages_and_six_offices_each_with_a_head(self, roster: Roster) -> None:
        assert roster.villages == ("南塘村", "城东村", "柳湾村")
        offices = [
            unit
            for unit in roster.units.values()
            if unit.parent == roster.town and not unit.is_village
        ]
        assert len(offices) == 6
        for unit in [*offices, *(Unit(name, None) for name in roster.villages)]:
            head = roster.head_of(unit.name)
            assert head is not None
            assert head.unit == unit.name

    def test_every_village_has_leader_cadre_and_somebody_at_home(self, roster: Roster) -> None:
        for village in roster.villages:
            assert len(roster.link_leaders(village)) == 1
            assert len(roster.link_cadres(village)) == 1
            assert any(person.has(Role.GRID) for person in roster.in_unit(village))

    def test_deputies_make_chains_but_no_ring(self, roster: Roster) -> None:
        assert deputy_loops(roster) == []
        assert any(roster[deputy].deputy_ids for person in roster for deputy in person.deputy_ids)

    def test_an_executor_is_not_told_on_to_themselves(self, roster: Roster) -> None:
        own_heads = [p for p in roster.with_role(Role.EXECUTOR) if roster.head_of(p.unit) == p]
        assert len(own_heads) <= 1

    def test_phones_are_made_up(self, rows: list[PersonRow]) -> None:
        numbers = [row.phone for row in rows]
        assert numbers == [f"138000000{n:02}" for n in range(1, len(rows) + 1)]

    def test_one_pair_shares_its_initials(self, rows: list[PersonRow]) -> None:
        from bot.language.sounds import spellings

        initials = Counter("".join(s[0] for s in spellings(row.name)[0]) for row in rows)
        assert [letters for letters, times in initials.items() if times > 1] == ["swz"]

    def test_exported_it_is_the_same_file(self, roster: Roster, rows: list[PersonRow]) -> None:
        phones = {p.id: row.phone for p, row in zip(roster, rows, strict=True)}
        assert write_people_csv(roster, phones) == sample_files()["people.csv"].decode()


class TestBlank:
    def test_settings_of_a_new_centre_are_the_defaults(self) -> None:
        made, mistakes = parse_centre(blank_files()["centre.toml"].decode(), "centre.toml")
        assert mistakes == []
        assert replace(made, version="默认") == Policy()

    def test_nobody_of_the_sample_is_left(self, rows: list[PersonRow]) -> None:
        people = blank_files()["people.csv"].decode("utf-8-sig")
        assert people.startswith("姓名,单位,")
        settings = blank_files()["centre.toml"].decode()
        uncommented = [line for line in settings.splitlines() if not line.startswith("#")]
        for row in rows:
            assert row.name not in people
            assert not any(row.name in line for line in uncommented)


def test_names_are_not_near_misses_of_each_other(rows: list[PersonRow]) -> None:
    names = [row.name for row in rows]
    assert [n for n in names if did_you_mean(n, set(names) - {n})] == []


def a_person_of(roster: Roster, name: str) -> Person:
    [person] = roster.named(name)
    return person


def test_a_chain_of_deputies_of_the_sample(roster: Roster) -> None:
    grid = a_person_of(roster, "孙维珍")
    chain = [grid.name]
    while grid.deputy_ids:
        grid = roster[grid.deputy_ids[0]]
        chain.append(grid.name)
    assert chain == ["孙维珍", "丁若楠", "陶一帆", "吕思齐", "雷振山"]
