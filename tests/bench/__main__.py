"""`python -m tests.bench [part …]`: runs the parts one after the other, prints what they found."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.serve import SWITCH_SECONDS
from tests.bench import command, peer, phrases, program, sweep, week
from tests.bench.figures import Figure, as_json, as_table

PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "command": command.measure,
    "sweep": sweep.measure,
    "peer": peer.measure,
    "program": program.measure,
    "phrases": phrases.measure,
    "week": week.measure,
}


def main(wanted: Sequence[str]) -> int:
    if unknown := set(wanted) - PARTS.keys():
        sys.stderr.write(f"没有这一项:{' '.join(sorted(unknown))},有 {' '.join(PARTS)}\n")
        return 2
    sys.setswitchinterval(SWITCH_SECONDS)  # as `serve` does
    figures: list[Figure] = []
    for name in wanted or PARTS:
        figures += run(name)
    sys.stdout.write(f"{as_table(figures)}\n\n")
    sys.stdout.writelines(f"{as_json(figure)}\n" for figure in figures)
    return 0


def run(name: str) -> list[Figure]:
    sys.stderr.write(f"{name} …")
    sys.stderr.flush()
    began = perf_counter()
    with TemporaryDirectory(prefix="dingban-bench-") as folder:
        figures = PARTS[name](Path(folder))
    sys.stderr.write(f" {perf_counter() - began:.0f} s\n")
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
