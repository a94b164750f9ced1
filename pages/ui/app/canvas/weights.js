// Brings the weights of the network in use, for reader.js. They are asked for once the page stands, and
// only where it does not have them: they are the largest thing that comes.

const MOST = 3; // networks that are kept

export default function weights({ data, setTriggerValue }) {
  const networks = (window.tnWeights ??= new Map());
  if (!(data instanceof Uint8Array)) {
    if (data.number && !networks.has(data.number)) setTriggerValue("wanted", data.number);
    return;
  }
  const bytes = data.slice().buffer; // a copy, which begins where arrays may begin
  const size = new DataView(bytes).getUint32(0, true);
  const { network } = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, size)));
  networks.delete(network.number);
  networks.set(network.number, bytes);
  while (networks.size > MOST) networks.delete(networks.keys().next().value);
  window.dispatchEvent(new Event("tn-weights"));
}
