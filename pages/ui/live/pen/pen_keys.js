// A pen for the keyboard. Tab goes to the canvas; the arrow keys move a pen that one sees, two at once
// slantwise, with Shift further; Space lowers and lifts it; Escape leaves. It draws by a mouse's
// events, so that the canvas, and what reads it, take its strokes for anybody's.
//
// The canvas is marked while the keys are the pen's (data-tn-keys): a talk's keys leave those to it.

import { voice } from "../../app/browser/component.js";
import { on, once, patience } from "../../app/browser/page.js";

const STEP = 1 / 70; // of the canvas's height
const FAR = 1 / 14; // with Shift
const FINE = 1 / 140; // between two points of a stroke: far ones would have round corners
const TOGETHER = 40; // milliseconds between two keys pressed at once
const RESTED = 400; // milliseconds, before it says where the pen is
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HELP =
  "Arrow keys move the pen, with Shift further. Space lowers and lifts it. Escape leaves.";
const INSTEAD = " Or choose a picture above.";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  canvas[data-tn-keys] { outline: 4px solid #2563c9; outline-offset: -4px; }
  .tn-pen { display: none; position: absolute; z-index: 20; width: 26px; height: 26px;
    margin: -13px; box-sizing: border-box; border: 4px solid #2563c9; border-radius: 50%;
    box-shadow: 0 0 0 2px #ffffff, inset 0 0 0 2px #ffffff; pointer-events: none; }
  .tn-pen.tn-down { background: #d9482b; border-color: #d9482b; }
  canvas[data-tn-keys] ~ .tn-pen { display: block; }
  .tn-pen-help { position: absolute; z-index: 20; inset: auto 4px 4px; margin: 0; padding: 8px 12px;
    opacity: 0; font: 22px/1.3 "Source Sans", sans-serif; color: #ffffff; background: #14213d;
    pointer-events: none; }
  canvas[data-tn-keys="new"] ~ .tn-pen-help { opacity: 1; }
  .tn-paper .tn-pen-help { font-size: 15px; }
  @media (forced-colors: active) {
    .tn-pen, .tn-pen.tn-down { border-color: Highlight; forced-color-adjust: none; }
  }`);

let canvas; // that the keys draw on
let at = [0.5, 0.5]; // where the pen is: a share of the canvas's width, and of its height
let is_down = false;
let moving; // a timer, until it is known which keys are pressed at once
let resting; // a timer, until the pen has rested
const held = new Set(); // arrow keys

const say = voice("tn-pen-aloud");

function send(name, buttons) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const place = {
    clientX: Math.round(left + at[0] * width),
    clientY: Math.round(top + at[1] * height),
    buttons,
    bubbles: true,
    cancelable: true,
    composed: true,
    view: window,
  };
  const pointer = { ...place, pointerType: "mouse", isPrimary: true };
  canvas.dispatchEvent(new PointerEvent(`pointer${name}`, pointer));
  canvas.dispatchEvent(new MouseEvent(`mouse${name}`, place));
}

function press(lower) {
  if (is_down === lower) return;
  is_down = lower;
  if (lower) {
    canvas.dataset.tnKeys = "used";
    send("move", 0);
  }
  send(lower ? "down" : "up", Number(lower));
  show();
}

function move(far) {
  moving = clearTimeout(moving);
  const { width, height } = canvas.getBoundingClientRect();
  const most = [1, 1 - 1 / height];
  const step = far ? FAR : STEP;
  const from = at;
  const to = [height / width, 1].map((unit, k) => {
    const by = [...held].reduce((sum, key) => sum + ARROWS[key][k], 0);
    return Math.min(Math.max(from[k] + by * step * unit, 0), most[k]);
  });
  const points = Math.ceil(step / FINE);
  for (let point = 1; point <= points; point += 1) {
    at = from.map((value, k) => value + ((to[k] - value) * point) / points);
    send("move", Number(is_down));
  }
  show();
}

function show() {
  const pen = canvas.parentElement.querySelector(".tn-pen");
  [pen.style.left, pen.style.top] = at.map((share) => `${100 * share}%`);
  pen.classList.toggle("tn-down", is_down);
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (!canvas) return;
    const [across, deep] = at.map((share) => Math.round(100 * share));
    say(`Pen ${is_down ? "down" : "up"}, ${across} % across, ${deep} % down`);
  }, RESTED);
}

function hear_key(event) {
  if (!canvas || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, repeat, shiftKey } = event;
  if (key in ARROWS) {
    held.add(key);
    if (repeat) move(shiftKey);
    else moving ??= setTimeout(move, patience(TOGETHER), shiftKey);
  } else if (key === " ") {
    if (moving) move(shiftKey);
    if (!repeat) press(!is_down);
  } else if (key === "Escape") canvas.blur();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function hear_release({ key, shiftKey }) {
  if (moving && key in ARROWS) move(shiftKey);
  held.delete(key);
}

// Only whoever comes by the keyboard has the pen: after a stroke with the mouse, a presenter remote's
// arrows are the talk's.
function begin({ target }) {
  if (!target.matches(":focus-visible")) return;
  canvas = target;
  canvas.dataset.tnKeys = "new";
  show();
}

function end() {
  if (!canvas) return;
  press(false);
  moving = clearTimeout(moving);
  held.clear();
  canvas.removeAttribute("data-tn-keys");
  canvas = null;
  say("");
}

const start = once(() => {
  say("");
  // A hand on the mouse takes the pen away.
  on("pointerdown", (event) => event.isTrusted && end());
});

// Give the keys a canvas.
export function pen_keys(element) {
  start();
  const root = element.getRootNode();
  const help = document.createElement("p");
  const pen = document.createElement("div");
  [help.id, help.className, pen.className] = ["tn-pen-help", "tn-pen-help", "tn-pen"];
  const is_choice = document.querySelector(".st-key-digit_from, .st-key-number_from");
  help.textContent = HELP + (is_choice ? INSTEAD : "");
  pen.ariaHidden = "true";
  element.after(help, pen);
  element.tabIndex = 0;
  element.role = "application";
  const { width, height } = element.getBoundingClientRect();
  element.ariaLabel = `Canvas: draw ${width > 1.2 * height ? "a number" : "a digit"} here`;
  element.setAttribute("aria-describedby", help.id);
  for (const other of root.querySelectorAll(".lower-canvas")) other.ariaHidden = "true";
  root.adoptedStyleSheets.push(sheet);
  const listeners = { focus: begin, blur: end, keydown: hear_key, keyup: hear_release };
  for (const [kind, hear] of Object.entries(listeners)) element.addEventListener(kind, hear);
}
