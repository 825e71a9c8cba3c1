"""Which 钉办 this is (`dingban version`)."""

import argparse

VERSION = "0.1.0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`version` takes no arguments."""


def main(_args: argparse.Namespace) -> int:
    print(f"钉办 {VERSION}")
    return 0
