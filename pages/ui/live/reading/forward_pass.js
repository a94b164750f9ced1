// What a network makes of an image, in the browser: the twin of its forward pass in Python, and of the
// answer. A test holds both to the same numbers.

import { C, sum, take_constants } from "./basics.js";

// nn/functions.py, nn/network.py and nn/answers.py. `round` rounds to the network's precision, so
// that numbers which NumPy cannot tell apart are equal here, too.

export const ACTIVATIONS = {
  sigmoid: (z, round) => z.map((value) => round(1 / round(1 + round(Math.exp(-value))))),
  tanh: (z, round) => z.map((value) => round(Math.tanh(value))),
  relu: (z) => z.map((value) => Math.max(value, 0)),
  softmax: (z, round) => {
    const largest = Math.max(...z);
    const exponentials = z.map((value) => round(Math.exp(round(value - largest))));
    const total = round(sum(exponentials));
    return exponentials.map((exponential) => round(exponential / total));
  },
};

// Return the activations and the z of each layer after the input.
export function forward_pass(network, image) {
  const { layers, round } = network;
  let a = Array.from(image, (pixel) => round(pixel * network.input_scale));
  const zs = [];
  const activations = layers.map(({ w, b }, l) => {
    const firing = [...a.keys()].filter((k) => a[k] !== 0); // most pixels are paper
    const z = Array.from(b, (bias, j) => {
      let product = 0;
      for (const k of firing) product += w[j * a.length + k] * a[k];
      return round(round(product) + bias);
    });
    zs.push(z);
    const last = l === layers.length - 1;
    return (a = ACTIVATIONS[last ? network.output : network.activation](z, round));
  });
  return { activations, zs };
}

export function energy(z) {
  const largest = Math.max(...z);
  return largest + Math.log(sum(z.map((value) => Math.exp(value - largest))));
}

function sees_digit({ least_energy }, z) {
  return least_energy === null || !z.every(Number.isFinite) || energy(z) >= least_energy;
}

export function see(network, image) {
  const { activations, zs } = forward_pass(network, image);
  const z = zs.at(-1);
  return { outputs: activations.at(-1), z, no_digit: !sees_digit(network, z) };
}

export function answer_of(outputs) {
  if (!outputs.every(Number.isFinite)) return { digit: C.NO_ANSWER, unsure: true };
  const [digit, runner_up] = [...outputs.keys()].sort((i, j) => outputs[j] - outputs[i]);
  const [output, next_output] = [outputs[digit], outputs[runner_up]];
  const all_equal = Math.min(...outputs) === output;
  const unsure = output < C.SURE || next_output > output / 2;
  return { digit, runner_up, output, next_output, all_equal, unsure };
}

// A network of the project: the bytes at an address, which a tab asks for once, and again until they come.
const coming = {};
const BYTES = "application/octet-stream";

export const fetched = (address) => (coming[address] ??= ask(address));

async function ask(address, n = 1) {
  try {
    const signal = AbortSignal.timeout(20_000 * n);
    const answer = await fetch(new URL(address, document.baseURI), { signal });
    // Another's page may come in their place, such as one that asks to log in to the Wi-Fi.
    if (answer.ok && answer.headers.get("content-type") === BYTES)
      return await answer.arrayBuffer();
  } catch (error) {
    console.error(error);
  }
  await new Promise((done) => setTimeout(done, Math.min(500 * n, 5_000)));
  return ask(address, n + 1);
}

// The network and the constants, as sent_network.py packs them.

const TYPES = { int8: Int8Array, float32: Float32Array, float64: Float64Array };

// The weights that whole numbers and the factors of their rows stand for, in float32.
function product(whole, factors) {
  const columns = whole.length / factors.length;
  return Float32Array.from(whole, (number, k) => number * factors[Math.floor(k / columns)]);
}

export function unpack(bytes) {
  const aligned = (place) => Math.ceil(place / 8) * 8;
  const size = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, size)));
  let place = aligned(4 + size);
  const take = ([type, length]) => {
    const array = new TYPES[type](bytes, place, length);
    place = aligned(place + array.byteLength);
    return array;
  };
  const arrays = header.parameters.map((parts) => {
    const [numbers, factors] = parts.map(take);
    return factors ? product(numbers, factors) : numbers;
  });
  take_constants(header.constants);
  const count = arrays.length / 2;
  const layers = Array.from({ length: count }, (_, l) => ({ w: arrays[l], b: arrays[count + l] }));
  const exact = arrays.some((array) => array instanceof Float64Array);
  return { ...header.network, layers, round: exact ? Number : Math.fround };
}
