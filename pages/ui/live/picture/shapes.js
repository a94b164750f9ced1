// Parts that several pictures of the network have: squares of pixels, neurons and outputs.

import { C, clip } from "../reading/basics.js";
import { box } from "../reading/preparation.js";
import { BLACK, GREY, WHITE, colour_for, towards } from "./theme.js";
import { spread } from "./layout.js";
import { largest } from "./arithmetic.js";
import { MIDDLE, RIGHT, a_box, a_disc } from "./painter.js";

export const ROWS = 28;

// Where a pixel is in a square.
export function pixel_at(pixel, { x, y, side }) {
  const [row, column, size] = [Math.floor(pixel / ROWS), pixel % ROWS, side / ROWS];
  return { x: x + (column * side) / ROWS, y: y + (row * side) / ROWS, w: size, h: size };
}

// A digit as it is on a canvas: paper in the canvas's place, pixels where its ink is, {x, y, w, h}.
export function square_on_canvas(image, { x, y, w, h, canvas }, moving) {
  const { left, top } = moving.getBoundingClientRect();
  const inked = [...image.keys()].filter((k) => image[k]);
  const { low, high } = box(inked.map((k) => [k % ROWS, Math.floor(k / ROWS)]));
  const [wide, tall] = [w, h].map((size, axis) => size / (high[axis] + 1 - low[axis]));
  const paper = [canvas.left - left, canvas.top - top, canvas.width, canvas.height];
  const pixels = inked.map((k) => {
    const place = [((k % ROWS) - low[0]) * wide, (Math.floor(k / ROWS) - low[1]) * tall];
    const all = [x - left + place[0], y - top + place[1], wide + 0.3, tall + 0.3];
    return a_box(`p${k}`, all, ink_of(image)(k));
  });
  return [a_box("ppaper", paper, WHITE), ...pixels];
}

// A picture of 28 x 28 pixels: paper, a frame, and the pixels that have a colour.
export function square(key, place, colour_of) {
  const { x, y, side } = place;
  const items = [
    a_box(`${key}paper`, [x, y, side, side], WHITE),
    a_box(`${key}frame`, [x - 0.5, y - 0.5, side + 1, side + 1], GREY, { ring: 1 }),
  ];
  for (let pixel = 0; pixel < ROWS * ROWS; pixel++) {
    const colour = colour_of(pixel);
    if (!colour) continue;
    const { x: left, y: top, w: size } = pixel_at(pixel, place);
    items.push(a_box(`${key}${pixel}`, [left, top, size + 0.3, size + 0.3], colour));
  }
  return items;
}

export const ink_of = (image) => (pixel) => image[pixel] > 0 && towards(BLACK, image[pixel]);

// Red where a value is above 0 and blue below, perhaps over the faint digit.
export function signs_of(values, image, theme, limit = largest(values)) {
  return (pixel) => {
    const share = (Math.abs(values[pixel]) / limit) ** C.LIFT;
    const ink = image ? image[pixel] : 0;
    if (!share && !ink) return false;
    const paper = towards(BLACK, C.FAINT * ink);
    return towards(colour_for(values[pixel], theme), share, paper);
  };
}

// The column of neurons, each as full as it fires.
// Instead of activations it may show other `values`, red above 0 and blue below.
export function column(at, x, top, bottom, values, begin = at.is_last ? "y" : `h${at.layer}.`) {
  const { shown, theme } = at;
  const all = values ?? at.pass.a[at.layer + 1];
  const full = values ? largest(values) : Math.max(1, largest(all));
  const ys = spread(shown.length, top, bottom);
  const r = Math.min((0.43 * (bottom - top)) / shown.length, 0.62 * at.letter);
  return shown.map((neuron, place) => {
    const value = all[neuron];
    const colour = values || value < 0 ? colour_for(value, theme) : theme.ink;
    const chosen = neuron === at.neuron;
    const style = { neuron, rim: chosen ? theme.other : theme.ink };
    style.ring = chosen ? Math.max(3, 0.2 * r) : Math.max(1, 0.09 * r);
    if (is_off(at, neuron)) Object.assign(style, { off: true, dash: [0.3 * r, 0.3 * r] });
    const share = style.off ? 0 : Math.min(1, Math.abs(value) / full);
    const fill = values ? share ** 2 : share; // of an error, the width shows how large it is
    return a_disc(`${begin}${neuron}`, [x, ys[place], r], fill, colour, style);
  });
}

// Whether nothing listens to a neuron: on Look inside it was switched off.
export function is_off({ network, pass, layer }, neuron) {
  const [size, next] = [pass.a[layer + 1].length, network.layers[layer + 1]];
  return next?.b.every((_, k) => !next.w[k * size + neuron]);
}

export const word_off = (at, { key, x, y, r }) =>
  at.write(`off${key}`, x - 1.5 * r, y, "off", { ...RIGHT, size: 0.85 * at.letter });

// The column at the right, with the name of the one neuron that is shown.
export function column_of_one(at, g) {
  const words = at.is_last ? `output ${at.neuron}` : `neuron ${at.neuron + 1}`;
  const name = at.write("many", g.W, 0.7 * at.letter, words, { ...RIGHT, bold: true });
  return [name, ...column(at, 0.955 * g.W, g.top, g.bottom)];
}

// The names of the columns.
export function heads_of(at, g) {
  const head = (key, x, words) => at.write(key, x, g.top - g.f, words, MIDDLE);
  const size = at.pass.a[at.layer + 1].length;
  const few = at.shown.length < size ? `${at.shown.length} of ${size}` : `${size}`;
  const heads = [head("ten", g.output_x, g.is_narrow ? "10" : "10 outputs")];
  if (!at.is_last) heads.push(head("many", g.hidden_x, g.is_narrow ? few : `${few} neurons`));
  if (!at.beside) heads.push(head("head", g.digit.x + g.digit.side / 2, "28 × 28 pixels"));
  return heads;
}

export function outputs_of(at, g) {
  const { theme, letter: f, answer, write } = at;
  const { output_ys, output_r: r } = g;
  return at.pass.a.at(-1).flatMap((a, digit) => {
    const [y, chosen, said] = [output_ys[digit], digit === at.output, digit === answer];
    const rim = chosen ? theme.other : theme.ink;
    const ring = chosen ? Math.max(3, 0.14 * f) : 1;
    const bar = (w) => [g.bars_x, y - 0.32 * r, w, 0.64 * r];
    const words = Number.isFinite(a) ? a.toFixed(2) : "–";
    const name = { ...MIDDLE, bold: chosen || said, size: Math.min(1.15 * f, 2.15 * r) };
    const value = { ...RIGHT, bold: said, alpha: said || chosen ? 1 : 0.8 };
    const long = g.bar_w * clip(a || 0, 0, 1);
    const fades = at.stage && words === "0.00" && !chosen;
    return [
      a_disc(`y${digit}`, [g.output_x, y, r], 0, theme.ink, { ring, rim, neuron: digit }),
      write(`n${digit}`, g.output_x, y, `${digit}`, name),
      a_box(`t${digit}`, bar(g.bar_w), GREY, { alpha: 0.22 }),
      a_box(`b${digit}`, bar(long), said ? theme.here : theme.ink, { from: { w: 0 } }),
      ...(fades ? [] : [write(`v${digit}`, g.bars_x + g.bar_w + 2.3 * f, y, words, value)]),
    ];
  });
}
