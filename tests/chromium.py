"""Where the browser for tests/browser is on this machine."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The path of a Chromium; `DINGBAN_CHROMIUM` chooses one by hand."""
    chosen = os.environ.get("DINGBAN_CHROMIUM")
    return chosen or next((path for path in map(shutil.which, NAMES) if path), None)
