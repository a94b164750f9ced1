"""The arrow keys go on after a click with the mouse."""

from pathlib import Path

from pages.ui.app import html


def let_arrows_go_on() -> None:
    """Take the focus from a choice that was made with the mouse."""
    html.run_script(Path(__file__).with_name("keys.js"))
