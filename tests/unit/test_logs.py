"""The log: one line an event, and nothing in it that belongs to a person."""

import io
import logging
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import LOG_FILE, close_logs, set_up_logs
from storage.errors import StorageUnavailable

log = structlog.get_logger()

Read = Callable[[], list[str]]


@pytest.fixture
def lines() -> Iterator[Read]:
    """What was logged so far, without the time in front."""
    stream = io.StringIO()
    set_up_logs("INFO", stream=stream)
    yield lambda: [line[len("2026-11-21 09:00:00 ") :] for line in stream.getvalue().splitlines()]
    close_logs()


def test_an_event_is_one_line(lines: Read) -> None:
    log.info("started", port=8080, people=23)
    log.debug("not_said")
    assert lines() == ["INFO started people=23 port=8080"]


def test_libraries_are_written_the_same_way(lines: Read) -> None:
    logging.getLogger("aiohttp.server").error("Error handling\nrequest %s", 7)
    logging.getLogger("apscheduler").warning("not of interest")
    assert lines() == ["ERROR Error handling request 7"]


def test_an_error_is_its_kind_and_where_it_came_from(lines: Read) -> None:
    try:
        raise ValueError("张三,身份证丢了")
    except ValueError:
        log.exception("message_failed", code="a1b2c3")
    (line,) = lines()
    assert line.startswith("ERROR message_failed at=test_logs.py:")
    assert line.endswith("code=a1b2c3 error=ValueError")
    assert "张三" not in line


def test_trouble_with_the_disk_says_what_it_is(lines: Read) -> None:
    log.error("storage_unavailable", exc_info=StorageUnavailable("磁盘已满"))
    assert "error=StorageUnavailable(磁盘已满)" in lines()[0]


def test_no_phone_and_no_one_time_link_is_written(lines: Read) -> None:
    log.warning("odd", said="打 138 0000 0001", path="http://127.0.0.1:8080/in/abcdef123 去")
    assert lines() == ["WARNING odd path=http://127.0.0.1:8080/in/… 去 said=打 138****0001"]


def test_our_numbers_survive(lines: Read) -> None:
    log.info("swept", task="RW20261121-0007", case="MT20261121-0012", took=0.123456)
    assert lines() == ["INFO swept case=MT20261121-0012 task=RW20261121-0007 took=0.123456"]


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    set_up_logs("INFO", tmp_path / "logs", io.StringIO())
    log.info("started")
    close_logs()
    file = tmp_path / "logs" / LOG_FILE
    assert file.read_text(encoding="utf-8").endswith("INFO started\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
