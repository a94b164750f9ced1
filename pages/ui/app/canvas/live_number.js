// What Numbers shows of its number. Python has made the elements, in number_readout.py.

const NUMBER = {
  kept: "tn-number",
  parts: [".tn-boxes", ".tn-said", ".tn-cut"],
  stays: () => true, // all that is in them is written here
  fits: (own) => own.every((elements) => elements.length === 1),

  show([[over], [said], [cut]], network, reading, drawn) {
    const { digits, trouble } = number_read(network, reading, drawn);
    number_boxes(over, digits, reading.size);
    said_number(said, digits, reading.least, trouble);
    cut_digits(cut, digits);
  },
};

function number_read(network, reading, drawn) {
  const found = [];
  let trouble = reading.trouble ?? "";
  try {
    if (reading.cut)
      for (const digit of reading.cut) {
        const image = Float32Array.from(digit.image);
        found.push({ ...digit, image, outputs: pass_of(image, network).activations.at(-1) });
      }
    else if (!trouble)
      found.push(...read_number(network, visible_pieces(drawn, reading.size), pen_of(drawn)));
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    trouble = error.message;
  }
  return { digits: found.map((digit) => seen_digit(digit, network, reading)), trouble };
}

// What a person said of a digit holds until its strokes change.
function seen_digit({ low, high, image, outputs, strokes, grouped = 1, told }, network, reading) {
  const answer = answer_of(outputs);
  const named = reading.named?.find((one) => is_same(one, { strokes, low, high }));
  const by_person = told ?? named?.digit ?? null;
  const no_digit = !sees_digit(network, pass_of(image, network).z);
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
    asks: by_person === null && !(known && sure >= reading.least),
  };
}

function is_same(one, other) {
  const near = (a, b) => Math.abs(a - b) < 1e-6;
  return (
    `${one.strokes}` === `${other.strokes}` &&
    [0, 1].every((k) => near(one.low[k], other.low[k]) && near(one.high[k], other.high[k]))
  );
}

export { NUMBER };
