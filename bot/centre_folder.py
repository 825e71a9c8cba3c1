"""A centre's folder: its policy and its people, with every mistake named before anything starts."""

from dataclasses import dataclass
from pathlib import Path

from bot.centre_file import check_groups, read_centre
from bot.mistakes import BadFile, Mistake, decode
from bot.people_file import read_people
from bot.people_rows import PersonRow
from tasks.policy import Policy

CENTRE_FILE, PEOPLE_FILE = "centre.toml", "people.csv"


@dataclass(frozen=True)
class Centre:
    policy: Policy
    rows: tuple[PersonRow, ...]


def sample_folder() -> Path:
    """The sample centre that ships with the program."""
    return Path(__file__).parent / "sample"


def read_centre_folder(folder: Path) -> Centre:
    """Raises BadFile with every mistake of centre.toml and people.csv together."""
    policy, wrong = _policy(folder / CENTRE_FILE)
    rows, wrong_rows = read_people(folder / PEOPLE_FILE)
    if policy is not None and not wrong_rows:
        wrong += wrong_groups(folder / CENTRE_FILE, policy, rows)
    if policy is None or wrong or wrong_rows:
        raise BadFile([*wrong, *wrong_rows])
    return Centre(policy, tuple(rows))


def wrong_groups(file: Path, policy: Policy, rows: list[PersonRow]) -> list[Mistake]:
    """Members of [groups] who are not in people.csv."""
    labels = {label for row in rows for label in (row.name, row.label)}
    return check_groups(decode(file.read_bytes()) or "", file.name, policy, labels)


def _policy(file: Path) -> tuple[Policy | None, list[Mistake]]:
    try:
        return read_centre(file), []
    except BadFile as error:
        return None, list(error.mistakes)
