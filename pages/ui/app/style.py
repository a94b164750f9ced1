"""The app's look beyond Streamlit's theme; works on light and on dark."""

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 3.2rem 2rem 2rem; max-width: 1700px; }
.st-key-drawing { padding-top: 0.6rem; }
/* The canvas is 560 pixels wide; zoom makes it fit the window and stay sharp. Its own toolbar,
   which comes up above it, would be a second Undo and a pencil that stops drawing: clipped. */
.st-key-canvas, .tn-board { zoom: 0.7143; }
.st-key-canvas { clip-path: inset(0); }
:has(> .st-key-canvas_alone) { display: none; }
.st-key-answer, .st-key-outputs, .st-key-hidden { user-select: none; }
.tn-answer { text-align: center; line-height: 1.1; min-height: 11.5rem; }
.tn-digit { font-size: 9rem; font-weight: 700; line-height: 1; }
.tn-unsure { opacity: 0.45; }
.tn-below { font-size: 1.15rem; opacity: 0.85; }
.tn-picture { width: 100%; max-width: 15.75rem; image-rendering: pixelated; display: block;
  border: 1px solid rgba(128, 128, 128, 0.6); border-radius: 4px; }
/* In the canvas's place, and as large. */
.tn-board { width: 560px; height: 560px; display: flex; align-items: center;
  justify-content: center; box-sizing: border-box; border: 1px solid rgba(128, 128, 128, 0.6); }
.tn-board .tn-picture { width: 100%; max-width: none; border: 0; border-radius: 0; }
/* What stands below it keeps to one line, also on a phone. */
.st-key-tools, .st-key-test_digits { gap: 0.4rem; }
.st-key-tools button, .st-key-test_digits button { padding-left: 0.6rem; padding-right: 0.6rem; }
.st-key-test_digits [data-testid="stNumberInputContainer"] button { padding: 0; }
.tn-truth { font-size: 1.3rem; }
.tn-loaded { width: 100%; height: 100%; object-fit: contain; }
.tn-no-picture { font-size: 2rem; opacity: 0.7; }
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
.tn-tiny, .tn-squares + .tn-squares { margin-top: 0.6rem; }
.tn-tiny:first-child { margin-top: 0; }
.tn-tiny { max-width: 22rem; }
.tn-tiny .tn-picture { max-width: none; border: 0; border-radius: 0; image-rendering: auto; }
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
.tn-piece { white-space: nowrap; }
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
/* Mistakes: digits to choose from, and the table digit by digit. */
.st-key-misread_cards [role="radiogroup"], .st-key-drawings_cards [role="radiogroup"] {
  display: grid; gap: 0.35rem; width: 100%;
  grid-template-columns: repeat(auto-fill, minmax(5.1rem, 1fr)); }
.st-key-misread_cards button, .st-key-drawings_cards button { width: 100%; height: auto;
  padding: 0.25rem 0; border-radius: 6px; }
.st-key-misread_cards p, .st-key-drawings_cards p { display: flex; flex-direction: column;
  align-items: center; line-height: 1.25; }
.st-key-misread_cards img, .st-key-drawings_cards img { width: 4rem !important;
  height: 4rem !important; max-height: none !important; object-fit: fill !important;
  image-rendering: pixelated; }
.st-key-misread_cards em, .st-key-drawings_cards em { font-style: normal; }
.tn-digits > div { display: grid; gap: 0.8rem;
  grid-template-columns: 1.2rem 4.4rem minmax(1.5rem, 1fr) 3.4rem 8.2rem;
  align-items: center; font-size: 1.1rem; line-height: 1.75; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.tn-digits > .tn-digits-head { font-size: 0.95rem; opacity: 0.85; }
.tn-wrong { background: #d2601a; }
/* How it works. */
.st-key-story_rail button { padding: 0.2rem 0.4rem; min-height: 2.1rem; }
[class*="st-key-story_words"] p { font-size: 1.15rem; line-height: 1.45; margin-bottom: 0.5rem; }
[class*="st-key-story_equation"] .katex { font-size: 1.2rem; }
[class*="st-key-story_equation"] .katex-display { margin: 0; padding: 0.4rem 0 0.6rem;
  overflow-x: auto; overflow-y: hidden; }
[class*="st-key-story"] [data-testid="stCaptionContainer"] p { font-size: 0.95rem; }
[class*="st-key-story_code"] pre { padding: 0.6rem 0.8rem; }
[class*="st-key-story_code"] code { font-size: 0.9rem; }
/* Lines of code are wrapped between words; a longer word is reached by scrolling. */
[class*="st-key-story_code"] pre { overflow-x: auto; }
[class*="st-key-story_code"] code * { overflow-wrap: normal !important;
  word-break: normal !important; }
.st-key-story_stand_in p { font-size: 1rem; }
.st-key-story_ideas > div:not(:first-child) { border-top: 1px solid rgba(128, 128, 128, 0.4);
  padding-top: 0.4rem; }
.st-key-story_ideas { gap: 0.4rem; }
.st-key-story_ideas [data-testid="stColumn"] > div { gap: 0.3rem; }
[class*="st-key-story_words_idea"] p { font-size: 1.05rem; line-height: 1.4; }
.tn-strip img { max-width: none; width: 100%; height: 2.2rem; }
.tn-sum { display: flex; flex-wrap: wrap; align-items: center; justify-content: center;
  gap: 0.4rem 1.6rem; font-size: 1.7rem; font-variant-numeric: tabular-nums; }
.tn-sum span { text-align: center; line-height: 1.15; }
.tn-sum small { display: block; font-size: 1rem; opacity: 0.8; font-weight: 400; }
.tn-sum .tn-warm { color: #d6604d; }
.tn-sum .tn-cold { color: #4393c3; }
.tn-sum .tn-total { font-weight: 700; }
.tn-examples { display: grid; grid-template-columns: repeat(6, 1fr); text-align: center;
  font-size: 1.1rem; font-variant-numeric: tabular-nums; }
.tn-examples span { border-bottom: 1px solid rgba(128, 128, 128, 0.4); }
.tn-examples b { display: block; border-top: 1px solid rgba(128, 128, 128, 0.4); }
.tn-network { position: relative; height: 400px; user-select: none; }
.tn-layer { position: absolute; top: 0; transform: translateX(-50%); font-size: 1rem;
  white-space: nowrap; opacity: 0.85; }
.tn-lines { position: absolute; inset: 0; width: 100%; height: 100%; max-width: none; }
.tn-entry { position: absolute; left: 0; top: 53.5%; width: 15%; transform: translateY(-50%); }
.tn-node { position: absolute; width: 24px; height: 24px; transform: translate(-50%, -50%);
  border-radius: 50%; border: 1px solid rgba(128, 128, 128, 0.9); overflow: visible;
  background: var(--st-background-color, Canvas); font-size: 14px; }
.tn-node i { position: absolute; inset: 0; border-radius: 50%; }
.tn-node > b { position: absolute; inset: 0; display: flex; align-items: center;
  justify-content: center; font-weight: 400; }
.tn-node.tn-largest { width: 34px; height: 34px; border: 3px solid #3b7be0; font-size: 1.2rem; }
.tn-node.tn-largest > b { font-weight: 700; }
.tn-tip { display: none; position: absolute; z-index: 5; left: 50%; bottom: 115%;
  transform: translateX(-50%); padding: 0.2rem 0.6rem; border-radius: 4px; white-space: nowrap;
  font-size: 1rem; font-style: normal; color: #ffffff; background: #333333; }
.tn-tip.tn-below-node { bottom: auto; top: 115%; }
.tn-node:hover { z-index: 6; }
.tn-node:hover .tn-tip { display: block; }
.tn-out { position: absolute; transform: translate(1.6rem, -50%); font-size: 1.1rem;
  font-variant-numeric: tabular-nums; }
.tn-out.tn-largest { font-weight: 700; }
.st-key-backprop_at button { padding-left: 0.4rem; padding-right: 0.4rem; }
.st-key-backprop_words h3 { padding: 0; }
.st-key-backprop_step, .st-key-backprop_step [data-testid="stColumn"] > div { gap: 0.7rem; }
.st-key-backprop_words [data-testid="stColumn"] > div { gap: 0.6rem; }
.st-key-backprop_equation .katex { font-size: 1.35rem; }
.st-key-backprop_equation .katex-display { margin: 0; padding: 0.2rem 0; overflow-x: auto;
  overflow-y: hidden; }
.st-key-backprop_symbols ul { margin: 0; padding: 0; list-style: none; }
.st-key-backprop_symbols li { font-size: 0.9rem; line-height: 1.4; margin: 0 0 0.1rem;
  padding: 0 0 0 1rem; text-indent: -1rem; }
.tn-bp-scroll { overflow-x: auto; }
.tn-bp-table { border-collapse: collapse; width: 100%; font-size: 0.95rem; line-height: 1.42; }
.tn-bp-table th { font-weight: 600; text-align: right; padding: 0 0.5rem; white-space: nowrap;
  border-bottom: 1px solid rgba(128, 128, 128, 0.6); }
.tn-bp-table td { text-align: right; padding: 0.02rem 0.5rem; white-space: nowrap;
  border-bottom: 1px solid rgba(128, 128, 128, 0.2); font-variant-numeric: tabular-nums; }
.tn-bp-table th:first-child, .tn-bp-table td:first-child { text-align: left; }
.tn-bp-table tr.tn-bp-marked td { background: rgba(217, 130, 43, 0.18); font-weight: 700; }
.tn-bp-table td.tn-bp-swing { position: relative; width: 25%; min-width: 4rem; }
.tn-bp-swing span { position: absolute; top: 20%; height: 60%; border-radius: 2px; }
.tn-bp-swing::after { content: ""; position: absolute; left: 50%; top: 0; bottom: 0;
  border-left: 1px solid rgba(128, 128, 128, 0.7); }
.tn-bp-ten { display: grid; grid-template-columns: repeat(5, 1fr); gap: 0.5rem; }
.tn-bp-image { text-align: center; }
.tn-bp-flat { max-width: 34rem; }
.tn-bp-chosen { outline: 3px solid #d9822b; }
.tn-bp-sum { font-size: 1.15rem; margin: 0.3rem 0; font-variant-numeric: tabular-nums; }
.tn-bp-num { cursor: default; }
.tn-bp-code { border-left: 3px solid rgba(128, 128, 128, 0.5); padding-left: 0.8rem; }
.tn-bp-line { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.tn-bp-line pre { margin: 0; font-size: 0.95rem; line-height: 1.45; white-space: pre-wrap; }
.tn-bp-from { font-size: 0.875rem; opacity: 0.75; white-space: nowrap; }
@media (min-width: 641px) {
  .st-key-backprop_top { margin-top: -1rem; }  /* a step fits a screen of 800 pixels */
  /* What does not fit beside the canvas goes below it. */
  [data-testid="stHorizontalBlock"]:has(.st-key-drawing) { flex-wrap: wrap; }
  [data-testid="stColumn"]:has(.st-key-drawing) { min-width: 400px; }
  [data-testid="stColumn"]:has(.st-key-answer):has(.st-key-seen) { min-width: 420px; }
}
@media (min-width: 1700px) and (min-height: 850px) {
  .st-key-canvas, .tn-board { zoom: 1; }
  [data-testid="stColumn"]:has(.st-key-drawing) { min-width: 560px; }
  html { font-size: 20px; }
}
@media (max-width: 640px) {
  .st-key-backprop_top { padding-top: 0.9rem; }
  .st-key-backprop_step { padding-top: 0.8rem; }
  .st-key-backprop_equation .katex { font-size: 1.05rem; }
  .st-key-backprop_count, .tn-bp-table td.tn-bp-swing, .tn-bp-table th:last-child:empty {
    display: none; }
  .tn-bp-table { font-size: 0.9rem; }
  .tn-bp-table th, .tn-bp-table td { padding-left: 0.25rem; padding-right: 0.25rem; }
  .st-key-tools kbd { display: none; }
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 1rem 2rem; }
  .st-key-canvas, .tn-board { zoom: 0.5; }
  /* What the network sees, and beside it its neurons. */
  [data-testid="stVerticalBlock"]:has(> * > .st-key-seen) { flex-direction: row; }
  [data-testid="stVerticalBlock"] > :has(> .st-key-seen),
  [data-testid="stVerticalBlock"] > :has(> .st-key-hidden) { flex: 1 1 0; min-width: 0; }
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
  .tn-maps .tn-picture { max-width: none; }
  /* Ten digits in one line. */
  .st-key-it_was [role="radiogroup"] { gap: 0.2rem; }
  .st-key-it_was button, .st-key-backprop_label button { padding: 0 0.45rem; min-width: 0; }
  /* A long equation goes on in the next line. */
  .katex-display > .katex { white-space: normal; }
  .tn-heads, .tn-line { gap: 0.6rem;
    grid-template-columns: repeat(calc(1 + var(--tn-columns)), minmax(0, 1fr)); }
  .tn-pair { gap: 1rem; }
  .tn-spoken { font-size: 3.5rem; }
}
@media (max-width: 640px) {
  :has(> .st-key-story_three) { flex: 0 0 150px !important; height: 150px !important; }
  .st-key-story_three { height: 150px !important; }
  :has(> .st-key-story_pixels_far) { flex: 0 0 360px !important; height: 360px !important; }
  .st-key-story_pixels_far { height: 360px !important; }
  .st-key-story_pixels_near > div { min-width: 460px; }
  .st-key-story_learn { flex-direction: column; align-items: stretch; }
  .tn-out { font-size: 1rem; transform: translate(1.2rem, -50%); }
  .tn-sum { font-size: 1.35rem; gap: 0.4rem 0.9rem; }
  .tn-tip { left: auto; right: 0; transform: none; }
}
/* As wide as the phone, with room for a scroll bar: the canvas cannot be told so in one rule. */
@media (min-width: 360px) and (max-width: 640px) { .st-key-canvas, .tn-board { zoom: 0.575; } }
@media (min-width: 375px) and (max-width: 640px) { .st-key-canvas, .tn-board { zoom: 0.6017; } }
@media (min-width: 390px) and (max-width: 640px) { .st-key-canvas, .tn-board { zoom: 0.6285; } }
@media (min-width: 412px) and (max-width: 640px) { .st-key-canvas, .tn-board { zoom: 0.6678; } }
@media (min-width: 430px) and (max-width: 640px) { .st-key-canvas, .tn-board { zoom: 0.7; } }
@media (min-width: 480px) and (max-width: 640px) { .st-key-canvas, .tn-board { zoom: 0.7892; } }
</style>
"""


def apply() -> None:
    """Put the styles on the page."""
    st.html(_CSS)
