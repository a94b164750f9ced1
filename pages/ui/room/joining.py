"""How to join: the code, the QR code, and the address as it must be typed."""

from functools import lru_cache

import segno
import streamlit as st

from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.room import address
from pages.ui.app.room.address import Reach
from pages.ui.app.room.room import Room

PATH = "join"
HALF = 3  # characters of a code, after which a gap makes it easier to copy


def reach() -> Reach:
    """Return how phones reach the app, by the address at which the host has opened it."""
    return address.reach(st.context.url or "")


def how(room: Room, kind: str, reach: Reach, copies: bool = False) -> Html:
    """Return the code, the QR code and the address; `kind` is a class for their size.

    `copies` adds a button that copies the address with the code (every_page.js).
    """
    link = reach.url(f"{PATH}?code={room.code}")
    picture = tag(
        "img",
        kind="tn-qr",
        src=_qr(link),
        alt=f"QR code of {reach.url(PATH)} with the code {room.code}",
    )
    typed = div("tn-join-address", f"{reach.address}/{PATH}")
    code = div("tn-join-code", span("", room.code[:HALF]), span("", room.code[HALF:]))
    words = [typed, code]
    if copies:
        words.append(tag("button", "Copy the link", kind="tn-copy", data_tn_copy=link))
    return div(f"tn-joining {kind}", picture, div("tn-join-words", *words))


@lru_cache(maxsize=8)
def _qr(url: str) -> str:
    """Return a QR code as an address that carries an SVG, dark on white in any theme."""
    return str(segno.make(url, error="m", micro=False).svg_data_uri(border=2, light="#ffffff"))


def show_command(reach: Reach) -> None:
    """Show how to start the app so that phones reach it."""
    then = f", and they open `{reach.others[0]}`" if reach.others else ""
    sentence = f"{address.ONLY_HERE} Start it again with this command{then}."
    st.warning(sentence, icon=":material/wifi_off:")
    st.code(reach.command, language=None, wrap_lines=True)
