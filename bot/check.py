"""`dingban check`: settings, centre.toml and people.csv, every mistake by file, line and field."""

import argparse
from pathlib import Path

from bot.centre_file import read_centre
from bot.centre_folder import CENTRE_FILE, PEOPLE_FILE, wrong_groups
from bot.command_error import CommandError
from bot.mistakes import BadFile, Mistake
from bot.people_file import read_people
from bot.settings import ENV_FILE, Settings, read_settings
from tasks.policy import Policy

DEFAULT_CENTRE = Path("centre")  # looked at when the settings cannot be read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--events", action="store_true", help="核对事件链有没有被改过")
    parser.add_argument("--platforms", action="store_true", help="看看接通了哪些聊天平台")


def main(args: argparse.Namespace) -> int:
    wrong: list[str] = []
    settings = _check_settings(wrong)
    _check_centre(settings.centre_dir if settings else DEFAULT_CENTRE, wrong)
    if args.platforms:
        print("平台 网页聊天(webchat):正常,自带,不需要账号。没有设置别的平台。")
    if args.events and settings and not wrong:
        _check_events(settings, wrong)
    if wrong:
        raise CommandError(*wrong)
    return 0


def _check_settings(wrong: list[str]) -> Settings | None:
    try:
        settings = read_settings()
        settings.require_keys()
    except BadFile as bad:
        wrong += map(str, bad.mistakes)
        return None
    except CommandError as missing:
        wrong += missing.lines
        return settings
    print(f"{ENV_FILE} 正常")
    return settings


def _check_centre(folder: Path, wrong: list[str]) -> None:
    policy = _check_policy(folder / CENTRE_FILE, wrong)
    rows, mistakes = read_people(folder / PEOPLE_FILE)
    groups: list[Mistake] = []
    if policy is not None and not mistakes:
        groups = wrong_groups(folder / CENTRE_FILE, policy, rows)
    wrong += map(str, [*groups, *mistakes])
    if policy is not None and not groups:
        print(f"{CENTRE_FILE} 正常(版本 {policy.version})")
    if not mistakes:
        print(f"{PEOPLE_FILE} 正常({len(rows)} 人)")


def _check_policy(file: Path, wrong: list[str]) -> Policy | None:
    try:
        return read_centre(file)
    except BadFile as bad:
        wrong += map(str, bad.mistakes)
        return None


def _check_events(settings: Settings, wrong: list[str]) -> None:
    from bot.control_client import run_errand

    print("正在核对事件链……", flush=True)
    found = run_errand(settings, "events verify")
    wrong += (f"事件链 {finding}" for finding in found)
    if not found:
        print("事件链 正常")
