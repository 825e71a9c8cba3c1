"""What `serve` says when it is ready: where it is, and a way in for one of each main role."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.actions.invite import new_link
from bot.columns import columns
from bot.desk import Desk
from bot.version import VERSION
from tasks.people import ROLE_LABELS, Person, Role

MAIN_ROLES = (
    Role.WINDOW, Role.DISPATCHER, Role.EXECUTOR, Role.UNIT_HEAD, Role.DEPUTY_LEADER,
    Role.PRINCIPAL, Role.ADMIN,
)  # fmt: skip


class WayIn(NamedTuple):
    role: str
    name: str
    link: str


def ways_in(desk: Desk, address: str) -> list[WayIn]:
    """A new one-time link each; people who hold just that one role go first."""
    found: list[WayIn] = []
    taken: set[str] = set()
    for role in MAIN_ROLES:
        person = _typical(desk, role, taken)
        if person is not None:
            taken.add(person.id)
            link = new_link(desk, person, address)
            found.append(WayIn(ROLE_LABELS[role], desk.roster.label(person), link))
    return found


def welcome(
    centre: str, people: int, address: str, ways: Sequence[WayIn], seconds: float
) -> list[str]:
    """The lines to print."""
    return [
        f"钉办 {VERSION} 已就绪({seconds:.1f} 秒),网页聊天:{address}",
        f"{centre},{people} 人。要停止请按 Ctrl+C。",
        "",
        "用下面的链接登录,每个只能用一次,15 分钟内有效:",
        *columns(ways, indent="  "),
        "",
        "以后再要链接:dingban people invite 姓名",
    ]


def _typical(desk: Desk, role: Role, taken: set[str]) -> Person | None:
    """The first with the fewest roles; somebody shown already only when there is nobody else."""
    holders = desk.roster.with_role(role)
    return min(holders, key=lambda p: (p.id in taken, len(p.roles)), default=None)
