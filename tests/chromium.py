"""Find a Chromium, Chrome or Edge to test with: CHROMIUM, then PATH, then the usual places.

`python -m tests.chromium` prints its path.
"""

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
MAC_APPS = ("Chromium", "Google Chrome", "Microsoft Edge")
WINDOWS_PROGRAMS = (
    r"Chromium\Application\chrome.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

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
    yield from (Path(path) for name in NAMES if (path := shutil.which(name)))
    if sys.platform == "darwin":
        yield from _mac_places()
    if sys.platform == "win32":
        yield from _windows_places()
    yield from _playwright_places()


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


def _mac_places() -> Iterator[Path]:
    for applications in (Path("/Applications"), Path.home() / "Applications"):
        for app in MAC_APPS:
            yield applications / f"{app}.app" / "Contents" / "MacOS" / app


def _windows_places() -> Iterator[Path]:
    for variable in WINDOWS_FOLDERS:
        if folder := os.environ.get(variable):
            yield from (Path(folder, program) for program in WINDOWS_PROGRAMS)


def _playwright_places() -> Iterator[Path]:
    # Imported here, since the rest works before playwright is installed.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    yield path


def main() -> int:
    """Print the path of the browser, or say on stderr why there is none."""
    try:
        path = find_chromium()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    if path is None:
        print(NOT_FOUND, file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
