"""The app's look beyond Streamlit's theme; works on light and on dark."""

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 3.2rem 2rem 2rem; max-width: 1500px; }
/* The canvas's own toolbar comes up over what stands above the canvas: leave it room. */
.st-key-drawing { padding-top: 0.6rem; }
.tn-answer { text-align: center; line-height: 1.1; min-height: 11.5rem; }
.tn-digit { font-size: 9rem; font-weight: 700; line-height: 1; }
.tn-below { font-size: 1.15rem; opacity: 0.85; }
.tn-picture { width: 100%; max-width: 252px; image-rendering: pixelated; display: block;
  border: 1px solid rgba(128, 128, 128, 0.6); border-radius: 4px; }
.tn-bars { display: flex; flex-direction: column; gap: 5px; }
.tn-row { display: flex; align-items: center; gap: 0.6rem; font-size: 1.1rem; }
.tn-row.tn-first { font-weight: 700; }
.tn-label { width: 0.8rem; text-align: right; }
.tn-track { flex: 1; height: 1.05rem; background: rgba(128, 128, 128, 0.18); border-radius: 3px;
  overflow: hidden; }
.tn-bar { display: block; height: 100%; border-radius: 3px; }
.tn-row:not(.tn-first) .tn-bar { opacity: 0.55; }
.tn-value { width: 2.4rem; text-align: right; font-variant-numeric: tabular-nums; }
.tn-squares { display: grid; gap: 4px; max-width: 252px; }
.tn-squares.tn-few { grid-template-columns: repeat(6, 1fr); }
.tn-squares.tn-many { grid-template-columns: repeat(16, 1fr); gap: 2px; }
.tn-square { aspect-ratio: 1; border: 1px solid rgba(128, 128, 128, 0.45); border-radius: 3px;
  overflow: hidden; }
.tn-square > span { display: block; width: 100%; height: 100%; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 1rem 2rem; }
  .st-key-canvas { zoom: 0.8; }
  :has(> .st-key-maps-box), .st-key-maps-box { height: 270px !important; }
  .tn-digit { font-size: 7rem; }
  .tn-answer { min-height: 9rem; }
}
</style>
"""


def apply() -> None:
    """Put the styles on the page."""
    st.html(_CSS)
