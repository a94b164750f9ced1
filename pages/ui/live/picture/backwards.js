// The picture of the network backwards: what should have come out, and who hears of it.
//
//   given -> forward -> desired -> errors (BP1) -> back (BP2), biases (BP3) -> weights (BP4),
//   average -> step
//
// `at.back` has the numbers of `Network.backprop`: y, the `deltas` of the column and of the outputs,
// the `slopes` of the weights into the outputs, and the network `after` the step. What runs back has
// two colours of its own: one above 0, which is too much and should become less, and one below.

import { C, clip } from "../reading/basics.js";
import { GREY, colour_for, letters_on, towards } from "./theme.js";
import { network_scene } from "./forwards.js";
import { OF_WEIGHTS, RUNS_BACK, layout } from "./layout.js";
import { in_column, largest, reached, shares_of, signed } from "./arithmetic.js";
import { MIDDLE, RIGHT, a_box, a_disc, a_line } from "./painter.js";
import { column, heads_of, ink_of, outputs_of, signs_of, square } from "./shapes.js";

const FEWEST = 0.05; // of the strongest line: weaker ones are left out

export function backwards(at) {
  const g = layout(at);
  const scene = { given: forward, forward, step }[at.back.stage] ?? backward;
  return [...scene(at, g), ...heads(at, g)];
}

const has_own_pixels = ({ back, neuron }) => back.pixels && neuron !== null;
// The column that each stage is about, by the key of its name.
const HERE = { given: "head", forward: "many", back: "many", biases: "many", weights: "head" };

function heads(at, g) {
  const { back, theme, neuron } = at;
  const items = heads_of(at, g);
  const to = at.is_last ? `to output ${neuron}` : `to neuron ${neuron + 1}`;
  if (has_own_pixels(at))
    items.find(({ key }) => key === "head").text = g.is_narrow ? to : `784 weights ${to}`;
  if (RUNS_BACK.includes(back.stage) && !at.is_last && !g.is_narrow)
    items.find(({ key }) => key === "many").text = `errors of ${at.shown.length} neurons`;
  // "You are here" goes from column to column with the reader.
  const key_here = HERE[back.stage] ?? "ten";
  const named = items.find(({ key }) => key === key_here) ?? items[0]; // without a hidden layer
  if (back.here === "drawn") {
    Object.assign(named, { bold: true, colour: theme.here });
    items.push({ ...named, key: "here", y: named.y - 1.2 * g.f, text: "▼ you are here ▼" });
  }
  if (g.is_narrow || RUNS_BACK.includes(back.stage)) return items;
  const end = g.bars_x + g.bar_w + 0.1 * g.f;
  const style = { ...RIGHT, colour: theme.here };
  return [...items, at.write("should", end, g.top - g.f, "should be ┃", style)];
}

// What each output should be: a mark at the end or the beginning of its bar.
function targets({ back, theme, letter: f }, g) {
  return g.output_ys.map((y, digit) => {
    const x = g.bars_x + g.bar_w * back.y[digit] - 0.1 * f;
    return a_box(`d${digit}`, [x, y - 0.5 * g.output_r, 0.2 * f, g.output_r], theme.here);
  });
}

// Below the digit: what the colours say.
function signs(at, g) {
  let said = ["too much: should fire less", "too little: should fire more"];
  if (OF_WEIGHTS.includes(at.back.stage))
    said = ["too large: should shrink", "too small: should grow"];
  if (at.back.stage === "step") said = [`for ${at.output}`, `against ${at.output}`];
  const is_tight = g.is_narrow || g.digit.side < 13 * g.f;
  return said.flatMap((words, k) => {
    const y = g.words.y + 1.3 * k * g.f;
    return [
      a_disc(`sign${k}`, [0.5 * g.f, y, 0.4 * g.f], 1, k ? at.theme.negative : at.theme.positive),
      at.write(`sign${k}n`, 1.3 * g.f, y, is_tight ? words.split(":")[0] : words),
    ];
  });
}

// As on How it works; at first without the lines, so that one sees what came out and should have.
function forward(at, g) {
  const still = { sum: null, terms: null };
  const shown = { ...at, zoom: "answer", ...(at.back.stage === "given" && still) };
  return [...network_scene(shown, g), ...targets(at, g)];
}

// The network after the step: the same picture, so that what has moved is seen to move.
function step(at, g) {
  const moved_on = at.phase === "after" ? { ...at, ...at.after } : at;
  const scene = network_scene({ ...moved_on, zoom: "answer", terms: null }, { ...g, sums: null });
  return [...scene, ...targets(at, g), ...signs(at, g), ...costs(at, g, at.phase === "after")];
}

// From the errors of the outputs to the pixels.
function backward(plain, g) {
  const { too_much: positive, too_little: negative } = plain.theme;
  const at = { ...plain, theme: { ...plain.theme, positive, negative } };
  const { back, theme, image } = at;
  const runs_back = RUNS_BACK.includes(back.stage);
  const errors = runs_back ? shares_of(back.deltas[0]) : undefined;
  const hidden = at.is_last ? [] : column(at, g.hidden_x, g.top, g.bottom, errors);
  const outputs = outputs_backwards(at, g);
  const own = has_own_pixels(at) && signs_of(back.pixels, image, theme, 1);
  const items = square("p", g.digit, own || ink_of(image));
  const reached_by = at.is_last ? outputs.filter(({ neuron }) => neuron !== undefined) : hidden;
  if (runs_back && at.layer === 0) items.push(...to_pixels(at, g, reached_by));
  if (runs_back) items.push(...flows(at, g, hidden));
  if (runs_back && at.stage) items.push(...told(at, g, reached_by));
  items.push(...hidden, ...outputs, ...signs(at, g));
  if (back.stage === "desired") return [...items, ...costs(at, g, false)];
  if (g.is_narrow) return items;
  if (back.stage === "errors") return [...items, ...written_errors(at, g)];
  return back.compared.length ? [...items, ...compared(at, g)] : items;
}

// The pixels' weights hear of an error only where a neuron does.
function to_pixels({ back, theme, letter: f }, g, discs) {
  const shares = shares_of(back.deltas[0]);
  return discs.map(({ key, x, y, r, neuron }) => {
    const share = Math.abs(shares[neuron]);
    const style = { alpha: 0.1 + 0.8 * share, from: { x: x - r, y } };
    const [width, colour] = [Math.max(0.5, 0.4 * f * share), colour_for(shares[neuron], theme)];
    return a_line(`i${key}`, [...g.digit.edge, x - r, y], width, colour, style);
  });
}

// On the stage, what each neuron is told that hears of it, on paper of its own.
function told({ back, letter: f, theme, write }, g, discs) {
  let at = g.top - 0.6 * f; // of the words, downwards
  const shares = shares_of(back.deltas[0]);
  return discs.flatMap((disc) => {
    const share = shares[disc.neuron];
    if (Math.abs(share) < C.REACHED || at > g.bottom - f) return [];
    disc.r = Math.max(disc.r, 0.35 * f);
    at = Math.max(at + 1.1 * f, disc.y);
    const [right, words] = [disc.x - disc.r - 0.3 * f, share > 0 ? "fire less" : "fire more"];
    return [
      a_box(`told${disc.neuron}`, [right - 4.2 * f, at - 0.5 * f, 4.3 * f, f], theme.paper),
      write(`told${disc.neuron}n`, right, at, words, RIGHT),
    ];
  });
}

// Each output's error comes back along the lines, times the weight; or the slope of each line's own
// weight, into the chosen output.
function flows(at, g, hidden) {
  const { back, network, theme, output } = at;
  const { w } = network.layers.at(-1);
  const errors = back.deltas.at(-1);
  const [size, shares] = [back.deltas[0].length, shares_of(back.deltas[0])];
  const values = hidden.flatMap((disc) =>
    back.slopes
      ? [[back.slopes[output][disc.neuron], disc, output]]
      : errors.map((delta, j) => [w[j * size + disc.neuron] * delta, disc, j]),
  );
  // All outputs have one scale: where an output has hardly an error, there is hardly a line.
  const most = largest(back.slopes?.flat() ?? values.map(([value]) => value));
  const lines = values.map(([value, { neuron, x, y, r }, j]) => {
    const share = Math.abs(value) / most;
    // A line into the chosen output stays the same one, forwards and backwards.
    const key = j === output ? `o${neuron}` : `o${neuron}.${j}`;
    const [from_x, from_y] = [g.output_x - g.output_r, g.output_ys[j]];
    // On the stage one sees that it stops at most neurons.
    const is_faint = at.stage && Math.abs(shares[neuron]) < C.REACHED;
    const alpha = is_faint ? 0.12 : 0.2 + 0.65 * share;
    const style = { alpha, from: { to_x: from_x, to_y: from_y }, share };
    const [width, colour] = [Math.max(0.7, 0.022 * g.H * share), colour_for(value, theme)];
    return a_line(key, [from_x, from_y, x + r, y], width, colour, style);
  });
  return lines.filter(({ share }) => share >= FEWEST).sort((one, other) => one.share - other.share);
}

// Answer and gap; or, where errors run back, each output as full as its error is large.
function outputs_backwards(at, g) {
  const { back, theme, pass } = at;
  const [items, places] = [outputs_of(at, g), g.output_ys];
  if (!RUNS_BACK.includes(back.stage)) {
    const gaps = pass.a.at(-1).map((a, digit) => {
      const ends = [a, back.y[digit]].map((value) => g.bar_w * clip(value, 0, 1));
      const [x, w] = [g.bars_x + Math.min(...ends), Math.abs(ends[0] - ends[1])];
      const bar = [x, places[digit] - 0.32 * g.output_r, w, 0.64 * g.output_r];
      const missing = a < back.y[digit] && { ring: Math.max(2, 0.12 * g.f) };
      const style = { from: { w: 0 }, ...missing };
      return a_box(`gap${digit}`, bar, colour_for(a - back.y[digit], theme), style);
    });
    return [...items, ...gaps, ...targets(at, g)];
  }
  const errors = back.deltas.at(-1);
  const shares = shares_of(errors).map(Math.abs);
  const full = errors.map((delta, digit) => {
    const place = [g.output_x, places[digit], g.output_r];
    return a_disc(`full${digit}`, place, 1, colour_for(delta, theme), { alpha: shares[digit] });
  });
  const rings = items.filter(({ key }) => /^[yn]\d/.test(key));
  for (const item of rings.filter(({ kind }) => kind === "text")) {
    const { colour, alpha } = full[item.key.slice(1)];
    item.colour = letters_on(towards(colour, alpha, theme.paper));
    if (!back.here) item.size = Math.max(item.size, g.f);
  }
  const size = (g.is_narrow && back.here ? 0.85 : 1) * g.f;
  const said = errors.map((delta, digit) => {
    const words = delta > 0 ? "too much" : "too little";
    return at.write(`said${digit}`, g.bars_x, places[digit], words, { size });
  });
  return [...full, ...rings, ...said.filter((_, digit) => shares[digit] >= C.REACHED)];
}

// To four places; a small one is not called 0.
function error_text(delta) {
  if (!delta || Math.abs(delta) >= 0.00005) return signed(delta, 4);
  return delta > 0 ? "< 0.0001" : "> −0.0001";
}

// A cost in large letters, and below it the cost after the step.
function costs(at, g, has_moved) {
  const { back, theme, letter: f, write } = at;
  const longest = Math.max(...back.costs.map(({ length }) => length));
  const size = Math.min((g.is_narrow ? 1.7 : 3) * f, g.sums.w / (0.6 * longest));
  const [x, y] = [g.sums.x + g.sums.w / 2, g.sums.y + 0.9 * f];
  const top = y + 0.9 * f + 0.6 * size;
  const big = { ...MIDDLE, size, bold: true };
  const after = has_moved && [
    write("cost_falls", x, top + 0.95 * size, "↓", { ...MIDDLE, size: 0.8 * size }),
    write("cost1", x, top + 1.9 * size, back.costs[1], { ...big, colour: theme.here }),
  ];
  return [
    write("cost", x, y, back.many > 1 ? "average cost" : "cost", MIDDLE),
    write("cost0", x, top, back.costs[0], big),
    ...(after || []),
  ];
}

// The error of each output, with its number.
function written_errors(at, g) {
  const { theme, letter: f, write } = at;
  const errors = at.back.deltas.at(-1);
  const most = largest(errors);
  const half = (g.sums.w - 4.6 * f) / 2; // beside the numbers
  const axis = g.sums.x + half;
  const items = [
    write("error", axis, g.top - f, "error δ", { ...MIDDLE, bold: true }),
    a_box("error_axis", [axis - 0.5, g.top, 1, g.bottom - g.top], GREY),
  ];
  errors.forEach((delta, digit) => {
    const [w, y] = [(half * Math.abs(delta)) / most, g.output_ys[digit]];
    const colour = colour_for(delta, theme);
    const bar = [delta < 0 ? axis - w : axis, y - 0.32 * g.output_r, w, 0.64 * g.output_r];
    const style = { ...RIGHT, colour, bold: Math.abs(delta) >= C.REACHED * most };
    items.push(a_box(`e${digit}`, bar, colour, { from: { x: axis, w: 0 } }));
    items.push(write(`e${digit}v`, g.W, y, error_text(delta), style));
  });
  return items;
}

// The errors of the hidden neurons, beside those with another cost and of another beginning; each
// column by its own largest.
function compared(at, g) {
  const { x, w } = g.sums;
  const [row_h, top] = [1.05 * g.f, g.top + 0.2 * g.f];
  const style = { ...MIDDLE, size: 0.9 * g.f };
  const items = [at.write("reaches", x + w / 2, top - row_h, "The error reaches", style)];
  at.back.compared.forEach(({ name, errors }, k) => {
    const middle = x + ((k + 0.5) * w) / at.back.compared.length;
    [`${reached(errors)} of ${errors.length}`, ...name].forEach((words, line) => {
      const y = top + line * row_h;
      items.push(at.write(`c${k}.${line}`, middle, y, words, { ...style, bold: !line }));
    });
    const circles = { ...at, shown: in_column(errors), neuron: null };
    const shares = shares_of(errors);
    items.push(...column(circles, middle, top + 2.8 * row_h, g.bottom, shares, `c${k}:`));
  });
  return items;
}
