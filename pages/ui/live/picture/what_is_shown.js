// What the picture shows of a digit that is read, for what is asked and chosen.

import { answer_of } from "../reading/forward_pass.js";
import { exact_pass, in_column, neuron_sum, silent } from "./arithmetic.js";

const FLAT = 0.998; // of the highest activation: that of a sigmoid with a z above 6

export function what_is_shown(digit, asked, chosen) {
  const { network, image, outputs, is_empty, no_digit } = digit;
  const { zoom, beside, back, stage } = asked;
  const last = network.layers.length - 1;
  const closely = ["pixels", "neuron", "activation", "map"].includes(zoom);
  const layer = closely ? 0 : Math.max(last - 1, 0);
  const is_last = layer === last;
  const pass = is_empty && !closely ? silent(network, image) : exact_pass(network, image);
  // As in the headline: in float64 another one of many saturated outputs may be the largest.
  const best = is_empty ? -1 : answer_of(outputs).digit;
  const answer = no_digit ? null : best;
  const output = chosen.output ?? asked.output ?? back?.label ?? best;
  const at = { network, image, pass, layer, is_last, answer, output, zoom, beside };
  Object.assign(at, { back, stage, is_empty });
  at.sum = is_empty ? null : neuron_sum(network, pass, last, output);
  at.neuron = is_last ? output : (chosen.layer ?? layer) === layer ? chosen.neuron : null;
  if (zoom === "map") at.neuron = asked.neuron; // it has nothing to choose in
  const activations = pass.a[layer + 1];
  if (at.neuron >= activations.length) at.neuron = null; // a neuron of another network
  const { fires_above } = network.hidden_curve;
  at.firing = is_empty || is_last ? null : activations.filter((a) => a > fires_above).length;
  const votes = layer === last - 1 && at.sum?.products;
  const counts = back?.deltas[0] ?? (votes || activations);
  if (closely) at.neuron ??= most_telling(counts, activations, network.hidden_curve);
  at.shown = in_column(counts);
  const has_one = at.neuron !== null;
  if (has_one && !at.shown.includes(at.neuron)) at.shown.splice(-1, 1, at.neuron);
  if (has_one && (closely || !is_empty)) at.terms = neuron_sum(network, pass, layer, at.neuron);
  if (back?.after) at.after = after_of(at);
  return at;
}

// Of the neurons that fire the one that speaks for the answer most; first of those that are not at the
// end of their curve, where there is less to see. The twin of nn/explain/neurons.py.
function most_telling(counts, activations, { fires_above, highest }) {
  const flat = FLAT * (highest ?? Infinity);
  const rank = (k) => (activations[k] > fires_above ? 1 + Number(activations[k] < flat) : 0);
  return [...counts.keys()].reduce((best, k) =>
    (rank(k) - rank(best) || counts[k] - counts[best]) > 0 ? k : best,
  );
}

function after_of({ network, output, back: { after }, pass: before }) {
  const layer = { w: after.weights.flat(), b: after.biases };
  const changed = { ...network, layers: [...network.layers.slice(0, -1), layer] };
  const pass = { a: [before.a[0], ...after.activations], zs: after.zs };
  const voted = neuron_sum(changed, pass, network.layers.length - 1, output);
  return { network: changed, pass, sum: voted, answer: answer_of(pass.a.at(-1)).digit };
}
