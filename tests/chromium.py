"""Find a Chromium, Chrome or Edge to test with: CHROMIUM, then PATH, then playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)

NOT_FOUND = (
    "No Chromium, Chrome or Edge was found. Install one, run 'python -m playwright install "
    "chromium', or set the environment variable CHROMIUM to its path."
)


def find_chromium() -> Path | None:
    """Return the first browser that starts, or None.

    Raises
    ------
    RuntimeError
        If CHROMIUM is set and does not name a browser that starts.
    """
    chosen = os.environ.get("CHROMIUM")
    if not chosen:
        return next(filter(starts, candidates()), None)
    path = Path(shutil.which(chosen) or chosen)
    if not starts(path):
        raise RuntimeError(f"CHROMIUM is set to {chosen}, and no browser starts from there.")
    return path


def candidates() -> Iterator[Path]:
    """Yield the paths where a browser may be, in the order to try."""
    # Imported here, since the rest works before playwright is installed.
    from playwright.sync_api import sync_playwright

    yield from (Path(path) for name in NAMES if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path)
    yield downloaded


def starts(path: Path) -> bool:
    """Tell whether a browser starts from path.

    It asks for the version: Ubuntu's chromium-browser is a script that only asks for a snap, and a
    downloaded browser may lack libraries.
    """
    if not path.is_file():
        return False
    if sys.platform == "win32":
        # Asking for the version would open a window there.
        return True
    try:
        process = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return process.returncode == 0
