"""The component that reads the pen in the browser, at every frame, and shows what it reads.

    network in use -> weights -> reader.js -> digit, ten outputs, what the network sees, the neurons
                 pen -> strokes -> reader.js -> strokes -> the server, when the pen is lifted

What it shows stands where a page keeps a place for it (`part`). The component itself shows nothing.
It stands where a stroke has something to run, such as in the open lesson: a lifted pen runs that
fragment, and nothing else. It reads strokes by itself, or takes the pixels of a picture or a test
digit from the server. The weights of the project's networks have an address (`sent_network.py`),
and those of others come in a message behind the first picture of the page.
"""

import secrets
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import streamlit as st

from nn.errors import Refused
from nn.runs.run import Run
from pages.ui.app import html
from pages.ui.app.server import scripts, sent_network
from pages.ui.app.state.drawing import Drawing, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Change, NetworkInUse, Views
from pages.ui.app.visitor import digits, networks, runs
from pages.ui.live.pen import sent_strokes

SECONDS = 1.0  # between two looks at a network that learns
_KEY, _WEIGHTS = "reader", "weights"
_names: WeakKeyDictionary[Run, str] = WeakKeyDictionary()  # of those that learn


class Which(NamedTuple):
    """A network as the browser knows it."""

    name: str  # "" for none: the answer's place says why
    sizes: tuple[int, ...] = ()
    changes: tuple[dict[str, Any], ...] = ()  # by hand; the weights are as they were before


def which(visitor: Session, used: networks.InUse | None = None) -> Which:
    """Return the network in use, or another one; its name is random while it learns."""
    changes = tuple(
        {"layer": layer, "neuron": neuron} | vars(change)
        for (layer, neuron), change in (used or visitor.network).changes.items()
    )
    if not used and (run := runs.learning(visitor)):
        name = _names.setdefault(run, secrets.token_hex(sent_network.NAME // 2))
        return Which(name, run.begun_with.sizes, changes)
    try:
        used = used or networks.in_use(visitor)
    except Refused:
        return Which("")
    return Which(sent_network.name_of(used.unchanged), used.network.sizes, changes)


def every(visitor: Session, used: networks.InUse | None = None) -> float | None:
    """Return the seconds between two looks at a network: if it is the one in use and learns."""
    seconds = SECONDS / 2 if visitor.talk.on else SECONDS
    return seconds if used is None and runs.learning(visitor) else None


def send_network(visitor: Session, used: networks.InUse | None = None) -> None:
    """Send the browser a network if it asks for it; while that in use learns, every second."""
    # Not `fragments.show`: what the browser wants would be forgotten where the page runs.
    st.fragment(_send_network, run_every=every(visitor, used))(visitor, used)


def _send_network(visitor: Session, used: networks.InUse | None) -> None:
    # The name first: what a run has learnt in the end is known by another one.
    name = which(visitor, used).name
    if not name or name in sent_network.addresses().values():
        return
    wanted = (st.session_state.get(_WEIGHTS) or {}).get("wanted")
    scripts.component("weights")(
        key=_WEIGHTS,  # style.css gives it no room
        data=name.encode() + sent_network.packed((used or networks.in_use(visitor)).unchanged)
        if every(visitor, used) or wanted == name
        else {"name": name},
        on_wanted_change=lambda: None,  # the run of this fragment is all that it is for
    )


def part(name: str, **data: object) -> None:
    """Keep a place for one more part of what is read, such as "outputs"; reader.js fills it."""
    st.html(html.div("tn-part", data_part=name, **data))


def digit(
    visitor: Session,
    picture: dict[str, Any] | None,
    has_canvas: bool = True,
    scene: str = "",
    aloud: str | None = None,
) -> None:
    """Have the digit in use read; of a drawing, the browser reads what is on the canvas.

    Without a canvas it reads the pixels that the server has prepared, and a test digit while there
    is nothing else to read. `picture` is for that part, and `scene` is what the stage shows.
    `aloud` is for a page on which neurons are changed: what a screen reader adds to the answer.
    """
    changed = None
    drawing = visitor.digit.drawing
    if visitor.digit.source is Source.DRAWING and has_canvas:
        # Whoever speaks draws the first digit: an example there is only a ghost, which is not read.
        kind = "heart" if scene == "heart" else "ghost" if visitor.talk.on else "example"
        is_new = not (drawing.strokes or drawing.past)
        says = on_canvas(drawing) | {"example": kind if is_new else ""}
    else:
        subject = (digits.current if has_canvas else digits.read_or_stand_in)(visitor)
        says = {"several": digits.is_picture_of_several(visitor)}
        if subject.trouble:
            says["trouble"] = subject.trouble
        else:
            says["image"] = subject.image.reshape(-1).tolist()
    if aloud is not None:
        changed = visitor.network
        heard = ((st.session_state.get(_KEY) or {}).get("changed") or {}).get("n")
        says |= {"aloud": aloud, "heard": heard, "put_back": changed.put_back}
    says |= {"picture": picture, "scene": scene}
    read(which(visitor), says, drawing, visitor.views, changed=changed)


def read(
    network: Which,
    says: dict[str, Any],
    drawing: Drawing,
    views: Views,
    kind: str = "digit",
    neurons: dict[int, int] | None = None,
    changed: NetworkInUse | None = None,
) -> None:
    """Have the browser read with a network what the page says, and send what is drawn.

    `kind` is "digit" or "number". `views` and `neurons`, by layer, take the neuron that is chosen,
    and `changed` what is changed by hand.
    """
    scripts.component(f"{kind}_reader")(
        key=_KEY,  # style.css gives it no room
        data={"network": network.name, "changes": network.changes, **says},
        on_strokes_change=lambda: _receive(drawing),
        on_rebuilt_change=lambda: _receive(drawing, is_rebuilt=True),
        on_changed_change=lambda: _change(network.sizes, changed),
        on_chosen_change=lambda: _choose(views, network.sizes, {} if neurons is None else neurons),
    )


def _choose(views: Views, sizes: tuple[int, ...], neurons: dict[int, int]) -> None:
    """Take over which neuron was chosen in the picture: Look inside opens with it."""
    chosen: Any = st.session_state[_KEY].get("chosen") or {"neuron": None, "layer": 0}
    neuron, layer = chosen["neuron"], chosen["layer"]
    if neuron is None:
        views.neuron = None
        return
    if layer not in range(len(sizes) - 1) or neuron not in range(sizes[layer + 1]):
        return
    neurons[layer] = neuron
    if layer < len(sizes) - 2:
        views.neuron = neuron
        views.inside.layer, views.inside.neuron = layer, neuron


def _change(sizes: tuple[int, ...], network: NetworkInUse | None) -> None:
    """Take over how a hidden neuron was changed by hand; nothing takes all changes back."""
    sent: Any = st.session_state[_KEY]["changed"]
    if network is None or sent["put_back"] != network.put_back:
        return
    if (what := sent["what"]) is None:
        network.without_changes()
        return
    layer, neuron = what["layer"], what["neuron"]
    if layer in range(len(sizes) - 2) and neuron in range(sizes[layer + 1]):
        change = network.changes[layer, neuron] = Change(what["scale"], what["shift"], what["off"])
        if change == Change():
            del network.changes[layer, neuron]


def _receive(drawing: Drawing, is_rebuilt: bool = False) -> None:
    """Take over what is drawn; the canvas stands in another fragment than a stroke runs."""
    told = drawing.canvas_told
    hear(drawing)
    if is_rebuilt:
        drawing.put_again()
    if drawing.canvas_told != told:
        st.rerun()


def hear(drawing: Drawing) -> None:
    """Take over what the browser has sent of a drawing; whatever reads it in a callback calls this.

    What was sent before the server put something else on the canvas is no longer of that drawing.
    """
    sent = (st.session_state.get(_KEY) or {}).get("strokes")
    of_this = {"told": drawing.canvas_told, "size": list(drawing.size)}  # Numbers has another size
    if not isinstance(sent, dict) or not of_this.items() <= sent.items():
        return
    strokes = sent_strokes.strokes_of(sent.get("strokes"))
    if strokes is not None:
        drawing.receive(strokes)
        if len(strokes) < len(sent["strokes"]):  # more than a drawing may have
            drawing.put_on_canvas(strokes)


def on_canvas(drawing: Drawing) -> dict[str, Any]:
    """Return what the browser has to know of a drawing that is on the canvas.

    It has the strokes by itself that were drawn since the canvas was told what to show.
    """
    return {
        "pen": {"width": drawing.stroke_width, "erases": drawing.erasing},
        "told": drawing.canvas_told,
        "known": 0 if drawing.carried else len(drawing.strokes),
        "carried": sent_strokes.as_sent(drawing.strokes) if drawing.carried else None,
        "undo": bool(drawing.past),
        "size": drawing.size,
        "strokes": sent_strokes.as_sent(drawing.canvas_shows),
    }
