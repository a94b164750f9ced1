// What the twins of Python have in common: the constants in capitals, which come from Python with the
// network (sent_network.py), and a few small functions.

export let C = {};
export const take_constants = (constants) => (C = constants);

// Nothing that can be read, with a sentence why.
export class DrawingError extends Error {}

export const clip = (value, low, high) => Math.min(Math.max(value, low), high);
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// A function that remembers what it made of each pair: what was drawn stays as it is from frame to
// frame, and only the stroke that goes on is new.
export function remembering(make) {
  const made = new WeakMap();
  return (first, second) => {
    if (!made.has(first)) made.set(first, new WeakMap());
    const by_second = made.get(first);
    if (!by_second.has(second)) by_second.set(second, make(first, second));
    return by_second.get(second);
  };
}
