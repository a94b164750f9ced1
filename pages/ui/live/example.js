// What draws itself on the canvas until somebody draws: a digit, so that the page explains itself; in a
// talk the ghost of one, or a heart, which is none.

import { calm } from "../app/browser/page.js";
import { C } from "./reading/basics.js";
import { set_html } from "./reading/answer.js";

const APART = 6; // canvas pixels between two points
const QUICK = 70; // points a second
const OPACITY = { example: 0.62, ghost: 0.16, heart: 1 };
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
  ghost: [["M160 125L400 125C350 210 290 320 262 455"]],
  heart: [
    [
      "M280 200C240 90 90 100 90 230C90 330 220 400 280 470C340 400 470 330 470 230C470 100 320 90 280 200",
    ],
  ],
};
const points = {}; // of these, made when the first is shown
const began = {};

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
export function example_now(width, kind) {
  const is_drawn_once = kind === "heart";
  points[kind] ??= SHAPES[kind].map((strokes) => strokes.map(points_along));
  // The first digit stands there at once.
  began[kind] ??= performance.now() - (is_drawn_once ? 0 : EVERY / 2);
  const past = performance.now() - began[kind];
  const time = calm.matches ? EVERY / 2 : is_drawn_once ? Math.min(past, EVERY - 1) : past % EVERY;
  let left = 2 + Math.floor((QUICK * time) / 1000);
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
export function show_example(part, strokes, { kind, carried }) {
  const lines = strokes.map(
    ({ points, width }) => `<path d="${smooth(points)}" stroke-width="${width}"/>`,
  );
  if (lines.length && kind === "example")
    lines.push('<text x="16" y="38">An example. Draw your own.</text>');
  const size = `0 0 ${C.CANVAS_SIDE} ${C.CANVAS_SIDE}`;
  set_html(
    part,
    `<svg class="tn-example" style="opacity:${carried ? 1 : OPACITY[kind]}" viewBox="${size}" aria-hidden="true">${lines.join("")}</svg>`,
  );
}
