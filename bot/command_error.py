"""What a command line says when it cannot go on."""


class CommandError(Exception):
    """A refusal of a command: each line is a whole sentence, shown on stderr; the exit is 1."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
