// What stands on Numbers: boxes over the digits, the number in large type, and how it was cut.

import { play } from "../live/example.js";
import { C, DrawingError } from "../live/reading/basics.js";
import { read_number, seen } from "../live/reading/strokes_to_number.js";
import { visible } from "../live/reading/preparation.js";
import { read_with } from "../live/reading/reader.js";
import { answer_of } from "../live/reading/forward_pass.js";
import { canvas_of, draw_picture, escaped, set_html, spoken } from "../live/reading/answer.js";

const BOX_MARGIN = 0.028; // of a box around its digit, as a share of the canvas's height
const LABEL_ROOM = 0.15; // likewise: what a label above its box takes
const WORTH_SAYING = 0.01; // an output of the runner-up

const NUMBER = {
  kept: "tn-number",

  show(put, network, reads, drawn) {
    const example = play(put, reads, drawn);
    if (example === null) return "";
    const { digits, trouble } = number_read(network, reads, example ?? drawn);
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

// What a person said of a digit holds until its box changes.
function seen_digit(digit, network, reads) {
  const { outputs, no_digit } = seen(digit.image, network);
  const answer = answer_of(outputs);
  const known = answer.digit !== C.NO_ANSWER && !no_digit;
  const named = reads.named.find((one) => is_same(one, digit))?.digit ?? null;
  const { grouped = 1 } = digit;
  const sure = known ? Math.min(answer.output, grouped) : 0;
  return {
    ...digit,
    answer: { ...answer, no_digit },
    named,
    digit: named ?? (known ? answer.digit : null),
    grouped,
    sure,
    asks: named === null && !(known && sure >= reads.least),
  };
}

function is_same(one, other) {
  const near = (a, b) => Math.abs(a - b) < 1e-6;
  return [0, 1].every((k) => near(one.low[k], other.low[k]) && near(one.high[k], other.high[k]));
}

function sure_percent(share) {
  const tenths = Math.floor(1000 * share);
  if (tenths >= 1000) return "over\u00a099.9\u00a0%";
  return `${Math.floor(tenths / 10)}.${tenths % 10}\u00a0%`;
}

// Nothing where a person said that it is no digit.
const label_of = ({ digit, asks }) => `${digit < 0 ? "" : (digit ?? "")}${asks ? "?" : ""}`;
const kind_of = ({ named, asks }) => (named === null ? (asks ? " tn-asks" : "") : " tn-told");

// The boxes lie over a canvas, or over a picture that is as large as fits in its place.
function number_boxes(part, digits, [width, height]) {
  const scale = Math.min((2 * C.CANVAS_SIDE) / width, C.CANVAS_SIDE / height);
  const margin = BOX_MARGIN * height;
  const placed = (left, top, across, down) =>
    `left:${scale * left}px;top:${scale * top}px;width:${scale * across}px;height:${scale * down}px`;
  const boxes = digits.map((digit) => {
    const [left, top] = digit.low.map((value) => Math.max(value - margin, 0));
    const right = Math.min(digit.high[0] + margin, width);
    const bottom = Math.min(digit.high[1] + margin, height);
    const [above, below] = [top, height - bottom].map((free) => free >= LABEL_ROOM * height);
    const place = above ? "above" : below ? "under" : "within";
    const style = placed(left, top, right - left, bottom - top);
    return `<div class="tn-box tn-${place}${kind_of(digit)}" style="${style}"><b>${label_of(digit)}</b></div>`;
  });
  const [beside, above] = [2, 1].map((sides) => (sides * C.CANVAS_SIDE) / scale / 2);
  const over = placed(beside - width / 2, above - height / 2, width, height);
  set_html(part, `<div class="tn-boxes" style="${over}">${boxes.join("")}</div>`);
}

function said_number(part, digits, least, trouble) {
  const number = digits.map(
    (digit) => `<span class="tn-one${kind_of(digit)}">${label_of(digit)}</span>`,
  );
  const lines = sure_lines(digits, least, trouble).map(escaped);
  const large = `<div class="tn-whole">${number.join("") || "?"}</div>`;
  const how_sure = `<div class="tn-how-sure">${lines.join("<br>")}</div>`;
  set_html(part, `<div class="tn-said">${large}${how_sure}</div>`);
}

function says_number(digits, least, trouble) {
  const number = digits.map((digit) => label_of(digit)).join(" ");
  return spoken([...(number ? [number] : []), ...sure_lines(digits, least, trouble)]);
}

function sure_lines(digits, least, trouble) {
  if (!digits.length) return [trouble];
  const open = digits.filter(({ named }) => named === null);
  if (!open.length) return ["You said every digit."];
  const lowest = sure_percent(Math.min(...open.map(({ sure }) => sure)));
  const asks = open.filter((digit) => digit.asks).length;
  const bound = `${Math.round(100 * least)}\u00a0%`;
  const first = digits.length > 1 ? `Least sure digit: ${lowest}` : `Sure: ${lowest}`;
  if (!asks) return [first, `Nothing is below ${bound}: it does not ask`];
  return [first, `${asks} ${asks > 1 ? "digits are" : "digit is"} below ${bound}: it asks`];
}

function cut_digits(part, digits) {
  const figures = digits.map((digit, k) => {
    const title = `<figcaption class="tn-title">${label_of(digit) || "–"}</figcaption>`;
    const picture = canvas_of(`Digit no. ${k + 1} as the network sees it`);
    const under = `<div class="tn-under">${under_digit(digit).join("<br>")}</div>`;
    return `<figure class="tn-figure${kind_of(digit)}">${title}${picture}${under}</figure>`;
  });
  set_html(part, `<div class="tn-cut">${figures.join("")}</div>`);
  part.querySelectorAll("canvas").forEach((picture, k) => draw_picture(picture, digits[k].image));
}

function under_digit({ answer, named, sure, digit, grouped, asks }) {
  if (named !== null) return named < 0 ? ["no digit,", "you said so"] : ["you said so"];
  if (digit === null) return [answer.no_digit ? "no digit" : "no answer"];
  if (asks && grouped < Math.min(answer.output, C.SURE_CUT))
    return [sure_percent(sure), "cut in doubt"];
  if (!(answer.next_output >= WORTH_SAYING)) return [sure_percent(sure)];
  return [sure_percent(sure), `or ${answer.runner_up}: ${sure_percent(answer.next_output)}`];
}
