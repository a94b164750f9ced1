// The numbers of the picture, in float64 as nn/network.py has them, and how they are printed.

import { C, sum } from "../reading/basics.js";
import { forward_pass } from "../reading/forward_pass.js";

export function exact_pass(network, image) {
  const { activations, zs } = forward_pass({ ...network, round: Number }, image);
  return { a: [Array.from(image, (pixel) => pixel * network.input_scale), ...activations], zs };
}

// Of a network that has nothing to read.
export function silent(network, image) {
  const zs = network.layers.map(({ b }) => Array(b.length).fill(0));
  return { a: [[...image], ...zs.slice(0, -1), zs.at(-1).map(() => NaN)], zs };
}

// How a neuron gets its z: its products, which add up with the bias.
export function neuron_sum(network, pass, layer, neuron) {
  const { w, b } = network.layers[layer];
  const inputs = pass.a[layer];
  const weights = inputs.map((_, k) => w[neuron * inputs.length + k]);
  return {
    weights,
    products: inputs.map((a, k) => a * weights[k]),
    bias: b[neuron],
    z: pass.zs[layer][neuron],
    a: pass.a[layer + 1][neuron],
  };
}

export const positive = (products) => sum(products.filter((value) => value > 0));
export const negative = (products) => sum(products.filter((value) => value < 0));
export const largest = (values) => Math.max(...values.map(Math.abs)) || 1;
export const summands = ({ products, bias }) => [positive(products), negative(products), bias];

export const shares_of = (values) => {
  const most = largest(values);
  return values.map((value) => value / most);
};
export const reached = (errors) =>
  shares_of(errors).filter((share) => Math.abs(share) >= C.REACHED).length;

const minus = (text) => (Number(text) ? text : text.replace("-", "")).replace("-", "−");
export const fixed = (value, places = 2) => minus(value.toFixed(places));
export const signed = (value, places = 2) => {
  const text = fixed(value, places);
  return text.startsWith("−") ? text : `+${text}`;
};

// Parts of a sum with as many places as it takes to add up to the total as it is printed.
export function adding_up(parts, total, places = 2) {
  const goal = Number(total.toFixed(places));
  let more = places;
  const printed = () => sum(parts.map((part) => Number(part.toFixed(more))));
  while (more < 9 && Math.abs(printed() - goal) > 10 ** -places / 2 + 1e-10) more++;
  return parts.map((part) => signed(part, more));
}

// The parts of a neuron's sum and the sum, as printed. On the stage one decimal is enough, or two where
// they do not add up with one; where two do not, the part nearest to the middle is rounded the other way.
export function sum_as_printed({ terms, stage }) {
  const parts = summands(terms);
  if (!stage) return [...adding_up(parts, terms.z), fixed(terms.z)];
  for (let places = 1; ; places++) {
    const unit = 10 ** places;
    const rounded = [...parts, terms.z].map((value) => Math.round(value * unit));
    const off = 2 * rounded[3] - sum(rounded);
    if (off && places < 2) continue;
    const rests = parts.map((part, k) => (part * unit - rounded[k]) * off);
    rounded[rests.indexOf(Math.max(...rests))] += off;
    return rounded.map((value, k) => (k < 3 ? signed : fixed)(value / unit, places));
  }
}

// Which neurons of a layer stand in the column: all, or those that `count` most, in their order.
export function in_column(count) {
  const order = [...count.keys()];
  if (count.length <= C.MOST_IN_COLUMN) return order;
  order.sort((i, j) => Math.abs(count[j]) - Math.abs(count[i]));
  return order.slice(0, C.MOST_IN_COLUMN).sort((i, j) => i - j);
}
