// What draws itself on the canvas until somebody draws: a digit or a number, so that the page explains
// itself; in a talk the ghost of a digit, or a heart, which is none.

import { calm } from "../app/browser/page.js";
import { C } from "./reading/basics.js";
import { set_html } from "./reading/answer.js";
import { soon } from "./reading/reader.js";

const APART = 6; // canvas pixels between two points
const QUICK = { example: 70, number: 230, ghost: 70, heart: 70 }; // points a second
const OPACITY = { example: 0.62, number: 0.62, ghost: 0.16, heart: 1 };
const READ = 100; // milliseconds between two readings
const EVERY = 5600; // milliseconds: it is drawn in half of them, and stands there for the others
const EXAMPLES = [
  [
    "M170 150C215 90 380 95 370 185C365 250 290 262 250 265C320 262 400 300 385 385C370 470 220 485 160 415",
  ],
  ["M175 190C185 90 375 80 375 190C375 280 230 370 165 450L395 450"],
  ["M210 120L200 260C260 215 390 235 385 345C380 460 230 480 165 420", "M210 120L375 115"],
];
const SHAPES = {
  example: EXAMPLES,
  number: [
    [
      "M102 228C110 158 242 151 242 228C242 291 141 354 95 410L256 410",
      "M351 200C382 158 498 162 491 224C488 270 435 278 407 280C456 278 512 305 502 364C491 424 386 434 344 386",
      "M631 179L624 277C666 246 757 260 754 336C750 417 645 431 600 389",
      "M631 179L746 176",
      "M848 182L1016 182C981 242 939 319 919 414",
    ],
  ],
  ghost: [["M160 125L400 125C350 210 290 320 262 455"]],
  heart: [
    [
      "M280 200C240 90 90 100 90 230C90 330 220 400 280 470C340 400 470 330 470 230C470 100 320 90 280 200",
    ],
  ],
};
const points = {}; // of these, made when the first is shown
const began = {};
let another; // that follows one which stands there
let next_reading = 0; // as `performance.now()` says

// Show what draws itself while nothing is drawn, or a drawing that is carried on. Return the strokes to
// read, if there are other ones than what is drawn; null for one that was read just now.
export function play(put, { example: kind, carried, pen, size }, drawn) {
  const example = kind && !drawn.length && example_now(pen.width, kind);
  const over = example ? example.strokes : drawn === carried ? drawn : [];
  put({ example: (part) => show_example(part, over, { kind, carried, size }) });
  clearTimeout(another);
  if (example?.wait) another = setTimeout(soon, example.wait);
  else if (example) {
    soon();
    if (performance.now() < next_reading) return null;
    next_reading = performance.now() + READ;
  }
  return example?.strokes;
}

function points_along(d) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", d);
  const count = Math.round(path.getTotalLength() / APART);
  return Array.from({ length: count }, (_, k) => {
    const { x, y } = path.getPointAtLength(k * APART);
    return [x, y];
  });
}

// What is drawn of the example by now, as strokes, and the milliseconds until there is another.
function example_now(width, kind) {
  const is_drawn_once = kind === "heart";
  points[kind] ??= SHAPES[kind].map((strokes) => strokes.map(points_along));
  // The first digit stands there at once.
  began[kind] ??= performance.now() - (is_drawn_once ? 0 : EVERY / 2);
  const past = calm.matches ? EVERY / 2 : performance.now() - began[kind];
  const time = is_drawn_once ? Math.min(past, EVERY - 1) : past % EVERY;
  let left = 2 + Math.floor((QUICK[kind] * time) / 1000);
  const [strokes, shown] = [[], points[kind]];
  for (const line of shown[Math.floor(past / EVERY) % shown.length]) {
    if (left > 1) strokes.push({ points: line.slice(0, left), width, erases: false });
    left -= line.length;
  }
  return { strokes, wait: left > 0 ? EVERY - time : 0 };
}

// As the canvas draws a line: through the middles between its points.
const smooth = (points) =>
  points
    .map(([x, y], k) => {
      const [next_x, next_y] = points[k + 1] ?? [x, y];
      return `${k ? "Q" : "M"}${x} ${y}${k ? ` ${(x + next_x) / 2} ${(y + next_y) / 2}` : ""}`;
    })
    .join("");

// Show strokes over the canvas: an example, which says so, the ghost of one, or a drawing as it is.
function show_example(part, strokes, { kind, carried, size }) {
  const lines = strokes.map(
    ({ points, width }) => `<path d="${smooth(points)}" stroke-width="${width}"/>`,
  );
  const [wide, high] = size ?? [C.CANVAS_SIDE, C.CANVAS_SIDE];
  const says = { example: "Draw your own.", number: "Write your own." }[kind];
  if (lines.length && says) lines.push(`<text x="18" y="1.5em">An example. ${says}</text>`);
  set_html(
    part,
    `<svg class="tn-example" style="opacity:${carried ? 1 : OPACITY[kind]}" viewBox="0 0 ${wide} ${high}" aria-hidden="true">${lines.join("")}</svg>`,
  );
}
