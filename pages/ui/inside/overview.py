"""Look inside: all neurons of the chosen layer, how often each fires, and which are dead."""

from math import inf

import numpy as np
import streamlit as st

from nn.explain.neurons import Firing, meaning
from nn.figures.firing import firing_chart
from nn.functions import ACTIVATIONS
from nn.in_words import counted, listed
from pages.ui.app import charts
from pages.ui.app.networks import InUse
from pages.ui.app.state.session import Session
from pages.ui.inside.statistics import firing_in

TALL = 260  # pixels
MOST_NAMED = 12


def show(visitor: Session, used: InUse) -> None:
    """Show how often each neuron of the layer fires over the test images; a click chooses one."""
    view, function = visitor.views.inside, ACTIVATIONS[used.network.activation]
    firing = firing_in(used.network, view.layer)
    st.header("Which neuron is dead?", anchor=False)
    st.markdown(_verdict(firing))
    figure = visitor.visit.keep(
        "firing_chart",
        (firing, view.neuron),
        lambda: firing_chart(firing, view.neuron, function.upper < inf),
    )
    charts.show_clickable(
        visitor.visit,
        figure,
        "firing",
        TALL,
        charts.Click(lambda k: setattr(view, "neuron", k), "neuron_sum"),
    )
    st.caption(
        f"Each bar is one neuron, and says for how many of the 10,000 test images it fires. "
        f"{meaning(function)} One that never fires is dead. Click one to see it above."
    )


def _verdict(firing: Firing) -> str:
    dead = np.flatnonzero(firing.dead)
    n = len(firing.fires)
    always = int((firing.fires == 1.0).sum())
    if not len(dead):
        said = f"**None**: each of the {counted(n, 'neuron')} of this layer fires for some images."
        if n == 1:
            said = "**Not this one**: it fires for some images."
    else:
        named = [str(k + 1) for k in dead[:MOST_NAMED]]
        if len(dead) > MOST_NAMED:
            named.append(f"{len(dead) - MOST_NAMED} more")
        which = f"neuron{'s' if len(dead) > 1 else ''} {listed(named)}"
        verb = "fire" if len(dead) > 1 else "fires"
        said = f"**{len(dead)} of {n}**: {which} never {verb} for any of the test images."
    if always:
        verb = "fires" if always == 1 else "fire"
        said += f" {always} of them {verb} for every image, so the digit does not matter to "
        said += "it." if always == 1 else "them."
    return said
