"""A centre's folder: its policy and its people, with every mistake named before anything starts."""

from dataclasses import dataclass
from pathlib import Path

from bot.centre_file import read_centre
from bot.mistakes import BadFile
from bot.people_file import read_people
from bot.people_rows import PersonRow
from tasks.policy import Policy


@dataclass(frozen=True)
class Centre:
    policy: Policy
    rows: tuple[PersonRow, ...]


def sample_folder() -> Path:
    """The sample centre that ships with the program."""
    return Path(__file__).parent / "sample"


def read_centre_folder(folder: Path) -> Centre:
    """Raises BadFile with every mistake of centre.toml and people.csv."""
    policy = read_centre(folder / "centre.toml")
    rows, mistakes = read_people(folder / "people.csv")
    if mistakes:
        raise BadFile(mistakes)
    return Centre(policy, tuple(rows))
