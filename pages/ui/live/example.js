// A digit that draws itself on the canvas until somebody draws, so that the page explains itself.

import { C } from "./reading/basics.js";
import { set_html } from "./reading/answer.js";

const APART = 6; // canvas pixels between two points
const QUICK = 70; // points a second
const EVERY = 5600; // milliseconds: it is drawn in half of them, and stands there for the others
const EXAMPLES = [
  [
    "M170 150C215 90 380 95 370 185C365 250 290 262 250 265C320 262 400 300 385 385C370 470 220 485 160 415",
  ],
  ["M175 190C185 90 375 80 375 190C375 280 230 370 165 450L395 450"],
  ["M210 120L200 260C260 215 390 235 385 345C380 460 230 480 165 420", "M210 120L375 115"],
];
let examples; // as points, made when the first is shown
let example_began;

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
export function example_now(width) {
  examples ??= EXAMPLES.map((strokes) => strokes.map(points_along));
  example_began ??= performance.now() - EVERY / 2; // the first one stands there at once
  const past = performance.now() - example_began;
  const time = past % EVERY;
  let left = 2 + Math.floor((QUICK * time) / 1000);
  const strokes = [];
  for (const points of examples[Math.floor(past / EVERY) % examples.length]) {
    if (left > 1) strokes.push({ points: points.slice(0, left), width, erases: false });
    left -= points.length;
  }
  return { strokes, wait: left > 0 ? EVERY - time : 0 };
}

export function show_example(part, strokes) {
  const lines = strokes.map(
    ({ points, width }) => `<polyline points="${points.join(" ")}" stroke-width="${width}"/>`,
  );
  if (lines.length) lines.push('<text x="16" y="38">An example. Draw your own.</text>');
  const size = `0 0 ${C.CANVAS_SIDE} ${C.CANVAS_SIDE}`;
  set_html(
    part,
    `<svg class="tn-example" viewBox="${size}" aria-hidden="true">${lines.join("")}</svg>`,
  );
}
