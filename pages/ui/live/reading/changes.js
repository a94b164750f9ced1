// A network in which neurons are changed by hand: the twin of with_changed_neuron in nn/explain/neurons.py.
// The changes come from the server, or a moment earlier from the hand; the weights are not sent again.

let latest = { changes: [] }; // { network, changes, layers, changed }

export function with_changes(network, changes) {
  // A hand may still hold a neuron of a network before.
  const is_here = ({ layer, neuron }) =>
    layer < network.layers.length - 1 && neuron < network.layers[layer].b.length;
  if (!network || !changes?.length || !changes.every(is_here)) return network;
  if (latest.network === network && latest.changes === changes) return latest.changed;
  // The weights are copied once: with each move of the hand only those of a few neurons change.
  const is_known = latest.network === network;
  const layers = is_known ? latest.layers : network.layers.map(copy);
  if (is_known)
    for (const { layer, neuron } of latest.changes) put_back(layers, network, layer, neuron);
  for (const { layer, neuron, scale, shift } of changes) {
    const [{ w, b }, times] = [layers[layer], network.round(scale)];
    for (const k of into(b, w, neuron)) w[k] *= times;
    b[neuron] += network.round(shift);
  }
  for (const { layer, neuron, off } of changes)
    if (off) for (const k of from(layers, layer, neuron)) layers[layer + 1].w[k] = 0;
  latest = { network, changes, layers, changed: { ...network, layers, unchanged: network } };
  return latest.changed;
}

const copy = ({ w, b }) => ({ w: w.slice(), b: b.slice() });

function put_back(layers, network, layer, neuron) {
  const [{ w, b }, was] = [layers[layer], network.layers[layer]];
  for (const k of into(b, w, neuron)) w[k] = was.w[k];
  b[neuron] = was.b[neuron];
  for (const k of from(layers, layer, neuron))
    layers[layer + 1].w[k] = network.layers[layer + 1].w[k];
}

// Where the weights are of what comes into a neuron, and of what goes from it.
function* into(b, w, neuron) {
  const columns = w.length / b.length;
  for (let k = neuron * columns; k < (neuron + 1) * columns; k++) yield k;
}
function* from(layers, layer, neuron) {
  const columns = layers[layer].b.length;
  for (let k = neuron; k < layers[layer + 1].w.length; k += columns) yield k;
}

// The same weights, perhaps with other changes.
export const is_same = (one, other) => (one?.unchanged ?? one) === (other?.unchanged ?? other);
