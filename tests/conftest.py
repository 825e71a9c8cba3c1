"""For all tests: a clean environment, data outside the repository, no silent skip in CI."""

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("any_machine", deadline=None)
hypothesis.settings.load_profile("any_machine")

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = "DINGBAN_SHARED"  # the only reason for a skip that CI accepts
KEPT = {OUTSIDE, "DINGBAN_CHROMIUM"}


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no DINGBAN_ setting of whoever runs them."""
    for name in list(os.environ):
        if name.startswith("DINGBAN_") and name not in KEPT:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the data that is not ours to publish; without it the test is skipped."""
    folder = Path(os.environ.get(OUTSIDE) or ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip(f"没有仓库外的资料 {folder.parent.name}/data(可用 {OUTSIDE} 指定)")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _forbidden(report) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true 时不能跳过:{_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if _forbidden(report):
        report.outcome = "failed"
        report.longrepr = f"CI=true 时不能跳过:{_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason, which tools/gate.py repeats."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason, count in Counter(map(_reason, skipped)).items():
        terminalreporter.write_line(f"跳过 {count} 个:{reason}")


def _forbidden(report: pytest.TestReport | pytest.CollectReport) -> bool:
    in_ci = os.environ.get("CI") == "true"
    return in_ci and report.outcome == "skipped" and OUTSIDE not in _reason(report)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    why = report.longrepr
    return str(why[2] if isinstance(why, tuple) else why).removeprefix("Skipped: ")
