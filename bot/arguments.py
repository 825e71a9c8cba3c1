"""An argparse parser that speaks Chinese and loads a command's module only when it is chosen."""

import argparse
import difflib
import importlib
import re
from collections.abc import Sequence
from typing import Any, NoReturn

HELP_WORDS = {
    "usage: ": "用法:",
    "positional arguments:": "参数:",
    "options:": "选项:",
    "show this help message and exit": "显示这段说明",
}

# argparse's own sentences; what is not listed is shown as argparse says it.
ERROR_WORDS = (
    (r"the following arguments are required: (.+)", r"缺少:\1"),
    (r"unrecognized arguments: (.+)", r"不认识:\1"),
    (r"argument (.+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (.+): expected at least one argument", r"\1 后面至少要跟一个值"),
    (r"argument (.+): ignored explicit argument .+", r"\1 后面不跟值"),
    (r"argument (.+): invalid int value: (.+)", r"\1 要写数字,不能是 \2"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"one of the arguments (.+) is required", r"要写其中一个:\1"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 不明确,可能是 \2"),
)


class Parser(argparse.ArgumentParser):
    """`module`, where given, adds its own arguments when this parser is first used."""

    def __init__(self, *, module: str = "", **rest: Any) -> None:
        super().__init__(**rest)
        self.module = module

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self.module:
            loaded = importlib.import_module(self.module)
            self.module = ""
            loaded.add_arguments(self)
            self.set_defaults(main=loaded.main)
        return super().parse_known_args(args, namespace)

    def format_usage(self) -> str:
        return _translate(super().format_usage())

    def format_help(self) -> str:
        return _translate(super().format_help())

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{_sentence(message)}。查看用法:{self.prog} --help\n")


def _translate(text: str) -> str:
    for english, chinese in HELP_WORDS.items():
        text = text.replace(english, chinese)
    return text


def _sentence(message: str) -> str:
    wrong = re.fullmatch(r"argument (.+): invalid choice: '(.*)' \(choose from (.+)\)", message)
    if wrong:
        where, word, choices = wrong.groups()
        return _not_a_choice(
            where.strip("<>"), word, [choice.strip("' ") for choice in choices.split(",")]
        )
    for pattern, chinese in ERROR_WORDS:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, chinese, message)
    return message


def _not_a_choice(where: str, word: str, choices: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, choices, n=1)
    meant = f",是不是 {near[0]}?" if near else f",可以写:{' '.join(choices)}"
    return f"{where}没有“{word}”{meant}"
