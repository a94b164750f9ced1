// What stands on Numbers: boxes over the digits, the number in large type, and how it was cut.

import { C, DrawingError } from "../app/canvas/basics.js";
import { read_number, seen } from "../app/canvas/number_reading.js";
import { visible } from "../app/canvas/preparation.js";
import { read_with } from "../app/canvas/reader.js";
import { answer_of } from "../app/canvas/reading.js";
import { cut_digits, number_boxes, said_number, says_number } from "./number_readout.js";

const NUMBER = {
  kept: "tn-number",

  show(put, network, reads, drawn) {
    const { digits, trouble } = number_read(network, reads, drawn);
    put({
      boxes: (part) => number_boxes(part, digits, reads.size),
      said: (part) => said_number(part, digits, reads.least, trouble),
      cut: (part) => cut_digits(part, digits),
    });
    return says_number(digits, reads.least, trouble);
  },
};

export const number_reader = (given) => read_with(NUMBER, given);

function number_read(network, reads, drawn) {
  let found = [];
  let trouble = reads.trouble ?? "";
  try {
    if (reads.cut)
      found = reads.cut.map((cut) => ({ ...cut, image: Float32Array.from(cut.image) }));
    else if (!trouble) found = read_number(network, ...visible(drawn, reads.size));
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    trouble = error.message;
  }
  return { digits: found.map((digit) => seen_digit(digit, network, reads)), trouble };
}

// What a person said of a digit holds until its strokes change.
function seen_digit(digit, network, reads) {
  const { outputs, no_digit } = seen(digit.image, network);
  const answer = answer_of(outputs);
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
