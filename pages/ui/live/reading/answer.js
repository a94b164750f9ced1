// The answer to a digit in words, bars and pictures: the twin of pages/ui/app/answer_in_words.py and
// pictures.py.

import { C } from "./basics.js";
import { answer_of } from "./forward_pass.js";

export const escaped = (text) => new Option(text).innerHTML; // an Option's innerHTML is its text, escaped

// Where only words differ, they alone are changed: with each element that comes or goes the browser
// asks all styles of the page whom it concerns, which takes longer than all else at a frame.
export function set_html(element, content) {
  const { shown } = element;
  if (shown === content) return;
  element.shown = content;
  const without_words = (html) => html?.replace(/>[^<]+/g, ">…");
  if (without_words(shown) !== without_words(content)) return void (element.innerHTML = content);
  const other = document.createElement("template");
  other.innerHTML = content;
  const words = words_in(other.content);
  words_in(element).forEach((node, k) => (node.data = words[k].data));
}

function words_in(root) {
  const [walker, nodes] = [document.createTreeWalker(root, NodeFilter.SHOW_TEXT), []];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

const output = (value) => (Number(value.toFixed(2)) ? value.toFixed(2) : "below\u00a00.01");

export function verdict(outputs, note, no_digit = false) {
  const said = answer_of(outputs);
  if (said.digit === C.NO_ANSWER) return ["?", C.NOT_FINITE, spoken([C.NOT_FINITE])];
  const [top, next_best] = [output(said.output), output(said.next_output)];
  let lines = [`Output ${top}`, `The next best is ${said.runner_up}: ${next_best}`];
  if (no_digit)
    lines = [
      C.SEES_NONE,
      said.all_equal ? `All ten outputs are ${top}` : `Best guess: ${said.digit} (output ${top})`,
    ];
  else if (said.all_equal)
    lines = [`All ten outputs are ${top}`, "The network cannot tell the digits apart"];
  else if (said.unsure)
    lines = [`Not sure: ${said.digit} or ${said.runner_up}?`, `Outputs ${top} and ${next_best}`];
  const weak = (text) => `<span class="tn-unsure">${text}</span>`;
  const digit = no_digit ? weak("–") : said.unsure ? weak(`${said.digit}?`) : `${said.digit}`;
  const is_plain = !(no_digit || said.all_equal || said.unsure);
  const short = [`${said.digit}, output ${top}, next best ${said.runner_up}`];
  const notes = note ? [note] : [];
  const says = spoken([...(is_plain ? short : lines), ...notes]);
  return [digit, [...lines, ...notes].join("<br>"), says];
}

// Lines, which may be HTML, as one line that a screen reader says.
export function spoken(lines) {
  const plain = lines.map((line) => line.replaceAll(/<[^>]*>/g, ""));
  const ended = plain.map((line) => (/[.?]$/.test(line) ? line : `${line}.`));
  return ended.join(" ").replace(/\.$/, "");
}

export function show_answer(part, [digit, below]) {
  const lines = `<div class="tn-digit">${digit}</div><div class="tn-below">${below}</div>`;
  set_html(part, `<div class="tn-answer">${lines}</div>`);
}

export function output_bars(part, outputs, no_digit = false) {
  const first = outputs && answer_of(outputs).digit;
  const read = outputs && first !== C.NO_ANSWER;
  const rows = [...Array(10).keys()].map((digit) => {
    const a = read ? outputs[digit] : 0;
    const kind = digit === first ? " tn-first" : a.toFixed(2) === "0.00" ? " tn-zero" : "";
    const title = read ? `output ${digit}: ${a.toFixed(4)}` : "";
    const style = `width:${(100 * a).toFixed(1)}%`;
    return (
      `<div class="tn-row${kind}" title="${title}"><span class="tn-label">${digit}</span>` +
      `<span class="tn-track"><span class="tn-bar" style="${style}"></span></span>` +
      `<span class="tn-value">${read ? a.toFixed(2) : "–"}</span></div>`
    );
  });
  set_html(part, `<div class="tn-bars${no_digit ? " tn-faint" : ""}">${rows.join("")}</div>`);
}

// A canvas and not an <img>: it is drawn before anybody sees that it is new.
export const canvas_of = (alt) =>
  `<canvas class="tn-picture" role="img" aria-label="${alt}" width="${C.SIDE}" height="${C.SIDE}"></canvas>`;

export function draw_picture(picture, image) {
  const context = picture.getContext("2d");
  const pixels = context.createImageData(C.SIDE, C.SIDE);
  image.forEach((ink, pixel) => {
    const grey = 255 - 255 * ink;
    pixels.data.set([grey, grey, grey, 255], 4 * pixel);
  });
  context.putImageData(pixels, 0, 0);
}
