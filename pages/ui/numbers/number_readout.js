// A number as it is read: the boxes over its digits, the number in large type, and how it was cut.

import { C } from "../app/canvas/basics.js";
import { canvas_of, draw_picture, escaped, set_html, spoken } from "../app/canvas/readout.js";

const BOX_MARGIN = 0.028; // of a box around its digit, as a share of the canvas's height
const LABEL_ROOM = 0.15; // likewise: what a label above its box takes
const WORTH_SAYING = 0.01; // an output of the runner-up

function sure_percent(share) {
  const tenths = Math.floor(1000 * share);
  if (tenths >= 1000) return "over\u00a099.9\u00a0%";
  return `${Math.floor(tenths / 10)}.${tenths % 10}\u00a0%`;
}

// Nothing where a person said that it is no digit.
const label_of = ({ digit, asks }) => `${digit < 0 ? "" : (digit ?? "")}${asks ? "?" : ""}`;
const kind_of = ({ told, asks }) => (told === null ? (asks ? " tn-asks" : "") : " tn-told");

// The boxes lie over a canvas, or over a picture that is as large as fits in its place.
export function number_boxes(part, digits, [width, height]) {
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

export function said_number(part, digits, least, trouble) {
  const number = digits.map(
    (digit) => `<span class="tn-one${kind_of(digit)}">${label_of(digit)}</span>`,
  );
  const lines = sure_lines(digits, least, trouble).map(escaped);
  const large = `<div class="tn-whole">${number.join("") || "?"}</div>`;
  const how_sure = `<div class="tn-how-sure">${lines.join("<br>")}</div>`;
  set_html(part, `<div class="tn-said">${large}${how_sure}</div>`);
}

export function says_number(digits, least, trouble) {
  const number = digits.map((digit) => label_of(digit)).join(" ");
  return spoken([...(number ? [number] : []), ...sure_lines(digits, least, trouble)]);
}

function sure_lines(digits, least, trouble) {
  if (!digits.length) return [trouble];
  const open = digits.filter(({ told }) => told === null);
  if (!open.length) return ["You said every digit."];
  const lowest = sure_percent(Math.min(...open.map(({ sure }) => sure)));
  const asks = open.filter((digit) => digit.asks).length;
  const bound = `${Math.round(100 * least)}\u00a0%`;
  const first = digits.length > 1 ? `Least sure digit: ${lowest}` : `Sure: ${lowest}`;
  if (!asks) return [first, `Nothing is below ${bound}: it does not ask`];
  return [first, `${asks} ${asks > 1 ? "digits are" : "digit is"} below ${bound}: it asks`];
}

export function cut_digits(part, digits) {
  const figures = digits.map((digit, k) => {
    const title = `<figcaption class="tn-title">${label_of(digit) || "–"}</figcaption>`;
    const picture = canvas_of(`Digit no. ${k + 1} as the network sees it`);
    const under = `<div class="tn-under">${under_digit(digit).join("<br>")}</div>`;
    return `<figure class="tn-figure${kind_of(digit)}">${title}${picture}${under}</figure>`;
  });
  set_html(part, `<div class="tn-cut">${figures.join("")}</div>`);
  part.querySelectorAll("canvas").forEach((picture, k) => draw_picture(picture, digits[k].image));
}

function under_digit({ answer, told, sure, digit, grouped, asks }) {
  if (told !== null) return told < 0 ? ["no digit,", "you said so"] : ["you said so"];
  if (digit === null) return [answer.no_digit ? "no digit" : "no answer"];
  if (asks && grouped < Math.min(answer.output, C.SURE_CUT))
    return [sure_percent(sure), "cut in doubt"];
  if (!(answer.next_output >= WORTH_SAYING)) return [sure_percent(sure)];
  return [sure_percent(sure), `or ${answer.runner_up}: ${sure_percent(answer.next_output)}`];
}
