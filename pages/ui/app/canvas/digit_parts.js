// What stands beside the canvas on Draw, on the stage and on Look inside: the parts of one digit.

const DIGIT = {
  kept: "tn-drawing", // in the tab, for a reload and for a server that has forgotten it

  wait(parts) {
    const answer = parts.get("answer");
    if (answer && !answer.firstChild) show_answer(answer, ["…", "Loading the network", ""]);
  },

  // Show each part that is on the page; return the answer as a screen reader says it.
  show(parts, network, reads, drawn) {
    const { image, trouble } = digit_read(reads, drawn);
    const { activations: layers, z } = trouble
      ? { activations: network.layers.map(({ b }) => Array(b.length).fill(0)) }
      : forward_pass(network, image);
    const outputs = layers.pop();
    const no_digit = !trouble && !sees_digit(network, z);
    const note = !trouble && !reads.labelled && side_by_side(image) ? C.SEVERAL : "";
    const words = trouble
      ? ["?", escaped(trouble), spoken([trouble])]
      : verdict(outputs, note, no_digit);
    const views = {
      answer: (part) => show_answer(part, words),
      outputs: (part) => output_bars(part, trouble ? null : outputs, no_digit),
      seen: (part) => picture_seen(part, image ?? new Float32Array(C.SIDE * C.SIDE)),
      hidden: (part) => hidden_layers(part, layers),
    };
    for (const [name, part] of parts) views[name]?.(part);
    return words[2];
  },
};

const pen_of = (drawn) => Math.max(0, ...drawn.filter((s) => !s.erases).map((s) => s.width));

function digit_read(reads, drawn) {
  if (reads.trouble) return { trouble: reads.trouble };
  if (reads.image) return { image: Float32Array.from(reads.image) };
  try {
    return { image: prepare_strokes(visible_pieces(drawn, reads.size), pen_of(drawn)) };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    return { trouble: error.message };
  }
}

export { DIGIT, pen_of };
