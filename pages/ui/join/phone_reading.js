// Reads what is drawn on a phone, for phone.js: with the network that the server sent, if it did.

export default function phone_reading({ data }) {
  const network = unpack(data.slice().buffer);
  window.tnRead = (strokes, size) => {
    try {
      const pen = Math.max(...strokes.map(({ width }) => width));
      const image = prepare_strokes(visible_pieces(strokes, size), pen);
      const { activations, z } = forward_pass(network, image);
      const note = side_by_side(image) ? C.SEVERAL : "";
      return verdict(activations.at(-1), note, !sees_digit(network, z));
    } catch (error) {
      if (!(error instanceof DrawingError)) throw error;
      return ["?", error.message, spoken([error.message])];
    }
  };
  window.dispatchEvent(new Event("tn-read"));
  return () => delete window.tnRead;
}
