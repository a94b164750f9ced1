// What Draw shows of its digit. Python has made the elements, in answer.py.

const DIGIT = {
  kept: "tn-drawing", // in the tab, for a reload and for a server that has forgotten it
  parts: [
    ".st-key-answer .tn-answer",
    ".st-key-outputs .tn-bars",
    ".st-key-seen .tn-picture",
    ".st-key-hidden :is(.tn-squares, .tn-tiny)",
  ],

  // Whether an element that is drawn already may take the place of the server's.
  stays: (drawn, element) => drawn.childElementCount === element.childElementCount,

  // Whether the elements are those of this network.
  fits(own, network) {
    const shown = own[3].map((e) => (e.matches(".tn-tiny") ? null : e.childElementCount));
    const sizes = network.layers.slice(0, -1).map(({ b }) => b.length);
    return (
      own.slice(0, 3).every((elements) => elements.length === 1) &&
      shown.length === sizes.length &&
      shown.every((count, l) => (count ?? sizes[l]) === sizes[l])
    );
  },

  show(own, network, reading, drawn) {
    const { image, trouble } = digit_read(reading, drawn);
    const { activations: layers, z } = trouble
      ? { activations: network.layers.map(({ b }) => Array(b.length).fill(0)) }
      : forward_pass(network, image);
    const outputs = layers.pop();
    const no_digit = !trouble && !sees_digit(network, z);
    const [[answer], [bars], [seen], hidden] = own;
    const note = !trouble && !reading.labelled && side_by_side(image) ? C.SEVERAL : "";
    const words = trouble
      ? ["?", escaped(trouble), spoken([trouble])]
      : verdict(outputs, note, no_digit);
    [".tn-digit", ".tn-below"].forEach((part, k) => {
      const element = answer.querySelector(part);
      if (element.shown !== words[k]) element.innerHTML = element.shown = words[k];
    });
    answer.dataset.says = words[2];
    output_bars(bars, trouble ? null : outputs, no_digit);
    const seen_image = image ?? new Float32Array(C.SIDE * C.SIDE);
    picture(seen, seen_image);
    const ink = seen_image.reduce((count, value) => count + (value !== 0), 0);
    seen.alt = seen.alt.replace(/\d+ of them/, `${ink} of them`);
    hidden.forEach((element, l) => activations(element, layers[l]));
  },
};

const pen_of = (drawn) => Math.max(0, ...drawn.filter((s) => !s.erases).map((s) => s.width));

function digit_read(reading, drawn) {
  if (reading.trouble) return { trouble: reading.trouble };
  if (reading.image) return { image: Float32Array.from(reading.image) };
  try {
    return { image: prepare_strokes(visible_pieces(drawn, reading.size), pen_of(drawn)) };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    return { trouble: error.message };
  }
}

export { DIGIT, pen_of };
