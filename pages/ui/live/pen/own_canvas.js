// A canvas of the app's own, with Undo and Clear: it paints what the pen draws.
//
// Strokes are in pixels of the canvas, so they stay as they are when a phone is turned.

import { listen_to_pen } from "./pen.js";
import { pen_keys } from "./pen_keys.js";

const HTML = `<canvas class="upper-canvas"></canvas>
  <button class="tn-paper-undo">Undo</button><button class="tn-paper-clear">Clear</button>`;

// Make paper. `act` has a function for each thing that happens: begun(), moved() and changed().
export function make_paper(act) {
  let place; // the element that it lies in
  let tool; // { side, ink, width, erases }
  let [strokes, past] = [[], []]; // those drawn by now, and before each change

  const on_paper = () => place?.isConnected && { ...tool, is_ours: true };
  const ended = (stroke) => change([...strokes, stroke]);
  const pen = listen_to_pen(on_paper, { ...act, ended });
  const within = (name) => place.querySelector(name);
  const drawn = () => [...strokes, ...pen.drawn()];

  function change(to) {
    past.push(strokes);
    strokes = to;
    act.changed();
  }

  function undo() {
    strokes = past.pop() ?? [];
    act.changed();
  }

  // Lie in an element, with strokes that were drawn before.
  function lie_in(element, its_tool, before) {
    [place, tool, strokes] = [element, its_tool, before];
    past = before.map((_, k) => before.slice(0, k));
    place.classList.add("tn-paper");
    place.innerHTML = HTML;
    const canvas = within("canvas");
    [canvas.width, canvas.height] = [tool.side, tool.side];
    pen_keys(canvas);
    // Safari scrolls and magnifies without this.
    canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    within(".tn-paper-undo").onclick = undo;
    within(".tn-paper-clear").onclick = () => change([]);
  }

  function paint() {
    const context = within("canvas").getContext("2d");
    context.clearRect(0, 0, tool.side, tool.side);
    const [lineWidth, strokeStyle] = [tool.width, tool.ink];
    Object.assign(context, { lineWidth, strokeStyle, lineCap: "round", lineJoin: "round" });
    for (const { points } of drawn()) {
      context.beginPath();
      context.moveTo(...points[0]);
      for (const point of points.slice(1)) context.lineTo(...point);
      context.stroke();
    }
    // The keyboard goes on where its button is no more.
    if (!strokes.length && place.contains(document.activeElement)) within("canvas").focus();
    within(".tn-paper-undo").hidden = !past.length;
    within(".tn-paper-clear").hidden = !strokes.length;
  }

  const anew = () => ([strokes, past] = [[], []]);
  return { lie_in, paint, drawn, anew, strokes: () => strokes, is_down: pen.is_down };
}
