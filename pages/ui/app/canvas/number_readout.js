// The twin of pages/ui/app/canvas/number_readout.py: the boxes over the digits, the number in large
// type, and how it was cut. Python has made the elements; here they change.

const escaped = (text) => new Option(text).innerHTML; // an Option's innerHTML is its text, escaped

function set_html(element, content) {
  if (element.shown !== content) element.innerHTML = element.shown = content;
}

function sure_percent(share) {
  const tenths = Math.floor(1000 * share);
  if (tenths >= 1000) return "over\u00a099.9\u00a0%";
  return `${Math.floor(tenths / 10)}.${tenths % 10}\u00a0%`;
}

const label_of = ({ digit, asks }) => `${digit ?? ""}${asks ? "?" : ""}`;
const kind_of = ({ told, asks }) => (told === null ? (asks ? " tn-asks" : "") : " tn-told");

function number_boxes(over, digits, [width, height]) {
  const margin = C.BOX_MARGIN * height;
  const per_cent = (share) => `${(100 * share).toFixed(2)}%`;
  const made = digits.map((digit) => {
    const [left, top] = digit.low.map((value) => Math.max(value - margin, 0));
    const right = Math.min(digit.high[0] + margin, width);
    const bottom = Math.min(digit.high[1] + margin, height);
    const side = top >= C.LABEL_ROOM * height ? "above" : "within";
    const under = side === "within" && height - bottom >= C.LABEL_ROOM * height;
    const style = [
      `left:${per_cent(left / width)}`,
      `top:${per_cent(top / height)}`,
      `width:${per_cent((right - left) / width)}`,
      `height:${per_cent((bottom - top) / height)}`,
    ].join(";");
    const place = under ? "under" : side;
    return `<div class="tn-box tn-${place}${kind_of(digit)}" style="${style}"><b>${label_of(digit)}</b></div>`;
  });
  set_html(over, made.join(""));
}

function said_number(element, digits, least, trouble) {
  const number = digits.map(
    (digit) => `<span class="tn-one${kind_of(digit)}">${label_of(digit)}</span>`,
  );
  const lines = sure_lines(digits, least, trouble).map(escaped);
  const kind = digits.length > C.LONG ? "tn-whole tn-long" : "tn-whole";
  const large = `<div class="${kind}">${number.join("") || "?"}</div>`;
  set_html(element, `${large}<div class="tn-how-sure">${lines.join("<br>")}</div>`);
  element.dataset.says = says_number(digits, least, trouble);
}

function says_number(digits, least, trouble) {
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

function cut_digits(element, digits) {
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
  figure.innerHTML =
    '<figcaption class="tn-title"></figcaption><img class="tn-picture" decoding="sync"><div class="tn-under"></div>';
  return figure;
}

function under_digit({ answer, told, sure, digit, grouped, asks }) {
  if (told !== null) return ["you said so"];
  if (digit === null) return [answer.no_digit ? "no digit" : "no answer"];
  if (asks && grouped < Math.min(answer.output, C.SURE_CUT))
    return [sure_percent(sure), "cut in doubt"];
  if (!(answer.next_output >= C.WORTH_SAYING)) return [sure_percent(sure)];
  return [sure_percent(sure), `or ${answer.runner_up}: ${sure_percent(answer.next_output)}`];
}

export { cut_digits, number_boxes, said_number, says_number, sure_lines };
