// Brings the weights of the network in use, for reader.js. They are asked for once the page stands, and
// only where it does not have them: they are the largest thing that comes.

const MOST = 3; // networks that are kept
const NAME = 16; // bytes, in front of a network's

export default function weights({ data, setTriggerValue }) {
  const networks = (window.tnWeights ??= new Map());
  if (!(data instanceof Uint8Array)) {
    if (data.name && !networks.has(data.name)) setTriggerValue("wanted", data.name);
    return;
  }
  const name = new TextDecoder().decode(data.subarray(0, NAME));
  networks.delete(name);
  networks.set(name, data.slice(NAME).buffer); // a copy, which begins where arrays may begin
  while (networks.size > MOST) networks.delete(networks.keys().next().value);
  window.dispatchEvent(new Event("tn-weights"));
}
