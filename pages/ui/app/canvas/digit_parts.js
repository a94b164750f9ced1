// What stands beside the canvas on Draw, on the stage and on Look inside: the parts of one digit.

const EXAMPLE_READ = 100; // milliseconds between two readings of the example that draws itself
let another; // example, that follows one which stands there
let next_reading = 0; // of the example, as `performance.now()` says

export const KIND = {
  kept: "tn-drawing", // in the tab, for a reload and for a server that has forgotten it

  wait(parts) {
    for (const [name, part] of parts)
      if (name === "answer" && !part.firstChild)
        show_answer(part, ["…", "Loading the network", ""]);
  },

  // Show each part that is on the page; return the answer as a screen reader says it, if it was read.
  show(parts, network, reads, drawn) {
    const example =
      reads.example && !drawn.length && !calm.matches ? example_now(reads.pen.width) : null;
    clearTimeout(another);
    if (example?.wait) another = setTimeout(soon, example.wait);
    else if (example) {
      soon();
      for (const [name, part] of parts) if (name === "example") show_example(part, example.strokes);
      if (performance.now() < next_reading) return "";
      next_reading = performance.now() + EXAMPLE_READ;
    }
    const read = digit_read(network, reads, example?.strokes ?? drawn);
    const views = {
      example: (part) => show_example(part, example?.strokes ?? []),
      answer: (part) => show_answer(part, read.words),
      outputs: (part) => output_bars(part, read.outputs, read.no_digit),
      bars: (part) => output_bars(part, JSON.parse(part.dataset.outputs)), // of another network
      verdict: (part) => {
        const says = JSON.parse(part.dataset.says); // likewise
        show_answer(part, verdict(says.outputs, "", says.no_digit));
      },
      seen: (part) => picture_seen(part, read.image),
      picture: (part) =>
        // a page that gives way to one without it has one still
        reads.picture &&
        network_picture(part, network, read, reads.picture, Boolean(reads.strokes)),
    };
    for (const [name, part] of parts) views[name]?.(part);
    return read.words[2];
  },
};

export function digit_read(network, reads, drawn) {
  try {
    if (reads.trouble) throw new DrawingError(reads.trouble);
    const image = reads.image
      ? Float32Array.from(reads.image)
      : prepare_strokes(visible_pieces(drawn, reads.size), pen_of(drawn));
    const { activations, zs } = forward_pass(network, image);
    const outputs = activations.at(-1);
    const no_digit = !sees_digit(network, zs.at(-1));
    const note = !reads.labelled && side_by_side(image) ? C.SEVERAL : "";
    return { image, outputs, no_digit, words: verdict(outputs, note, no_digit) };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    const image = new Float32Array(C.SIDE * C.SIDE);
    return { image, words: ["?", escaped(error.message), spoken([error.message])] };
  }
}
