// The answer to a digit in words, bars and pictures: the twin of pages/ui/app/readout.py and
// pictures.py. Each part makes its elements the first time, and changes them afterwards.

export const escaped = (text) => new Option(text).innerHTML; // an Option's innerHTML is its text, escaped

// The element in a part of the page, which is made the first time.
export function made(part, html) {
  if (!part.firstChild) part.innerHTML = html;
  return part.firstChild;
}

export function set_html(element, content) {
  if (element.shown !== content) element.innerHTML = element.shown = content;
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
      said.all_equal
        ? `All ten outputs are ${top}`
        : `If I had to say: ${said.digit}, output ${top}`,
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

const ANSWER =
  '<div class="tn-answer"><div class="tn-digit"></div><div class="tn-below"></div></div>';

export function show_answer(part, [digit, below]) {
  const [large, small] = made(part, ANSWER).children;
  set_html(large, digit);
  set_html(small, below);
}

const BAR =
  '<span class="tn-track"><span class="tn-bar"></span></span><span class="tn-value"></span>';
const bar_row = (digit) => `<div class="tn-row"><span class="tn-label">${digit}</span>${BAR}</div>`;
const BARS = `<div class="tn-bars">${[...Array(10).keys()].map(bar_row).join("")}</div>`;

export function output_bars(part, outputs, no_digit = false) {
  const bars = made(part, BARS);
  bars.classList.toggle("tn-faint", no_digit);
  const first = outputs && answer_of(outputs).digit;
  const read = outputs && first !== C.NO_ANSWER;
  [...bars.children].forEach((row, digit) => {
    const a = read ? outputs[digit] : 0;
    const [bar, value] = [row.querySelector(".tn-bar"), row.querySelector(".tn-value")];
    row.className = digit === first ? "tn-row tn-first" : "tn-row";
    row.title = read ? `output ${digit}: ${a.toFixed(4)}` : "";
    bar.style.width = `${(100 * a).toFixed(1)}%`;
    bar.style.background = digit === first ? C.ACCENT : "currentColor";
    value.textContent = read ? a.toFixed(2) : "–";
  });
}

const PICTURE = '<img class="tn-picture" decoding="sync" alt="">';

export function picture_seen(part, image) {
  const [img, ink] = [made(part, PICTURE), image.filter((value) => value !== 0).length];
  picture(img, image);
  img.alt = `${C.SEEN}: ${C.SIDE} by ${C.SIDE} pixels, ${ink} of them with ink`;
}

const square = (neuron) =>
  `<span class="tn-square"><span class="tn-fill"></span><span class="tn-number">${neuron}</span></span>`;

// Layers of squares, or of one picture where there are many neurons.
export function hidden_layers(part, layers) {
  const sizes = `${layers.map(({ length }) => length)}`;
  if (part.sizes !== sizes) {
    part.sizes = sizes;
    part.innerHTML = layers
      .map(({ length }) => {
        if (length > C.MOST_NUMBERED) return `<div class="tn-tiny">${PICTURE}</div>`;
        const squares = Array.from({ length }, (_, neuron) => square(neuron + 1)).join("");
        const columns = `grid-template-columns:repeat(${C.COLUMNS},1fr)`;
        return `<div class="tn-squares" role="img" style="${columns}">${squares}</div>`;
      })
      .join("");
  }
  layers.forEach((layer, l) => activations(part.children[l], layer));
}

function activations(element, layer) {
  const finite = layer.map((a) => (Number.isFinite(a) ? a : 0));
  const sizes = finite.map(Math.abs);
  const strongest = Math.max(1, ...sizes);
  const first = sizes.indexOf(Math.max(...sizes));
  const neurons = layer.length === 1 ? "1 neuron" : `${layer.length} neurons`;
  const words = finite[first]
    ? `${neurons}, the strongest is neuron ${first + 1}: ${finite[first].toFixed(4)}`
    : `${neurons}, none of them fires`;
  if (element.matches(".tn-tiny")) {
    element.title = element.firstChild.alt = words;
    return tiny_squares(element, finite, strongest);
  }
  element.ariaLabel = words;
  finite.forEach((a, neuron) => {
    const square = element.children[neuron];
    const fill = square.querySelector(".tn-fill");
    square.title = `neuron ${neuron + 1}: ${a.toFixed(4)}`;
    fill.style.background = a >= 0 ? C.FIRING : C.NEGATIVE;
    fill.style.opacity = (Math.abs(a) / strongest).toFixed(3);
  });
}

function tiny_squares(element, layer, strongest) {
  const columns = layer.length <= C.MOST_TINY ? C.TINY_COLUMNS : 2 * C.TINY_COLUMNS;
  const size = C.TINY + C.TINY_GAP;
  const squares = layer.map((a, neuron) => {
    const share = Math.abs(a) / strongest;
    const firing = a >= 0 ? C.FIRING_RGB : C.NEGATIVE_RGB;
    const colour = firing.map((value, k) =>
      Math.trunc(C.GREY_RGB[k] * (1 - share) + value * share),
    );
    const [column, row] = [neuron % columns, Math.floor(neuron / columns)];
    const opacity = C.SILENT + (1 - C.SILENT) * share;
    return [column * size, row * size, C.TINY, `rgb(${colour} / ${opacity})`.replaceAll(",", " ")];
  });
  show_squares(
    element.firstChild,
    columns * size,
    Math.ceil(layer.length / columns) * size,
    squares,
  );
}

// Draw squares [x, y, side, colour] and show them in an <img>, which keeps its old picture until then.
function show_squares(img, width, height, squares) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  for (const [x, y, side, colour] of squares) {
    context.fillStyle = colour;
    context.fillRect(x, y, side, side);
  }
  img.src = canvas.toDataURL();
}

export function picture(img, image) {
  const squares = Array.from(image, (ink, pixel) => {
    const grey = Math.trunc(255 - clip(ink, 0, 1) * 255);
    return [pixel % C.SIDE, Math.floor(pixel / C.SIDE), 1, `rgb(${grey} ${grey} ${grey})`];
  });
  show_squares(img, C.SIDE, C.SIDE, squares);
}
