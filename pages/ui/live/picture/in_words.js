// The picture in words: for somebody who does not see it, and for who points at it.

import { adding_up, fixed, reached, signed, summands } from "./arithmetic.js";
import { is_off } from "./shapes.js";

export function in_one_sentence(at) {
  const { pass, answer, output, sum: voted, neuron, terms, network, zoom } = at;
  if (at.is_empty && !terms) return "The network with nothing to read.";
  const pixels = pass.a[0].length;
  const hidden = pass.a.slice(1, -1).map(({ length }) => `${length} hidden neurons`);
  const begin = [`${pixels} pixels`, ...hidden, "10 outputs"].join(", ");
  if (zoom === "pixels") return `The digit as ${pixels} numbers, 0 for paper and 1 for ink.`;
  if (["neuron", "activation", "map"].includes(zoom)) {
    const name = at.is_last ? `Output ${neuron}` : `Neuron ${neuron + 1}`;
    const [up, down, bias] = adding_up(summands(terms), terms.z);
    const vote = zoom === "map" ? vote_in_words(at) : "";
    return `${name}: red pixels ${up}, blue pixels ${down}, bias ${bias}, so z is ${fixed(terms.z)} and its activation ${fixed(terms.a)}${vote.replace("It", "; it")}.`;
  }
  if (at.back) {
    const errors = at.back.deltas.at(-2) ?? [];
    const hears = `; the error reaches ${reached(errors)} of ${errors.length} hidden neurons`;
    const now = at.after && at.phase === "after" ? at.after.answer : answer;
    return `${begin}: it should be ${at.back.label}, the answer is ${now}${errors.length ? hears : ""}.`;
  }
  let says = "it sees no digit";
  if (answer !== null)
    says = `the answer is ${answer}, with an output of ${pass.a.at(-1)[answer].toFixed(2)}`;
  if (network.layers.length === 1) return `${begin}: ${says}.`;
  const order = [...voted.products.keys()].sort((i, j) => voted.products[j] - voted.products[i]);
  const [most, least] = [order[0], order.at(-1)];
  const votes = `neuron ${most + 1} adds most, ${signed(voted.products[most])}, and neuron ${least + 1} least, ${signed(voted.products[least])}`;
  return `${begin}: ${says}; for output ${output}, ${votes}; with the bias ${signed(voted.bias)}, z is ${fixed(voted.z)}.`;
}

export function vote_in_words(at) {
  const { layer, network, sum: voted, neuron, output, stage } = at;
  if (!at.is_last && is_off(at, neuron)) return "It is off: the next layer ignores it";
  const speaks = voted && layer === network.layers.length - 2;
  const vote = stage ? "For" : "It adds to";
  return speaks ? `${vote} ${output}: ${signed(voted.products[neuron])}` : "";
}

// An output or a neuron, and what it says.
export function named({ pass, layer, zoom, output, sum: voted }, { is_output, neuron, off }) {
  const a = pass.a.at(is_output ? -1 : layer + 1)[neuron];
  if (is_output)
    return Number.isFinite(a) ? `output ${neuron}: ${fixed(a, 4)}` : `output ${neuron}`;
  if (off) return `neuron ${neuron + 1}: switched off`;
  const says = `neuron ${neuron + 1}: a = ${fixed(a, 4)}`;
  if (zoom !== "answer" || !voted) return says;
  return `${says}, adds to ${output}: ${signed(voted.products[neuron])}`;
}
