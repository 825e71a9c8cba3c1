"""People, the unit tree, deputies (B角) and leaders in charge."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.people import Person, Role, Roster, deputy_loops, find_rings

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
ANN = Person(id="ann", name="安如意", unit="司法所", roles=frozenset({Role.EXECUTOR}))
BOB = Person(id="bob", name="卜大成", unit="司法所", deputy_ids=("cleo",))
CLEO = Person(id="cleo", name="柯丽欧", unit="党政办", deputy_ids=("dan",))
DAN = Person(id="dan", name="段永安", unit="党政办")


def away(person: Person, days: float | None = 1) -> Person:
    until = None if days is None else NOW + timedelta(days=days)
    return _with(person, leave_from=NOW - timedelta(hours=1), leave_until=until)


def _with(person: Person, **changes: object) -> Person:
    return Person(**{**{f: getattr(person, f) for f in person.__dataclass_fields__}, **changes})


class TestStandIn:
    def test_somebody_who_is_here_acts_for_themselves(self) -> None:
        assert Roster([BOB, CLEO, DAN], "本镇").stand_in(BOB, NOW) == BOB

    def test_the_first_deputy_takes_over_on_leave(self) -> None:
        bob = away(BOB)
        assert Roster([bob, CLEO, DAN], "本镇").stand_in(bob, NOW) == CLEO

    def test_the_chain_is_followed(self) -> None:
        bob, cleo = away(BOB), away(CLEO, None)
        assert Roster([bob, cleo, DAN], "本镇").stand_in(bob, NOW) == DAN

    def test_a_second_deputy_comes_before_the_deputys_deputy(self) -> None:
        bob, cleo = away(_with(BOB, deputy_ids=("cleo", "ann"))), away(CLEO)
        assert Roster([ANN, bob, cleo, DAN], "本镇").stand_in(bob, NOW) == ANN

    def test_somebody_who_left_is_passed_over(self) -> None:
        bob, cleo = away(BOB), _with(CLEO, active=False)
        assert Roster([bob, cleo, DAN], "本镇").stand_in(bob, NOW) is None

    def test_nobody_when_the_whole_chain_is_away(self) -> None:
        bob, cleo, dan = away(BOB), away(CLEO), away(DAN)
        assert Roster([bob, cleo, dan], "本镇").stand_in(bob, NOW) is None

    def test_a_ring_ends(self) -> None:
        bob, dan = away(BOB), away(_with(DAN, deputy_ids=("bob",)))
        assert Roster([bob, away(CLEO), dan], "本镇").stand_in(bob, NOW) is None

    def test_back_from_the_minute_the_leave_ends(self) -> None:
        bob = away(BOB)
        roster = Roster([bob, CLEO, DAN], "本镇")
        assert roster.stand_in(bob, NOW + timedelta(days=1)) == bob
        assert roster.stand_in(bob, NOW + timedelta(hours=23)) == CLEO
        assert roster.stand_in(bob, NOW - timedelta(hours=2)) == bob


class TestRings:
    def test_a_chain_is_no_ring(self) -> None:
        assert deputy_loops([ANN, BOB, CLEO, DAN]) == []

    def test_a_ring_is_named_in_its_order(self) -> None:
        dan = _with(DAN, deputy_ids=("bob",))
        [ring] = deputy_loops([ANN, BOB, CLEO, dan])
        assert [person.id for person in ring] == ["bob", "cleo", "dan"]

    def test_who_only_leads_into_a_ring_is_not_of_it(self) -> None:
        ann, dan = _with(ANN, deputy_ids=("bob",)), _with(DAN, deputy_ids=("cleo",))
        [ring] = deputy_loops([ann, BOB, CLEO, dan])
        assert {person.id for person in ring} == {"cleo", "dan"}

    @pytest.mark.parametrize(
        ("edges", "rings"),
        [
            ({}, []),
            ({1: [1]}, [(1,)]),
            ({1: [2], 2: [1], 3: [4], 4: [3]}, [(1, 2), (3, 4)]),
            ({1: [9]}, []),
            ({1: [3, 2], 2: [1], 3: []}, [(1, 2)]),
        ],
    )
    def test_rings_of_a_graph(
        self, edges: dict[int, list[int]], rings: list[tuple[int, ...]]
    ) -> None:
        assert find_rings(edges) == rings

    def test_a_long_chain_does_not_overflow(self) -> None:
        assert find_rings({n: [n + 1] for n in range(1200)} | {1200: [0]})[0][:2] == (0, 1)


class TestVillages:
    HEAD = Person(
        id="head", name="何当先", unit="城东村", roles=frozenset({Role.UNIT_HEAD}),
        leader_ids=("boss",),
    )  # fmt: skip
    GRID = Person(id="grid", name="葛小网", unit="城东村第一网格", roles=frozenset({Role.GRID}))
    BOSS = Person(id="boss", name="鲍思远", unit="本镇", roles=frozenset({Role.DEPUTY_LEADER}))
    LINK = Person(id="link", name="连心桥", unit="司法所", villages=("城东村", "南塘社区"))
    ROSTER = Roster([HEAD, GRID, BOSS, LINK], "本镇")

    def test_the_tree_is_town_then_villages_then_grids(self) -> None:
        parents = {name: unit.parent for name, unit in self.ROSTER.units.items()}
        assert parents == {
            "本镇": None,
            "城东村": "本镇",
            "城东村第一网格": "城东村",
            "司法所": "本镇",
            "南塘社区": "本镇",
        }
        assert self.ROSTER.villages == ("南塘社区", "城东村")

    def test_a_grid_answers_to_its_village(self) -> None:
        assert self.ROSTER.head_of("城东村第一网格") == self.HEAD
        assert self.ROSTER.leaders_of(self.GRID) == (self.BOSS,)

    def test_link_leader_and_link_cadre(self) -> None:
        assert self.ROSTER.link_leaders("城东村") == (self.BOSS,)
        assert self.ROSTER.link_cadres("城东村") == (self.LINK,)
        assert self.ROSTER.link_leaders("南塘社区") == ()

    def test_a_leader_may_look_after_a_village_by_name(self) -> None:
        boss = _with(self.BOSS, villages=("南塘社区",))
        roster = Roster([self.HEAD, boss, self.LINK], "本镇")
        assert roster.link_leaders("南塘社区") == (boss,)
        assert roster.link_cadres("南塘社区") == (self.LINK,)


class TestNames:
    TWINS = (
        Person(id="1", name="王军", unit="司法所"),
        Person(id="2", name="王军", unit="城东村"),
        Person(id="3", name="卜大成", unit="司法所"),
        Person(id="4", name="卜大成", unit="党政办", active=False),
    )

    def test_a_label_names_exactly_one(self) -> None:
        roster = Roster(self.TWINS, "本镇")
        assert len(roster.named("王军")) == 2
        assert [p.id for p in roster.named("王军/城东村")] == ["2"]
        assert [p.id for p in roster.named("卜大成")] == ["3"]
        assert roster.named("王五") == ()
        assert [roster.label(p) for p in roster] == ["王军/司法所", "王军/城东村", "卜大成"]
