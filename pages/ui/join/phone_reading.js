// Reads what is drawn on a phone, for phone.js: with the network that the server sent, if it did.

export default function phone_reading({ data }) {
  const network = unpack(data.slice().buffer);
  window.tnRead = (drawn, size) => digit_read(network, { size }, drawn).words;
  window.dispatchEvent(new Event("tn-read"));
  return () => delete window.tnRead;
}
