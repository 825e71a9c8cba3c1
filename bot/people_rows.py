"""One line of people.csv as a value, its words understood, its references still names."""

from dataclasses import dataclass, field

from tasks.people import Role

NAME, UNIT, POST, ROLES = "姓名", "单位", "职务", "角色"
PHONE, DEPUTIES, LEADERS, VILLAGES = "电话", "B角", "分管领导", "联系村"
COLUMNS = (NAME, UNIT, POST, ROLES, PHONE, DEPUTIES, LEADERS, VILLAGES)

Key = tuple[str, str]
"""Name and unit: no unit has two people of one name."""


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """What one line says; `phone` is raw, for the store that seals it, never for a log."""

    line: int
    name: str
    unit: str
    post: str = ""
    roles: frozenset[Role] = frozenset()
    phone: str = field(default="", repr=False)
    deputies: tuple[str, ...] = ()  # `姓名` or `姓名/单位`
    leaders: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.name, self.unit

    @property
    def label(self) -> str:
        return f"{self.name}/{self.unit}"

    def is_meant_by(self, reference: str) -> bool:
        return reference in (self.name, self.label)
