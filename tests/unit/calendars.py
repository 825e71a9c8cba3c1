"""The 2026 notice written out, for tests of days; independent of any package's data."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tasks.deadlines import CHINA, Calendar

OFF = {
    "01-01": 3, "02-15": 9, "04-04": 3, "05-01": 5, "06-19": 3, "09-25": 3, "10-01": 7
}  # fmt: skip
WORK = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def calendar_2026() -> Calendar:
    """2026 as the State Council gave it; 2025 is loaded without exceptions, 2027 unknown."""
    days = {date.fromisoformat(f"2026-{day}"): True for day in WORK}
    for first, length in OFF.items():
        start = date.fromisoformat(f"2026-{first}")
        days.update({start + timedelta(days=n): False for n in range(length)})
    days[date(2025, 1, 1)] = False
    return Calendar(days=days, years=frozenset({2025, 2026}))


def local(text: str) -> datetime:
    """`2026-11-20 10:30` in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def shared_file(name: str) -> Path:
    """A file of the shared data folder; the test is skipped where it is absent."""
    folder = Path(os.environ.get("DINGBAN_SHARED", Path(__file__).parents[3] / "shared"))
    path = folder / "data" / name
    if not path.exists():
        pytest.skip(f"{name} is not here: set DINGBAN_SHARED to the shared folder")
    return path


def moments() -> st.SearchStrategy[datetime]:
    """Aware moments to the minute, mid 2025 to mid 2027, in UTC or in China's zone."""
    first, last = (int(local(day).timestamp()) // 60 for day in ("2025-06-01", "2027-06-01"))
    return st.builds(
        lambda minute, zone: datetime.fromtimestamp(60 * minute, zone),
        st.integers(first, last),
        st.sampled_from([UTC, CHINA]),
    )
