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
  let found = [];
  let trouble = reads.trouble ?? "";
  try {
    if (reads.cut)
      found = reads.cut.map((cut) => ({ ...cut, image: Float32Array.from(cut.image) }));
    else if (!trouble)
      found = read_number(network, visible_pieces(drawn, reads.size), pen_of(drawn));
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    trouble = error.message;
  }
  return { digits: found.map((digit) => seen_digit(digit, network, reads)), trouble };
}

// What a person said of a digit holds until its strokes change.
function seen_digit(digit, network, reads) {
  const { activations, zs } = pass_of(digit.image, network);
  const answer = answer_of(activations.at(-1));
  const no_digit = !sees_digit(network, zs.at(-1));
  const known = answer.digit !== C.NO_ANSWER && !no_digit;
  const told = digit.told ?? reads.named?.find((one) => is_same(one, digit))?.digit ?? null;
  const { grouped = 1 } = digit;
  const sure = known ? Math.min(answer.output, grouped) : 0;
  return {
    ...digit,
    answer: { ...answer, no_digit },
    told,
    digit: told ?? (known ? answer.digit : null),
    grouped,
    sure,
    asks: told === null && !(known && sure >= reads.least),
  };
}

function is_same(one, other) {
  const near = (a, b) => Math.abs(a - b) < 1e-6;
  return (
    `${one.strokes}` === `${other.strokes}` &&
    [0, 1].every((k) => near(one.low[k], other.low[k]) && near(one.high[k], other.high[k]))
  );
}
