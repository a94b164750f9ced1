// A number as it is read: the boxes over its digits, the number in large type, and how it was cut.

const BOX_MARGIN = 0.028; // of a box around its digit, as a share of the canvas's height
const LABEL_ROOM = 0.15; // likewise: what a label above its box takes
const LONG = 7; // digits: a longer number is written smaller
const WORTH_SAYING = 0.01; // an output of the runner-up

function sure_percent(share) {
  const tenths = Math.floor(1000 * share);
  if (tenths >= 1000) return "over\u00a099.9\u00a0%";
  return `${Math.floor(tenths / 10)}.${tenths % 10}\u00a0%`;
}

const label_of = ({ digit, asks }) => `${digit ?? ""}${asks ? "?" : ""}`;
const kind_of = ({ told, asks }) => (told === null ? (asks ? " tn-asks" : "") : " tn-told");

// The boxes lie over a canvas, or over a picture that is as large as fits in its place.
export function number_boxes(part, digits, [width, height]) {
  const over = made(part, '<div class="tn-boxes"></div>');
  const scale = Math.min((2 * C.CANVAS_SIDE) / width, C.CANVAS_SIDE / height);
  over.style.cssText = `width:${scale * width}px;height:${scale * height}px`;
  const margin = BOX_MARGIN * height;
  const per_cent = (share) => `${(100 * share).toFixed(2)}%`;
  const boxes = digits.map((digit) => {
    const [left, top] = digit.low.map((value) => Math.max(value - margin, 0));
    const right = Math.min(digit.high[0] + margin, width);
    const bottom = Math.min(digit.high[1] + margin, height);
    const [above, below] = [top, height - bottom].map((free) => free >= LABEL_ROOM * height);
    const place = above ? "above" : below ? "under" : "within";
    const style = [
      `left:${per_cent(left / width)}`,
      `top:${per_cent(top / height)}`,
      `width:${per_cent((right - left) / width)}`,
      `height:${per_cent((bottom - top) / height)}`,
    ].join(";");
    return `<div class="tn-box tn-${place}${kind_of(digit)}" style="${style}"><b>${label_of(digit)}</b></div>`;
  });
  set_html(over, boxes.join(""));
}

export function said_number(part, digits, least, trouble) {
  const number = digits.map(
    (digit) => `<span class="tn-one${kind_of(digit)}">${label_of(digit)}</span>`,
  );
  const lines = sure_lines(digits, least, trouble).map(escaped);
  const kind = digits.length > LONG ? "tn-whole tn-long" : "tn-whole";
  const large = `<div class="${kind}">${number.join("") || "?"}</div>`;
  const said = made(part, '<div class="tn-said"></div>');
  set_html(said, `${large}<div class="tn-how-sure">${lines.join("<br>")}</div>`);
}

export function says_number(digits, least, trouble) {
  const number = digits.map((digit) => label_of(digit)).join(" ");
  return spoken([...(number ? [number] : []), ...sure_lines(digits, least, trouble)]);
}

export function sure_lines(digits, least, trouble) {
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
  const element = made(part, '<div class="tn-cut"></div>');
  while (element.childElementCount > digits.length) element.lastElementChild.remove();
  digits.forEach((digit, k) => {
    const figure = element.children[k] ?? element.appendChild(new_figure());
    const [title, img, under] = figure.children;
    figure.className = `tn-figure${kind_of(digit)}`;
    set_html(title, label_of(digit));
    if (img.drawn !== digit.image) picture(img, (img.drawn = digit.image));
    img.alt = `Digit ${k + 1} as the network sees it`;
    set_html(under, under_digit(digit).join("<br>"));
  });
}

function new_figure() {
  const figure = document.createElement("figure");
  figure.innerHTML = `<figcaption class="tn-title"></figcaption>${PICTURE}<div class="tn-under"></div>`;
  return figure;
}

function under_digit({ answer, told, sure, digit, grouped, asks }) {
  if (told !== null) return ["you said so"];
  if (digit === null) return [answer.no_digit ? "no digit" : "no answer"];
  if (asks && grouped < Math.min(answer.output, C.SURE_CUT))
    return [sure_percent(sure), "cut in doubt"];
  if (!(answer.next_output >= WORTH_SAYING)) return [sure_percent(sure)];
  return [sure_percent(sure), `or ${answer.runner_up}: ${sure_percent(answer.next_output)}`];
}
