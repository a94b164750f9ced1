// What stands on Numbers: boxes over the digits, the number in large type, and how it was cut.

export const KIND = {
  kept: "tn-number",

  show(parts, network, reads, drawn) {
    const { digits, trouble } = number_read(network, reads, drawn);
    const views = {
      boxes: (part) => number_boxes(part, digits, reads.size),
      said: (part) => said_number(part, digits, reads.least, trouble),
      cut: (part) => cut_digits(part, digits),
    };
    for (const [name, part] of parts) views[name]?.(part);
    return says_number(digits, reads.least, trouble);
  },
};

function number_read(network, reads, drawn) {
  const found = [];
  let trouble = reads.trouble ?? "";
  try {
    if (reads.cut)
      for (const digit of reads.cut) {
        const image = Float32Array.from(digit.image);
        found.push({ ...digit, image, outputs: pass_of(image, network).activations.at(-1) });
      }
    else if (!trouble)
      found.push(...read_number(network, visible_pieces(drawn, reads.size), pen_of(drawn)));
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    trouble = error.message;
  }
  return { digits: found.map((digit) => seen_digit(digit, network, reads)), trouble };
}

// What a person said of a digit holds until its strokes change.
function seen_digit({ low, high, image, outputs, strokes, grouped = 1, told }, network, reads) {
  const answer = answer_of(outputs);
  const named = reads.named?.find((one) => is_same(one, { strokes, low, high }));
  const by_person = told ?? named?.digit ?? null;
  const no_digit = !sees_digit(network, pass_of(image, network).zs.at(-1));
  const known = answer.digit !== C.NO_ANSWER && !no_digit;
  const sure = known ? Math.min(answer.output, grouped) : 0;
  return {
    low,
    high,
    image,
    answer: { ...answer, no_digit },
    told: by_person,
    digit: by_person ?? (known ? answer.digit : null),
    grouped,
    sure,
    asks: by_person === null && !(known && sure >= reads.least),
  };
}

function is_same(one, other) {
  const near = (a, b) => Math.abs(a - b) < 1e-6;
  return (
    `${one.strokes}` === `${other.strokes}` &&
    [0, 1].every((k) => near(one.low[k], other.low[k]) && near(one.high[k], other.high[k]))
  );
}
