// The answer to a digit in words, bars and pictures: the twin of pages/ui/app/readout.py and
// pictures.py.

const TINY_COLUMNS = 32;
const MOST_TINY = 512; // larger layers get twice the columns, so that none is taller
const [TINY, TINY_GAP] = [12, 2]; // pixels of a square; it is shown at about half its size
const SILENT = 0.13; // how dark the square of a silent neuron is

export const escaped = (text) => new Option(text).innerHTML; // an Option's innerHTML is its text, escaped

function set_html(element, content) {
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
function spoken(lines) {
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
    const [kind, colour] = digit === first ? [" tn-first", C.ACCENT] : ["", "currentColor"];
    const title = read ? `output ${digit}: ${a.toFixed(4)}` : "";
    const style = `width:${(100 * a).toFixed(1)}%;background:${colour}`;
    return (
      `<div class="tn-row${kind}" title="${title}"><span class="tn-label">${digit}</span>` +
      `<span class="tn-track"><span class="tn-bar" style="${style}"></span></span>` +
      `<span class="tn-value">${read ? a.toFixed(2) : "–"}</span></div>`
    );
  });
  set_html(part, `<div class="tn-bars${no_digit ? " tn-faint" : ""}">${rows.join("")}</div>`);
}

// A canvas and not an <img>: it is drawn before anybody sees that it is new.
const canvas_of = (alt, width = C.SIDE, height = C.SIDE) =>
  `<canvas class="tn-picture" role="img" aria-label="${alt}" width="${width}" height="${height}"></canvas>`;

export function picture_seen(part, image) {
  const ink = image.filter((value) => value !== 0).length;
  set_html(part, canvas_of(`${C.SEEN}: ${C.SIDE} by ${C.SIDE} pixels, ${ink} of them with ink`));
  draw_picture(part.firstChild, image);
}

function draw_picture(picture, image) {
  const context = picture.getContext("2d");
  const pixels = context.createImageData(C.SIDE, C.SIDE);
  image.forEach((ink, pixel) => {
    const grey = 255 - 255 * ink;
    pixels.data.set([grey, grey, grey, 255], 4 * pixel);
  });
  context.putImageData(pixels, 0, 0);
}

// Layers of squares, or of one picture where there are many neurons.
export function hidden_layers(part, layers) {
  const finite = layers.map((layer) => layer.map((a) => (Number.isFinite(a) ? a : 0)));
  set_html(part, finite.map(layer_of_squares).join(""));
  finite.forEach((layer, l) => {
    const picture = part.children[l].querySelector("canvas");
    if (picture) draw_tiny_squares(picture, layer);
  });
}

function layer_of_squares(layer) {
  const sizes = layer.map(Math.abs);
  const first = sizes.indexOf(Math.max(...sizes));
  const neurons = layer.length === 1 ? "1 neuron" : `${layer.length} neurons`;
  const words = layer[first]
    ? `${neurons}, the strongest is neuron ${first + 1}: ${layer[first].toFixed(4)}`
    : `${neurons}, none of them fires`;
  if (layer.length > C.MOST_NUMBERED) {
    const columns = layer.length > MOST_TINY ? 2 * TINY_COLUMNS : TINY_COLUMNS;
    const picture = canvas_of(words, columns * TINY, Math.ceil(layer.length / columns) * TINY);
    return `<div class="tn-tiny" title="${words}">${picture}</div>`;
  }
  const strongest = Math.max(1, ...sizes);
  const squares = layer.map((a, neuron) => {
    const style = `background:${colour_of(a)};opacity:${(sizes[neuron] / strongest).toFixed(3)}`;
    return (
      `<span class="tn-square" title="neuron ${neuron + 1}: ${a.toFixed(4)}">` +
      `<span class="tn-fill" style="${style}"></span><span class="tn-number">${neuron + 1}</span></span>`
    );
  });
  const columns = `grid-template-columns:repeat(${C.COLUMNS},1fr)`;
  return `<div class="tn-squares" role="img" aria-label="${words}" style="${columns}">${squares.join("")}</div>`;
}

const colour_of = (a) => (a >= 0 ? C.FIRING : C.NEGATIVE);

function draw_tiny_squares(picture, layer) {
  const context = picture.getContext("2d");
  const strongest = Math.max(1, ...layer.map(Math.abs));
  const columns = picture.width / TINY;
  context.clearRect(0, 0, picture.width, picture.height);
  layer.forEach((a, neuron) => {
    const place = [(neuron % columns) * TINY, Math.floor(neuron / columns) * TINY];
    const fill = (colour, opacity) => {
      [context.fillStyle, context.globalAlpha] = [colour, opacity];
      context.fillRect(...place, TINY - TINY_GAP, TINY - TINY_GAP);
    };
    fill("grey", SILENT);
    fill(colour_of(a), Math.abs(a) / strongest);
  });
}
