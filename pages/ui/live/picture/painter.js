// Paints a picture that moves: what it shows is a list of items, and where an item has another place in
// the next list, it goes there in half a second. On the stage it takes longer, and things happen one
// after the other: each item in its `beat`, two shares of that time (beats.js).
//
// Shapes are painted on a canvas, letters are text of the page. An item has a `key` of its own, a
// `kind`, numbers that say where it is, a `colour` [red, green, blue] and perhaps `alpha`:
//
//   box     x y w h                     disc   x y r, `fill` from 0 to 1: how full its ring is
//   line    x y to_x to_y width         curve  points [[x, y], ...], width, perhaps `dash`, and
//                                              `ground`, the y down to which it is filled faintly
//   text    x y size text, perhaps align ("left", "middle", "right"), bold
//
// `from` says where an item comes from that was not there before; otherwise it fades in. One with a
// `path`, [[x, y], ...], goes along that to its new place.

import { calm } from "../../app/browser/page.js";
import { clip } from "../reading/basics.js";
import { mixed } from "./theme.js";

const MOVES = 500; // milliseconds
const MOVES_ON_STAGE = 3000;
const [WHOLE, LEAVES] = [
  [0, 1],
  [0, 0.15],
]; // beats
const THEME_COMES = 300; // milliseconds until the page has its other colours
const dark = matchMedia("(prefers-color-scheme: dark)");

// Items, written in one line each.
export function a_box(key, [x, y, w, h], colour, more) {
  return { kind: "box", key, x, y, w, h, colour, ...more };
}
export function a_disc(key, [x, y, r], fill, colour, more) {
  return { kind: "disc", key, x, y, r, fill, colour, ...more };
}
export function a_line(key, [x, y, to_x, to_y], width, colour, more) {
  return { kind: "line", key, x, y, to_x, to_y, width, colour, ...more };
}
export function a_curve(key, points, width, colour, more) {
  return { kind: "curve", key, points, width, colour, ...more };
}
export const writer =
  ({ letter: size, theme }) =>
  (key, x, y, text, more) => ({ kind: "text", key, x, y, text, size, colour: theme.ink, ...more });
export const [MIDDLE, RIGHT] = [{ align: "middle" }, { align: "right" }];

// An item on its way; what is no number and no list of numbers is as it will be.
function between(from, to, t) {
  const item = { ...to };
  for (const name in to)
    if (typeof to[name] === "number" && typeof from[name] === "number")
      item[name] = from[name] + (to[name] - from[name]) * t;
  item.colour = mixed(from.colour ?? to.colour, to.colour, t);
  if (t < 0.5) item.text = from.text; // a number changes with what it says
  if (to.points && from.points?.length === to.points.length)
    item.points = to.points.map((point, k) => mixed(from.points[k], point, t));
  if (to.path) [item.x, item.y] = along(to.path, t);
  return item;
}

function along(path, t) {
  const place = t * (path.length - 1);
  const k = Math.floor(place);
  return mixed(path[k], path[k + 1] ?? path[k], place - k);
}

const faded = (item, share) => ({ ...item, alpha: (item.alpha ?? 1) * share });

const all_anew = () => document.querySelectorAll(".tn-moving").forEach((canvas) => canvas.anew());
const theme_changes = () => setTimeout(all_anew, THEME_COMES);

// Paint in an element; `again` is called where its size or the theme has changed.
export function make_painter(element, again, shown = []) {
  // Kept, since asking for it at every frame has the browser lay out the page each time.
  let size;
  const size_now = () => (size ??= [element.clientWidth, element.clientHeight]);
  const anew = () => {
    const was = `${size}`;
    size = undefined;
    // In another size what moves is there at once, and what goes away is gone.
    if (`${size_now()}` !== was) [before, begun] = [new Map(), -Infinity];
    if (element.isConnected) again();
  };
  new ResizeObserver(anew).observe(element);
  element.innerHTML =
    '<canvas class="tn-moving" role="img"></canvas><div class="tn-moving-text" aria-hidden="true"></div>';
  const [canvas, letters] = element.children;
  canvas.anew = anew;
  dark.addEventListener("change", theme_changes); // one function, so the browser adds it once
  const context = canvas.getContext("2d");
  const texts = new Map(); // elements, by key
  let [before, target] = [new Map(), []]; // items, as `shown`
  let [begun, lasts, frame] = [-Infinity, MOVES, 0];
  let painted; // what the canvas shows

  function paint() {
    frame = 0;
    const passed = calm.matches ? 1 : Math.min((performance.now() - begun) / lasts, 1);
    const by_now = ([start, end]) => {
      const share = clip((passed - start) / (end - start), 0, 1);
      return share * share * (3 - 2 * share);
    };
    shown = target.flatMap((item) => {
      const [from, beat] = [before.get(item.key), (lasts > MOVES && item.beat) || WHOLE];
      const t = by_now(beat);
      if (t === 1) return item;
      if (from && from.kind === item.kind) return between(from, item, t);
      if (passed < beat[0]) return [];
      return item.from ? between({ ...item, ...item.from }, item, t) : faded(item, t);
    });
    if (passed < 1) {
      const stay = new Set(target.map(({ key }) => key));
      const left = 1 - by_now(lasts > MOVES ? LEAVES : WHOLE);
      for (const [key, item] of before) if (left && !stay.has(key)) shown.push(faded(item, left));
      frame = requestAnimationFrame(paint);
    }
    const [width, height] = size_now();
    write(shown.filter(({ kind }) => kind === "text"));
    const shapes = shown.filter(({ kind }) => kind !== "text");
    const scale = window.devicePixelRatio;
    // While a hand changes a neuron, often only numbers are others.
    const look = [width, height, scale];
    if (is_same([look, ...shapes], painted)) return;
    painted = [look, ...shapes];
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale))
      [canvas.width, canvas.height] = [width * scale, height * scale].map(Math.round);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    for (const item of shapes) paint_shape(context, item);
  }

  // Letters that go away are hidden: with each element that comes or goes the browser asks all styles
  // of the page whom it concerns, which takes longer than the picture.
  function write(items) {
    const seen = new Map(items.map((item) => [item.key, item]));
    for (const key of seen.keys())
      if (!texts.has(key)) {
        const span = letters.appendChild(document.createElement("span"));
        span.append("");
        span.dataset.key = key;
        texts.set(key, span);
      }
    for (const [key, span] of texts) {
      const item = seen.get(key);
      const style = item ? style_of(item) : "display:none";
      if (span.style_now !== style) span.style.cssText = span.style_now = style;
      if (item && span.firstChild.data !== item.text) span.firstChild.data = item.text;
    }
  }

  return {
    canvas,
    shown: () => shown,
    size: size_now,
    // Show these items; with `moves`, let those that stay go to their new places; `slowly` on the stage,
    // and perhaps from what `begins` shows instead.
    show(items, moves = false, slowly = false, begins) {
      if (moves) {
        before = new Map((begins || shown).map((item) => [item.key, item]));
        [begun, lasts] = [performance.now(), slowly ? MOVES_ON_STAGE : MOVES];
      }
      target = items;
      if (frame) cancelAnimationFrame(frame);
      paint();
    },
  };
}

// Whether lists and items look the same, however deep: nobody sees a hundredth of a pixel.
function is_same(one, other) {
  if (typeof one === "number") return Math.abs(one - other) < 0.01;
  if (one === other || typeof one !== "object" || !one || !other) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => is_same(one[name], other[name]))
  );
}

function style_of({ x, y, size, colour, align, bold, alpha = 1 }) {
  const shift = { middle: "-50%", right: "-100%" }[align] ?? "0";
  return (
    `transform:translate(${x.toFixed(1)}px,${y.toFixed(1)}px) translate(${shift},-50%);` +
    `font-size:${size.toFixed(1)}px;opacity:${alpha.toFixed(2)};` +
    `color:rgb(${colour.map(Math.round)});font-weight:${bold ? 700 : 400}`
  );
}

// Paint items with their letters, none of which goes beyond a width, on a canvas that stands still.
export function paint_all(context, items, family, width) {
  for (const item of items) if (item.kind !== "text") paint_shape(context, item);
  for (const { text, x, y, size, colour, align, bold, alpha = 1 } of items) {
    if (text === undefined) continue;
    context.globalAlpha = alpha;
    context.fillStyle = `rgb(${colour.map(Math.round)})`;
    context.font = `${bold ? 700 : 400} ${size}px ${family}`;
    context.textAlign = { middle: "center", right: "right" }[align] ?? "left";
    context.textBaseline = "middle";
    context.fillText(text, x, y, align ? width : width - x);
  }
}

function paint_shape(context, item) {
  const { kind, x, y, colour } = item;
  context.globalAlpha = item.alpha ?? 1;
  context.fillStyle = context.strokeStyle = `rgb(${colour.map(Math.round)})`;
  context.lineWidth = item.width ?? item.ring;
  context.setLineDash(item.dash ?? []);
  context.beginPath();
  if (kind === "box" && item.ring) context.strokeRect(x, y, item.w, item.h);
  else if (kind === "box") context.fillRect(x, y, item.w, item.h);
  else if (kind === "disc") {
    context.arc(x, y, item.r * Math.sqrt(item.fill), 0, 2 * Math.PI);
    context.fill();
    if (!item.ring) return;
    context.strokeStyle = `rgb(${(item.rim ?? colour).map(Math.round)})`;
    context.beginPath();
    context.arc(x, y, item.r, 0, 2 * Math.PI);
    context.stroke();
  } else if (kind === "line") {
    const bend = (item.to_x - x) / 2;
    context.moveTo(x, y);
    context.bezierCurveTo(x + bend, y, item.to_x - bend, item.to_y, item.to_x, item.to_y);
    context.stroke();
  } else {
    for (const [at_x, at_y] of item.points) context.lineTo(at_x, at_y);
    context.stroke();
    if (!item.ground) return;
    context.lineTo(item.points.at(-1)[0], item.ground);
    context.lineTo(item.points[0][0], item.ground);
    context.globalAlpha *= 0.25;
    context.fill();
  }
}
