// The canvas that one draws on: a component of another's, in a shadow root, which says nothing itself.

import { when_it_comes } from "../../app/browser/page.js";
import { pen_keys } from "./pen_keys.js";

const HOST = '.st-key-canvas [data-testid="stBidiComponentIsolated"]';
const SHOWN = [600, 2_000]; // milliseconds after the canvas is there
// Its own toolbar lies over its upper right corner, unseen until one points there: a finger that begins
// a stroke there would press its Reset. The canvas has no setting for it. What stands over the canvas
// is its border, which one that is focused would lose, and the veil of style.css. The eraser draws in
// the paper's colour, so both are dimmed.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .dc-toolbar { display: none !important; }
  .canvas-container::after { content: ""; position: absolute; z-index: 11; inset: 0;
    pointer-events: none; border: 2px solid rgba(22, 21, 20, 0.3);
    background: var(--tn-veil); }
  .dc-canvas { outline: none; }`);

const canvas_in = (host) => host?.shadowRoot?.querySelector("canvas.upper-canvas");
export const find_canvas = () => canvas_in(document.querySelector(HOST));

// Prepare each canvas that comes onto the page. Its shadow root is filled a moment later.
export const prepare_canvas = () => when_it_comes(HOST, prepare);

function prepare(host) {
  const canvas = canvas_in(host);
  if (!canvas) return void (host.isConnected && requestAnimationFrame(() => prepare(host)));
  host.shadowRoot.adoptedStyleSheets.push(sheet);
  pen_keys(canvas);
  for (const wait of SHOWN) setTimeout(show_ink, wait, canvas.previousElementSibling);
}

// WebKit may not show what was drawn before the canvas is on the screen, until something is drawn again.
function show_ink(canvas) {
  const context = canvas.getContext("2d");
  context.save();
  context.fillStyle = "transparent";
  context.fillRect(0, 0, 1, 1);
  context.restore();
}
