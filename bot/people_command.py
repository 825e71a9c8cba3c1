"""`dingban people`: import a people file, export it, list people, invite and take back."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from bot.columns import columns
from bot.command_error import CommandError
from bot.control_client import run_errand
from bot.installation import address, has_data
from bot.settings import Settings, read_settings
from tasks.people import ROLE_LABELS, Role

NAME_HELP = "姓名;有同名的写 姓名/单位"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(
        title="做什么", metavar="<做什么>", required=True, parser_class=type(parser)
    )
    takes = verbs.add_parser("import", help="导入人员表:先预览,加 --yes 才改")
    takes.add_argument("file", metavar="文件", type=Path, help="人员表(csv 或 xlsx)")
    takes.add_argument("--yes", action="store_true", help="确认导入")
    takes.add_argument("--force", action="store_true", help="一半以上的人会离开时也导入")
    takes.set_defaults(run=import_file)
    gives = verbs.add_parser("export", help="导出人员表(含电话)")
    gives.add_argument("file", metavar="文件", type=Path, nargs="?", help="不写就显示出来")
    gives.set_defaults(run=export_file)
    shows = verbs.add_parser("list", help="列出现有人员")
    shows.add_argument("--json", action="store_true", help="给程序读的格式")
    shows.set_defaults(run=show)
    invites = verbs.add_parser("invite", help="给一个人绑定码和登录链接")
    invites.add_argument("name", metavar="姓名", help=NAME_HELP)
    invites.add_argument("--json", action="store_true", help="给程序读的格式")
    invites.set_defaults(run=invite)
    revokes = verbs.add_parser("revoke", help="收回一个人的绑定码、账号和登录")
    revokes.add_argument("name", metavar="姓名", help=NAME_HELP)
    revokes.set_defaults(run=revoke)


def main(args: argparse.Namespace) -> int:
    code: int = args.run(args)
    return code


def import_file(args: argparse.Namespace) -> int:
    """The dry run always comes first: nothing is changed without --yes."""
    from bot.errands import carried
    from bot.people_file import read_people

    settings = read_settings()
    rows, mistakes = read_people(args.file, args.file.name)
    if mistakes:
        total = f"共 {len(mistakes)} 处错误,一个人也没有导入。请改好后再导入。"
        raise CommandError(*map(str, mistakes), total)
    errand = "people import" if args.yes else "people preview"
    more = {"force": args.force} if args.yes else {}
    done = run_errand(settings, errand, rows=carried(rows), **more)
    print(*done["lines"], sep="\n")
    if not done["empty"]:
        print("已导入。" if args.yes else "以上是预览,还没有改动。确认请加 --yes 再运行一次。")
    return 0


def export_file(args: argparse.Namespace) -> int:
    """With a mark in front, so that Excel reads it as UTF-8; a file is for its owner only."""
    text: str = run_errand(read_settings(), "people export")
    if args.file is None:
        mark = "" if sys.stdout.isatty() else "\ufeff"
        print(mark + text, end="")
        return 0
    beside = args.file.with_name(f".{args.file.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text)
    beside.replace(args.file)
    print(f"写好 {args.file}({text.count(chr(10)) - 1} 人)。里面有电话,请妥善保管。")
    return 0


def show(args: argparse.Namespace) -> int:
    people = _everybody(read_settings())
    if args.json:
        shown = [{key: person[key] for key in ("name", "unit", "roles")} for person in people]
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    rows = [
        (
            person["name"],
            person["unit"],
            "、".join(ROLE_LABELS[Role(role)] for role in person["roles"]),
            person["post"],
        )
        for person in people
    ]
    print(*columns([("姓名", "单位", "角色", "职务"), *rows]), f"共 {len(people)} 人。", sep="\n")
    return 0


def invite(args: argparse.Namespace) -> int:
    settings = read_settings()
    given = {"name": args.name, "address": address(settings)}
    made: dict[str, str] = run_errand(settings, "people invite", **given)
    if args.json:
        print(json.dumps({"code": made["code"], "link": made["link"]}))
        return 0
    print(f"{made['name']}的绑定码(24 小时内有效,用一次):在聊天里发  绑定 {made['code']}")
    print(f"{made['name']}的登录链接(15 分钟内有效,用一次):{made['link']}")
    return 0


def revoke(args: argparse.Namespace) -> int:
    done = run_errand(read_settings(), "people revoke", name=args.name)
    print(f"{done['name']}:没用过的码已作废,{done['accounts']} 个账号已解绑,网页登录已退出。")
    return 0


def _everybody(settings: Settings) -> list[dict[str, Any]]:
    """Those who work here; before the first start, those whom it will import."""
    if has_data(settings):
        found: list[dict[str, Any]] = run_errand(settings, "people show")
        return found
    from bot.centre_folder import read_centre_folder

    return [
        {
            "name": row.name,
            "unit": row.unit,
            "roles": [role.value for role in Role if role in row.roles],
            "post": row.post,
        }
        for row in read_centre_folder(settings.centre_dir).rows
    ]
