// The picture of the network forwards: what is where, for each zoom of it.
//
//   pixels -> one neuron -> its activation -> all neurons -> the answer
//
// `at` says what is shown: {network, pass, image, zoom, output, neuron, layer, answer, theme, width,
// height, letter, write, beside}. `layer` is that of the column of neurons, `letter` how high letters are.

import { sum } from "../reading/basics.js";
import { WHITE, colour_for } from "./theme.js";
import { layout } from "./layout.js";
import { adding_up, fixed, largest, negative, positive, signed } from "./arithmetic.js";
import { MIDDLE, RIGHT, a_box, a_line } from "./painter.js";
import { column, heads_of, ink_of, outputs_of, signs_of, square } from "./shapes.js";
import { about_neuron, activation, neuron, weight_map } from "./zooms/neuron.js";
import { pixels } from "./zooms/pixels.js";

const UNSEEN = 0.1; // how strong a weight is where there is no ink
const ZOOMS = { pixels, neuron, activation, map: weight_map };

export const forwards = (at) => (ZOOMS[at.zoom] ?? whole)(at, layout(at));

const whole = (at, g) => [...network_scene(at, g), ...heads_of(at, g)];

// All neurons and the ten outputs; lines run only into what is chosen.
export function network_scene(at, g) {
  const { image, theme, terms, sum: voted } = at;
  const items = [];
  const hidden = at.is_last ? [] : column(at, g.hidden_x, g.top, g.bottom);
  const answers = at.zoom === "answer" && voted;
  if (!at.beside) {
    const sees = terms && at.layer === 0;
    // The weights over the digit: strong where there is ink, which is where they count.
    const seen = sees && terms.weights.map((w, k) => w * (UNSEEN + (1 - UNSEEN) * image[k]));
    const colours = sees ? signs_of(seen, image, theme) : ink_of(image);
    items.push(...square("p", g.digit, colours));
    if (at.layer === 0) items.push(...lines_in(at, g, hidden));
  }
  if (answers) items.push(...lines_out(at, g, hidden, g.output_ys[at.output]));
  items.push(...hidden, ...outputs_of(at, g));
  if (answers && g.sums) items.push(...sums(at, g, hidden));
  if (terms && !at.beside && !at.is_last && !at.back) items.push(...about_neuron(at, g));
  return items;
}

// From the pixels to the neurons that fire; a chosen one's line has the colour of its sum.
function lines_in({ terms, neuron, theme, letter: f }, g, hidden) {
  return hidden.flatMap((disc) => {
    const chosen = terms && disc.neuron === neuron;
    const colour = chosen ? colour_for(terms.z - terms.bias, theme) : theme.ink;
    const alpha = chosen ? 0.9 : 0.35 * disc.fill;
    const ends = [...g.digit.edge, disc.x - disc.r, disc.y];
    if (disc.fill < 0.02 && !chosen) return [];
    return [a_line(`i${disc.key}`, ends, chosen ? 0.3 * f : 0.08 * f, colour, { alpha })];
  });
}

// Into the chosen output, each as thick as it counts; the thick ones last, above the others.
function lines_out({ sum: voted, theme }, g, hidden, to) {
  const most = largest(voted.products);
  const lines = hidden.map((disc) => {
    const share = Math.abs(voted.products[disc.neuron]) / most;
    const colour = colour_for(voted.products[disc.neuron], theme);
    const ends = [disc.x + disc.r, disc.y, g.output_x - g.output_r, to];
    const width = Math.max(0.7, 0.026 * g.H * share);
    const alpha = share && 0.2 + 0.7 * share;
    const from = { to_x: ends[0], to_y: ends[1] }; // it grows
    return a_line(`o${disc.neuron}`, ends, width, colour, { alpha, from });
  });
  return lines.sort((one, other) => one.width - other.width);
}

// What is added up, row below row: names, texts, and values where they have a sign.
function rows_of(named, { z, a }, why) {
  const texts = adding_up(Object.values(named), z);
  const parts = Object.entries(named).map(([name, value], k) => [name, texts[k], value]);
  return [[why, ""], ...parts, ["z", `= ${fixed(z)}`], ["answer", a.toFixed(2)]];
}

// At the right, or below the digit: what adds up to z; on the stage what is for it and what against it, in
// one line below all.
function sums(at, g, hidden) {
  const { theme, letter: f, sum: voted, output, write, stage } = at;
  const { x, y, w, h } = g.sums;
  const parts = at.is_last
    ? Object.entries({ red: positive(voted.products), blue: negative(voted.products) })
    : hidden.map(({ neuron }) => [neuron, voted.products[neuron]]);
  const [up, down] = [positive, negative].map((side) => side(parts.map(([, value]) => value)));
  const count = at.is_last ? 0 : voted.products.length - hidden.length;
  const others = count && { [`${count} others`]: sum(voted.products) - up - down };
  const named = { for: up, against: down, ...others, bias: voted.bias };
  parts.sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  // What is no neuron's stands on top, paler: so the higher tower wins.
  const rest = Object.entries(named).slice(2);
  const all = [...parts, ...rest].filter(([, part]) => part);
  const heights = [positive, negative].map((side) => Math.abs(side(all.map(([, part]) => part))));
  const why = `Why ${output === at.answer ? "" : "not "}${output}?`;
  const rows = stage ? [] : rows_of(named, voted, why);
  const line_h = Math.min(1.3 * f, h / rows.length);
  const items = rows.flatMap(([name, text, value], k) => {
    const middle = y + (k + 0.5) * line_h;
    const style = { bold: !k || name === "z", size: Math.min(f, 0.92 * line_h) };
    const colour = value === undefined ? theme.ink : colour_for(value, theme);
    return [
      write(`sum_${k ? name : "why"}`, x, middle, name, style),
      write(`sum_${name}v`, x + w, middle, text, { ...style, ...RIGHT, colour }),
    ];
  });
  const say = (key, at_x, words, more) =>
    write(`sum_${key}`, at_x, g.H - 1.5 * f, words, { size: 1.9 * f, bold: true, ...more });
  const of = (sign) => ({ ...RIGHT, colour: colour_for(sign, theme) });
  if (stage)
    items.push(
      say("why", 0, why),
      say("forv", g.W - 10.8 * f, `${signed(heights[0], 0)} for,`, of(1)),
      say("againstv", g.W, `${signed(-heights[1], 0)} against`, of(-1)),
    );
  const tall = stage ? h : h - rows.length * line_h - 0.5 * f;
  if (tall < 2 * f) return items;
  const half = 0.46 * w;
  const feet = { 1: y + h, [-1]: y + h };
  const scale = tall / Math.max(...heights, 1e-9);
  for (const [name, value] of all) {
    const [long, left] = [Math.abs(value) * scale, value > 0 ? x : x + w - half];
    const foot = (feet[Math.sign(value)] -= long);
    // It falls from its neuron into the sum.
    const disc = hidden.find(({ neuron }) => neuron === name);
    const from = disc && { x: disc.x, y: disc.y, w: 2 * disc.r, h: 1 };
    const bar = [left, foot, half, Math.max(long - 1, 0.5)];
    const is_rest = name in named;
    const shade = { from, alpha: is_rest ? 0.4 : 1 };
    items.push(a_box(`part${name}`, bar, colour_for(value, theme), shade));
    if (long <= 1.15 * f || half <= 2.8 * f) continue;
    const words = is_rest ? name : signed(value, stage ? 1 : 2);
    const style = { ...MIDDLE, size: 0.96 * f, colour: is_rest ? theme.ink : WHITE };
    items.push(write(`part${name}v`, left + half / 2, foot + long / 2, words, style));
  }
  return items;
}
