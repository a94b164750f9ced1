// One neuron: its weights, how it gets its z, and its activation.

import { clip } from "../../reading/basics.js";
import { ACTIVATIONS, energy } from "../../reading/forward_pass.js";
import { BLACK, colour_for } from "../theme.js";
import { vote_in_words } from "../in_words.js";
import { adding_up, fixed, sum_as_printed, summands } from "../arithmetic.js";
import { MIDDLE, RIGHT, a_box, a_curve, a_disc, a_line } from "../painter.js";
import { ROWS, column_of_one, ink_of, pixel_at, signs_of, square } from "../shapes.js";

const FAR = 10; // z, to both sides of the middle of a curve

// Pixels times weights, and the products as they add up to z.
export function neuron(at, g) {
  const { image, theme, letter: f, terms, write } = at;
  const side = Math.min(0.245 * g.W, top_of_sum(g) - g.top - 0.7 * f);
  const step = 0.315 * g.W;
  const place = (k) => ({ x: 1 + k * step, y: g.top, side });
  const heads = g.is_tight
    ? ["pixel", "× weight", "= w a"]
    : ["pixel a", "× weight w", "= product w a"];
  // Where there is little room, they stand to the left, apart from the neuron's name.
  const [apart, shift, style] = g.is_narrow ? [0.93 * step, 0] : [step, side / 2, MIDDLE];
  const items = heads.map((head, k) => write(`head${k}`, k * apart + shift, 0.7 * f, head, style));
  items.push(...square("p", place(0), ink_of(image)));
  items.push(...square("w", place(1), signs_of(terms.weights, null, theme)));
  items.push(...square("s", place(2), signs_of(terms.products, image, theme)));
  return [...items, ...waterfall(at, g, place(2)), ...column_of_one(at, g)];
}

// The sum stands below all else: it stays there while its activation comes.
const SUM_TALL = 9; // letters
const top_of_sum = ({ f, top, low, is_narrow }) =>
  is_narrow ? top + 13 * f : low + 0.7 * f - Math.min(SUM_TALL * f, 0.42 * (low - top));

// What adds to a sum and what takes away, row below row, until z is left; perhaps with the products, in
// their place, on their way to it.
function waterfall(at, g, products) {
  const { terms, theme, letter: f, write, stage } = at;
  const [y, w] = [top_of_sum(g), 0.875 * g.W];
  const parts = summands(terms);
  const texts = sum_as_printed(at);
  texts[3] = `= ${texts[3]}`;
  const names = ["all red pixels", "all blue pixels", "the bias b", "the sum z"];
  const begins = [0, parts[0], parts[0] + parts[1], 0];
  const ends = [parts[0], parts[0] + parts[1], terms.z, terms.z];
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const names_w = 7.6 * f;
  const scale = (w - names_w - (stage ? 7.2 : 5.6) * f) / (high - low || 1);
  const at_x = (value) => names_w + (value - low) * scale;
  const row_h = Math.min(g.low + 0.7 * f - y, SUM_TALL * f) / 4;
  const items = [
    a_line("zero", [at_x(0), y, at_x(0), y + 4 * row_h], 1, theme.ink, { alpha: 0.4 }),
  ];
  texts.forEach((words, k) => {
    const middle = y + (k + 0.5) * row_h;
    const colour = k === 3 ? theme.ink : colour_for(parts[k], theme);
    const bold = k === 3;
    const [from, to] = [at_x(begins[k]), at_x(ends[k])].sort((a, b) => a - b);
    const bar = [from, middle - 0.3 * row_h, Math.max(to - from, 1), 0.6 * row_h];
    const style = { ...RIGHT, bold, size: (stage && bold ? 2 : 1.25) * f, colour };
    items.push(write(`fall${k}n`, 0, middle, names[k], { bold }));
    items.push(a_box(`fall${k}`, bar, colour, { from: { w: 0 } }));
    items.push(write(`fall${k}v`, w, middle, words, style));
  });
  // Pixels on their way: they end in the bars, unseen.
  for (const [k, value] of products ? terms.products.entries() : []) {
    if (!value) continue;
    const { x: from_x, y: from_y, w: size } = pixel_at(k, products);
    const [name, end, row] =
      value > 0 ? ["up", parts[0] / 2, 0.5] : ["down", parts[0] + parts[1] / 2, 1.5];
    const more = { alpha: 0, from: { x: from_x, y: from_y, alpha: 1 } };
    const to = [at_x(end), y + row * row_h, size, size];
    items.push(a_box(`drop_${name}${k}`, to, colour_for(value, theme), more));
  }
  return items;
}

// The sum bends: z goes up to the curve and across to a.
export function activation(at, g) {
  const { terms, theme, letter: f, write, stage } = at;
  const tall = top_of_sum(g) - g.top - 3.6 * f;
  const [x, y, big] = [0.73 * g.W, g.top + 0.4 * tall, Math.min(2.4 * f, 0.3 * tall)];
  const style = { ...MIDDLE, size: (stage ? 2.1 : 1.25) * f, bold: true };
  const colour = terms.a < 0 ? theme.negative : theme.ink;
  return [
    ...waterfall(at, g),
    ...curve(at, [0.09 * g.W, g.top + 0.6 * f, 0.48 * g.W, tall]),
    a_disc("big", [x, y, big], Math.min(1, Math.abs(terms.a)), colour, { ring: 2 }),
    write("a", x, y + big + (stage ? 1.8 : 1.3) * f, `a = ${fixed(terms.a)}`, style),
    ...column_of_one(at, g),
  ];
}

function curve(at, [left, top, w, h]) {
  const { terms, theme, letter: f, network, pass, layer, neuron, is_last, write } = at;
  const name = is_last ? network.output : network.activation;
  const { title, lowest, highest, adds_up } = is_last ? network.output_curve : network.hidden_curve;
  // A share of ten is that of two: the others count as one, and the curve turns where that is as strong.
  const turn = adds_up ? energy(pass.zs[layer].filter((_, k) => k !== neuron)) : 0;
  const of = (z) => ACTIVATIONS[name]([z, turn], Number)[0];
  // The same axis for all neurons; a z farther out stands at its end, where the curve is level. Where
  // it is not, the axis goes as far as z.
  const reach = highest === null ? Math.max(FAR, Math.ceil(Math.abs(terms.z))) : FAR;
  const [low, high] = [lowest ?? of(-reach), highest ?? of(reach)];
  const end = (a) => fixed(a, Math.abs(a - Math.round(a)) < 0.05 ? 0 : 1);
  const x_of = (z) => left + ((clip(z - turn, -reach, reach) + reach) / (2 * reach)) * w;
  const y_of = (a) => top + h * (1 - (a - low) / (high - low));
  const zs = [...Array(101).keys()].map((k) => turn + reach * (k / 50 - 1));
  const points = zs.map((z) => [x_of(z), y_of(of(z))]);
  const [x, y, floor] = [x_of(terms.z), y_of(terms.a), y_of(low)];
  const thin = Math.max(1, 0.06 * f);
  const [axis, dashed] = [{ alpha: 0.5 }, { dash: [6, 5], alpha: 0.9 }];
  const ticks = [-reach, 0, reach].map((z, k) =>
    write(`tick${k}`, x_of(z + turn), floor + 0.95 * f, fixed(z + turn, 0), MIDDLE),
  );
  const [z, beyond] = [`z = ${sum_as_printed(at)[3]}`, (terms.z - turn) / reach];
  const name_of_z = { ...MIDDLE, bold: true, colour: theme.positive };
  return [
    ...ticks,
    a_line("axis_z", [left, floor, left + w, floor], thin, theme.ink, axis),
    a_line("axis_a", [left, top, left, floor], thin, theme.ink, axis),
    a_curve("sigma", points, 0.22 * f, theme.here),
    a_line("up", [x, floor, x, y], thin, theme.ink, { ...dashed, from: { to_y: floor } }),
    a_line("across", [x, y, left, y], thin, theme.ink, { ...dashed, from: { to_x: x } }),
    a_disc("ball", [x, y, 0.5 * f], 1, theme.positive, { from: { y: floor } }),
    write(
      "at_z",
      x,
      floor + 2.2 * f,
      beyond < -1 ? `← ${z}` : beyond > 1 ? `${z} →` : z,
      name_of_z,
    ),
    write("low", left - 0.4 * f, floor, end(low), RIGHT),
    write("high", left - 0.4 * f, top, end(high), RIGHT),
    write("curve", left + 0.6 * f, top + 0.3 * h, w < 16 * f ? title : `${title}: a = σ(z)`),
    ...(is_last ? [] : quiet_one(at, x_of, y_of, left)),
  ];
}

// For contrast, another neuron on the same curve: one with a z near -6, if it does not fire.
function quiet_one({ network, pass, layer, letter: f, theme, write, width }, x_of, y_of, left) {
  const far = pass.zs[layer].map((z) => Math.abs(z + 6));
  const other = far.indexOf(Math.min(...far));
  const [a, z] = [pass.a[layer + 1][other], pass.zs[layer][other]];
  const y = y_of(a);
  if (a > network.hidden_curve.fires_above) return [];
  return [
    a_disc("other", [x_of(z), y, 0.5 * f], 0, theme.ink, { ring: 0.14 * f }),
    write("other_n", left + 0.5 * f, y - 2.4 * f, width < 28 * f ? "" : `neuron ${other + 1}`),
    write("other_a", left + 0.5 * f, y - 1.2 * f, `a = ${fixed(a)}`),
  ];
}

// The weights, as large as can be, the outline of the digit over them, and what comes of both.
export function weight_map(at, g) {
  const { image, theme, terms } = at;
  const place = { x: 1, y: 1, side: Math.min(g.W - 2, g.H - 6.2 * g.f) };
  const weights = square("w", place, signs_of(terms.weights, null, theme));
  const below = { ...g, words: { x: 0, y: place.side + 1.1 * g.f } };
  return [...weights, ...outline(image, place), ...about_neuron(at, below)];
}

// Where ink meets paper.
function outline(image, place) {
  const size = place.side / ROWS;
  const edge = (pixel, before, wide, tall) => {
    const { x, y } = pixel_at(pixel, place);
    if (image[pixel] > 0.5 === image[before] > 0.5) return [];
    return [a_line(`edge${before}_${pixel}`, [x, y, x + wide, y + tall], 2.5, BLACK)];
  };
  return [...image].flatMap((_, k) => [...edge(k, k - 1, 0, size), ...edge(k, k - ROWS, size, 0)]);
}

// Below the digit: the sum of the neuron that is chosen.
export function about_neuron(at, g) {
  const { theme, letter: f, terms, neuron, sum: voted, zoom, stage } = at;
  const [up, down, bias] = adding_up(summands(terms), terms.z);
  const [red, blue] = at.layer === 0 ? ["red", "blue"] : ["for", "against"];
  const [z, a] = [fixed(terms.z), fixed(terms.a)];
  const vote = zoom === "neurons" ? "" : vote_in_words(at);
  const value = vote && Number(voted?.products[neuron]?.toFixed(2));
  const name = at.is_last ? `Output ${neuron}` : `Neuron ${neuron + 1}`;
  let lines = [`${name}: z = ${z}`, `${red} ${up}`, `${blue} ${down}`];
  if (!g.is_narrow) lines.push(lines.splice(1).join(", "));
  lines.push(`bias ${bias}; a = ${a}`);
  const ink = `Ink on red gives ${up}, ink on blue ${down}.`;
  if (zoom === "map") lines = [`${name}: a = ${a}`, ink, `With the bias, ${bias}, z is ${z}.`];
  if (stage) lines = [name, `a = ${a}`];
  if (vote) lines.push(vote);
  const size = g.is_narrow && zoom !== "map" ? Math.min(0.9 * f, 0.037 * g.W) : f;
  return lines.map((words, k) => {
    const colour = words === vote && value ? colour_for(value, theme) : theme.ink;
    const [y, style] = [g.words.y + k * 1.2 * size, { size, bold: !k, colour }];
    return at.write(`about${k}`, g.words.x, y, words, style);
  });
}
