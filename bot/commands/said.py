"""What was understood of one message before any rule was asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.people import Person, Role

if TYPE_CHECKING:
    from bot.commands.turn import Turn


@dataclass(frozen=True, kw_only=True)
class Said:
    """A verb and what stood around it. `numbers`: tasks or cases as typed, in order."""

    text: str
    word: str = ""
    before: str = ""
    after: str = ""
    numbers: tuple[str, ...] = ()
    every: bool = False


@dataclass(frozen=True, kw_only=True)
class Command:
    """One chat verb. `words` are everyday words; `starts` only count at the beginning.

    `usage` is what a refusal tells people to write; `who` sees it in 帮助 (None: everybody).
    """

    name: str
    run: "Callable[[Turn, Said], None]"
    usage: str
    help: str
    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    who: frozenset[Role] | None = None
    after_name: bool = False  # also heard after somebody's name: 张三请假到周三
    fits: "Callable[[Turn, Said], bool] | None" = None

    def for_person(self, person: Person) -> bool:
        return self.who is None or not self.who.isdisjoint(person.roles)
