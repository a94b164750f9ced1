"""The app's look beyond Streamlit's theme; works on light and on dark."""

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 3.2rem 2rem 2rem; max-width: 1700px; }
.st-key-drawing { padding-top: 0.6rem; }
/* The canvas is 560 pixels wide; zoom makes it fit the window and stay sharp. Its own toolbar,
   which comes up above it, would be a second Undo and a pencil that stops drawing: clipped. */
.st-key-canvas { zoom: 0.7143; clip-path: inset(0); }
.st-key-answer, .st-key-outputs, .st-key-hidden { user-select: none; }
.tn-answer { text-align: center; line-height: 1.1; min-height: 11.5rem; }
.tn-digit { font-size: 9rem; font-weight: 700; line-height: 1; }
.tn-unsure { opacity: 0.45; }
.tn-below { font-size: 1.15rem; opacity: 0.85; }
.tn-picture { width: 100%; max-width: 15.75rem; image-rendering: pixelated; display: block;
  border: 1px solid rgba(128, 128, 128, 0.6); border-radius: 4px; }
.tn-bars { display: flex; flex-direction: column; gap: 0.3rem; }
.tn-row { display: flex; align-items: center; gap: 0.6rem; font-size: 1.1rem; }
.tn-row.tn-first { font-weight: 700; }
.tn-label { width: 0.8rem; text-align: right; }
.tn-track { flex: 1; height: 1.05rem; background: rgba(128, 128, 128, 0.18); border-radius: 3px;
  overflow: hidden; }
.tn-bar { display: block; height: 100%; border-radius: 3px; }
.tn-row:not(.tn-first) .tn-bar { opacity: 0.55; }
.tn-value { width: 2.4rem; text-align: right; font-variant-numeric: tabular-nums; }
.tn-gallery { display: grid; grid-template-columns: repeat(10, 1fr); gap: 3px; }
.tn-squares { display: grid; gap: 3px; max-width: 22rem; }
.tn-square { position: relative; aspect-ratio: 1; overflow: hidden; border-radius: 3px;
  border: 1px solid rgba(128, 128, 128, 0.45); }
.tn-fill { display: block; width: 100%; height: 100%; }
.tn-number { position: absolute; inset: 0; display: flex; align-items: center;
  justify-content: center; font-size: 0.7rem; opacity: 0.75; }
/* The lessons below the answer. */
.tn-figures { display: grid; gap: 0.7rem 1rem;
  grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
/* Title, picture and line below it: each in a row of its own, however long a title is. */
.tn-figure { margin: 0; min-width: 0; display: grid; grid-row: span 3; row-gap: 0;
  grid-template-rows: subgrid; }
.tn-title { font-weight: 600; line-height: 1.25; margin-bottom: 0.25rem; align-self: end; }
.tn-under { line-height: 1.35; margin-top: 0.2rem; font-variant-numeric: tabular-nums; }
.tn-heading { font-weight: 600; margin: 0 0 0.3rem; }
.tn-maps { grid-template-columns: 1.6fr 1fr 1fr; }
.tn-maps .tn-figure { display: block; }
.tn-pair { grid-template-columns: 1fr 1fr; gap: 0.7rem 2rem; }
.tn-pair .tn-title { font-size: 1.15rem; }
.tn-steps { grid-template-columns: repeat(4, 1fr); }
.tn-small { grid-template-columns: repeat(5, minmax(0, 5rem)); }
.tn-small .tn-title { text-align: center; margin: 0; }
.tn-smallest { grid-template-columns: repeat(auto-fill, minmax(4.2rem, 1fr)); }
.tn-smallest .tn-under { text-align: center; }
.tn-legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.5rem 0; }
.tn-legend i { display: inline-block; width: 0.9rem; height: 0.9rem; border-radius: 3px;
  margin-right: 0.4rem; vertical-align: -0.1rem; }
.tn-votes .tn-row { font-size: 1rem; }
.tn-name { width: 5.8rem; white-space: nowrap; }
.tn-two-sided { position: relative;
  background: linear-gradient(currentColor, currentColor) 50% 0 / 1px 100% no-repeat,
    rgba(128, 128, 128, 0.18); }
.tn-two-sided .tn-bar, .tn-row:not(.tn-first) .tn-two-sided .tn-bar { position: absolute;
  opacity: 1; }
.tn-for { left: 50%; }
.tn-against { right: 50%; }
.tn-signed { width: 4rem; text-align: right; font-variant-numeric: tabular-nums; }
.tn-comparison { display: grid; gap: 0.8rem;
  max-width: calc(10rem + 15rem * var(--tn-columns)); }
.tn-heads, .tn-line { display: grid; gap: 1rem; text-align: center;
  grid-template-columns: minmax(0, 10rem) repeat(var(--tn-columns), minmax(0, 1fr)); }
.tn-line { align-items: center; }
.tn-heads { align-items: end; line-height: 1.3; }
.tn-sees { text-align: left; }
.tn-spoken { font-size: 5rem; font-weight: 700; line-height: 1; }
@media (min-width: 641px) {
  /* What does not fit beside the canvas goes below it. */
  [data-testid="stHorizontalBlock"]:has(.st-key-drawing) { flex-wrap: wrap; }
  [data-testid="stColumn"]:has(.st-key-drawing) { min-width: 400px; }
  [data-testid="stColumn"]:has(.st-key-answer):has(.st-key-seen) { min-width: 420px; }
}
@media (min-width: 1700px) and (min-height: 850px) {
  .st-key-canvas { zoom: 1; }
  [data-testid="stColumn"]:has(.st-key-drawing) { min-width: 560px; }
  html { font-size: 20px; }
}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 1rem 2rem; }
  .st-key-canvas { zoom: 0.5714; }
  :has(> .st-key-maps-box), :has(> .st-key-tiles-box) { flex: 0 0 310px !important;
    height: 310px !important; }
  .st-key-maps-box, .st-key-tiles-box { height: 310px !important; }
  .tn-digit { font-size: 7rem; }
  .tn-answer { min-height: 9rem; }
  .tn-steps { grid-template-columns: 1fr; }
  .tn-steps .tn-figure { grid-template-columns: 6.5rem 1fr; grid-template-rows: auto 1fr;
    gap: 0 0.9rem; }
  .tn-steps .tn-picture { grid-row: 1 / 3; grid-column: 1; }
  .tn-maps { grid-template-columns: 1fr 1fr; }
  .tn-maps .tn-figure:first-child { grid-column: 1 / -1; }
  .tn-heads, .tn-line { gap: 0.6rem;
    grid-template-columns: repeat(calc(1 + var(--tn-columns)), minmax(0, 1fr)); }
  .tn-pair { gap: 1rem; }
  .tn-spoken { font-size: 3.5rem; }
}
@media (max-width: 350px) { .st-key-canvas { zoom: 0.5; } }
</style>
"""


def apply() -> None:
    """Put the styles on the page."""
    st.html(_CSS)
