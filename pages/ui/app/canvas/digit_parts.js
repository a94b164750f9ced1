// What stands beside the canvas on Draw, on the stage and on Look inside: the parts of one digit.

export const KIND = {
  kept: "tn-drawing", // in the tab, for a reload and for a server that has forgotten it

  wait(parts) {
    for (const [name, part] of parts)
      if (name === "answer" && !part.firstChild)
        show_answer(part, ["…", "Loading the network", ""]);
  },

  // Show each part that is on the page; return the answer as a screen reader says it.
  show(parts, network, reads, drawn) {
    const { image, layers, outputs, no_digit, words } = digit_read(network, reads, drawn);
    const views = {
      answer: (part) => show_answer(part, words),
      outputs: (part) => output_bars(part, outputs, no_digit),
      seen: (part) => picture_seen(part, image),
      hidden: (part) => hidden_layers(part, layers),
    };
    for (const [name, part] of parts) views[name]?.(part);
    return words[2];
  },
};

export function digit_read(network, reads, drawn) {
  try {
    if (reads.trouble) throw new DrawingError(reads.trouble);
    const image = reads.image
      ? Float32Array.from(reads.image)
      : prepare_strokes(visible_pieces(drawn, reads.size), pen_of(drawn));
    const { activations: layers, z } = forward_pass(network, image);
    const outputs = layers.pop();
    const no_digit = !sees_digit(network, z);
    const note = !reads.labelled && side_by_side(image) ? C.SEVERAL : "";
    return { image, layers, outputs, no_digit, words: verdict(outputs, note, no_digit) };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    const image = new Float32Array(C.SIDE * C.SIDE);
    const layers = network.layers.slice(0, -1).map(({ b }) => Array(b.length).fill(0));
    return { image, layers, words: ["?", escaped(error.message), spoken([error.message])] };
  }
}
