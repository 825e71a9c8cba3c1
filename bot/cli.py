"""The `dingban` program: picks a command and turns every failure into one readable line."""

import argparse
import errno
import hashlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bot.arguments import Parser
from bot.command_error import CommandError
from storage.errors import StorageError
from tasks.errors import TaskError

REFUSED, BUG, INTERRUPTED = 1, 70, 130


class Command(NamedTuple):
    """One word after `dingban`; `module` has `add_arguments(parser)` and `main(args) -> int`."""

    help: str
    module: str


FILE_TROUBLE = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "同名的东西已经在那里",
    errno.EISDIR: "这是文件夹,不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "这里只能读,不能写",
}

# A new command is one line here. Modules are imported when chosen, so that --help stays fast.
COMMANDS = {
    "init": Command("写好 .env(新密钥)和 centre 文件夹,不覆盖已有的", "bot.init_command"),
    "serve": Command("启动服务", "bot.serve"),
    "drill": Command("演练:在样例数据上试用,时间由你拨", "bot.drill"),
    "check": Command("检查设置、centre.toml 和 people.csv,指出每一处错误", "bot.check"),
    "when": Command("看看机器人怎么理解一个时间", "bot.when"),
    "people": Command("人员:导入、导出、列出、邀请、收回", "bot.people_command"),
    "calendar": Command("导入新一年的放假安排", "bot.calendar_command"),
    "export": Command("导出台账(Excel 表)", "bot.export_command"),
    "backup": Command("备份数据(服务不用停)", "bot.backup_command"),
    "restore": Command("从备份恢复数据", "bot.restore_command"),
    "version": Command("显示版本", "bot.version"),
}


def build_parser() -> Parser:
    parser = Parser(prog="dingban", description="钉办:矛调中心的交办、提醒与督办。")
    _add_debug(parser, default=False)
    commands = parser.add_subparsers(
        title="命令", metavar="<命令>", dest="command", required=True, parser_class=Parser
    )
    for name, command in COMMANDS.items():
        added = commands.add_parser(
            name, help=command.help, description=command.help, module=command.module
        )
        _add_debug(added, default=argparse.SUPPRESS)  # may stand before or after the command
    return parser


def _add_debug(parser: argparse.ArgumentParser, *, default: object) -> None:
    parser.add_argument(
        "--debug", action="store_true", default=default, help="出错时显示完整经过,供排查"
    )


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser()
    if not words:
        parser.print_help()
        return 2
    try:
        return _run(parser, words)
    except CommandError as error:
        return _refuse(*error.lines)
    except (TaskError, StorageError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _refuse("已中断。", code=INTERRUPTED)
    except BrokenPipeError:
        # `dingban … | head`: nobody reads on. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        return _file_trouble(error) if error.filename else _bug(error, debug="--debug" in words)
    except Exception as error:  # the last line of defence: whatever it was, one line and a code
        return _bug(error, debug="--debug" in words)


def _run(parser: Parser, words: Sequence[str]) -> int:
    args = parser.parse_args(words)
    code: int = args.main(args)
    sys.stdout.flush()
    return code


def _file_trouble(error: OSError) -> int:
    why = FILE_TROUBLE.get(error.errno or 0, error.strerror)
    return _refuse(f"{error.filename}:{why}。")


def _refuse(*lines: str, code: int = REFUSED) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return code


def _bug(error: Exception, *, debug: bool) -> int:
    story = "".join(traceback.format_exception(error))
    code = hashlib.sha256(story.encode()).hexdigest()[:6].upper()
    if debug:
        return _refuse(story, f"内部错误 {code}。", code=BUG)
    at = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__},{Path(at.filename).name} 第 {at.lineno} 行"
    return _refuse(f"内部错误 {code}({where})。加 --debug 再运行一次,可以看到完整经过。", code=BUG)
