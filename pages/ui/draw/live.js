// The live reading: the server's answer at every frame, while the pen moves. Follows reading.js.
//
//   pointer events -> strokes -> reading.js -> the answer on the page
//
// Python has made the elements and has its own answer in them (answer.py); here they change. The
// strokes that the server has are on the page as well, and what was drawn since is added to them.

const output = (value) => (Number(value.toFixed(2)) ? value.toFixed(2) : "below\u00a00.01");

function verdict(outputs, note) {
  const said = answer_of(outputs);
  if (said.digit === outputs.length) return ["?", C.NOT_FINITE];
  const [top, next_best] = [output(said.output), output(said.next_output)];
  let lines = [`Output ${top}`, `The next best is ${said.runner_up}: ${next_best}`];
  if (said.all_equal)
    lines = [`All ten outputs are ${top}`, "The network cannot tell the digits apart"];
  else if (said.unsure)
    lines = [`Not sure: ${said.digit} or ${said.runner_up}?`, `Outputs ${top} and ${next_best}`];
  const digit = said.unsure ? `<span class="tn-unsure">${said.digit}?</span>` : `${said.digit}`;
  return [digit, (note ? [...lines, note] : lines).join("<br>")];
}

function output_bars(bars, outputs) {
  const first = outputs && answer_of(outputs).digit;
  const read = outputs && first < outputs.length;
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

function activations(element, layer) {
  const finite = layer.map((a) => (Number.isFinite(a) ? a : 0));
  const strongest = Math.max(1, ...finite.map(Math.abs));
  if (element.matches(".tn-tiny")) return tiny_squares(element, finite, strongest);
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
  picture(element.firstChild, columns * size, Math.ceil(layer.length / columns) * size, squares);
  const sizes = layer.map(Math.abs);
  const first = sizes.indexOf(Math.max(...sizes));
  const strength = layer[first].toFixed(4);
  element.title = `${layer.length} neurons, the strongest is neuron ${first + 1}: ${strength}`;
}

// Draw squares [x, y, side, colour] and show them in an <img>, which keeps its old picture until then.
function picture(img, width, height, squares) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  for (const [x, y, side, colour] of squares) {
    context.fillStyle = colour;
    context.fillRect(x, y, side, side);
  }
  img.src = canvas.toDataURL();
}

function as_grey(image) {
  return Array.from(image, (ink, pixel) => {
    const grey = Math.trunc(255 - clip(ink, 0, 1) * 255);
    return [pixel % C.SIDE, Math.floor(pixel / C.SIDE), 1, `rgb(${grey} ${grey} ${grey})`];
  });
}

// A stroke as the canvas writes it down: fabric.js's PencilBrush, with the points that it gets. No
// coalesced events, since it takes none: the line that is read is the line that is stored.

const same = (point, other) => point[0] === other[0] && point[1] === other[1];

function add_point(points, point, straight) {
  if (points.length > 1 && same(point, points.at(-1))) return;
  if (straight && points.length > 1) points.pop();
  points.push(point);
}

function path_of(recorded, width) {
  const [first, last] = [recorded[0], recorded.at(-1)];
  const points = [first];
  for (const point of recorded.slice(1, -2))
    if ((point[0] - points.at(-1)[0]) ** 2 + (point[1] - points.at(-1)[1]) ** 2 >= 0.16)
      points.push(point);
  points.push(last);
  const longer = ([x, y], from, to, share) => {
    const toward = points.length > 2 ? [0, 1].map((k) => Math.sign(to[k] - from[k])) : [1, 0];
    return [x + toward[0] * share * width, y + toward[1] * share * width];
  };
  const path = [["M", ...longer(first, points[1], points[2], -0.001)]];
  points.slice(1).forEach((next, k) => {
    const here = points[k];
    const middle = here.map((value, axis) => value + (next[axis] - value) * 0.5);
    if (!same(here, next)) path.push(["Q", ...here, ...middle]);
  });
  return [...path, ["L", ...longer(last, points.at(-2), last, 0.001)]];
}

const stroke_of = ({ recorded, width, erases }) => {
  const path = path_of(recorded, width);
  return { path, points: path.map((command) => command.slice(1, 3)), width, erases };
};

// The page

const PARTS = [
  ".st-key-answer .tn-answer",
  ".st-key-outputs .tn-bars",
  ".st-key-seen .tn-picture",
  ".st-key-hidden :is(.tn-squares, .tn-tiny)",
];
const MOST_WAIT = 3_000; // milliseconds, for the server to hear of a stroke
const FORGOTTEN = 10_000; // a stroke that the server has not heard of by then is not on the canvas

let tell; // the server something
let network;
let reading; // what the server says of the digit: an image or sentence, or the strokes it has
let strokes = []; // those, and what was drawn since
let pen; // what is drawn now
let own = []; // the elements of PARTS, which stay when the server sends them anew
let [frame, dirty, lost] = [0, false, false];
let listening; // ends when it is aborted

function subject() {
  if (reading.trouble) return { trouble: reading.trouble };
  if (reading.image) return { image: Float32Array.from(reading.image) };
  const all = pen ? [...strokes, stroke_of(pen)] : strokes;
  const width = Math.max(0, ...all.filter((s) => !s.erases).map((s) => s.width));
  try {
    return { image: prepare_strokes(visible_pieces(all, C.CANVAS_SIDE), width) };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    return { trouble: error.message };
  }
}

function show() {
  const { image, trouble } = subject();
  const layers = trouble
    ? network.layers.map(({ b }) => Array(b.length).fill(0))
    : forward(network, image);
  const outputs = layers.pop();
  const [[answer], [bars], [seen], hidden] = own;
  const note = !trouble && !reading.labelled && side_by_side(image) ? C.SEVERAL : "";
  const says = trouble ? ["?", new Option(trouble).innerHTML] : verdict(outputs, note);
  [".tn-digit", ".tn-below"].forEach((part, k) => {
    const element = answer.querySelector(part);
    if (element.says !== says[k]) element.innerHTML = element.says = says[k];
  });
  output_bars(bars, trouble ? null : outputs);
  picture(seen, C.SIDE, C.SIDE, as_grey(image ?? new Float32Array(C.SIDE * C.SIDE)));
  hidden.forEach((element, l) => activations(element, layers[l]));
}

// Take the server's elements, or put those that are already drawn in their place: no picture is
// loaded anew, so none flickers.
function attach() {
  const found = PARTS.map((selector) => [...document.querySelectorAll(selector)]);
  own = found.map((elements, part) =>
    elements.map((element, k) => {
      const drawn = own[part]?.[k];
      if (drawn === element) return element;
      dirty = true;
      const fits = drawn?.className === element.className;
      if (!fits || drawn.childElementCount !== element.childElementCount) return element;
      element.replaceWith(drawn);
      return drawn;
    }),
  );
  const shown = own[3].map((e) => (e.matches(".tn-tiny") ? null : e.childElementCount));
  const sizes = network.layers.slice(0, -1).map(({ b }) => b.length);
  return (
    own.slice(0, 3).every((elements) => elements.length === 1) &&
    shown.length === sizes.length &&
    shown.every((count, l) => (count ?? sizes[l]) === sizes[l])
  );
}

// What is on the page has changed, or what is to be there.
function update() {
  const element = document.querySelector(".tn-reading");
  const says = element?.dataset.reading;
  if (says && says !== reading?.says) adopt({ ...JSON.parse(says), says });
  try {
    if (lost || !network || reading?.network !== network.number || !element) own = [];
    else if (attach() && dirty) show();
  } catch (error) {
    console.error(error);
    give_up();
  }
  dirty = false;
  observer.takeRecords(); // what has just been changed here
}

function adopt(message) {
  const since = message.told === reading?.told ? strokes.slice(message.strokes?.length) : [];
  const recent = since.filter((stroke) => performance.now() - stroke.at < FORGOTTEN);
  reading = message;
  strokes = message.strokes ? [...message.strokes, ...recent] : [];
  dirty = true;
}

function soon() {
  dirty = true;
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    update();
  });
}

const observer = new MutationObserver(update);

// Pointers

const KINDS = ["pointerdown", "pointermove", "pointerup", "pointercancel", "click", "keydown"];

function place_of(event, canvas) {
  const [box, whole] = [canvas.getBoundingClientRect(), event.pointerType === "touch"];
  // The canvas hears of a mouse and a pen by mouse events, which have whole pixels.
  const [x, y] = [event.clientX, event.clientY].map((value) => (whole ? value : Math.floor(value)));
  return [
    ((x - box.left) * canvas.width) / box.width,
    ((y - box.top) * canvas.height) / box.height,
  ];
}

function hear(event) {
  const target = event.composedPath()[0];
  const begins = event.type === "pointerdown";
  const on_canvas = target.matches?.("canvas.upper-canvas");
  if (event.type === "keydown" || (event.type === "click" && !on_canvas))
    return wait_for_server(event);
  if (begins && !on_canvas && target.closest?.(".st-key-canvas") && !is_readable()) give_up();
  if (!event.isPrimary || !reading?.strokes) return;
  if (begins && on_canvas && event.button === 0) {
    const start = place_of(event, target);
    pen = { ...reading.pen, recorded: [start, start], canvas: target };
  } else if (!pen) return;
  else if (event.type === "pointermove")
    add_point(pen.recorded, place_of(event, pen.canvas), event.shiftKey);
  else if (event.type === "pointerup" && event.button === 0) {
    strokes.push({ ...stroke_of(pen), at: performance.now() });
    pen = null;
  } else if (event.type === "pointercancel") pen = null;
  soon();
}

// The canvas waits a moment before it tells the server of a stroke. A click or a shortcut that comes
// meanwhile may leave the page or undo the stroke: it waits until the server has it.
function wait_for_server(event) {
  const is_behind = () => reading?.strokes && strokes.length > reading.strokes.length;
  const undoes = (event.ctrlKey || event.metaKey) && event.key?.toLowerCase() === "z";
  if (lost || !(event.type === "click" || undoes) || !is_behind()) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  const target = event.composedPath()[0];
  const again = new event.constructor(event.type, event);
  const until = performance.now() + MOST_WAIT;
  const look = () => {
    if (is_behind() && performance.now() < until) return setTimeout(look, 20);
    if (is_behind()) strokes.length = reading.strokes.length; // the rest is not on the canvas
    target.dispatchEvent(again);
  };
  look();
}

const is_readable = () =>
  [...document.querySelectorAll(".st-key-canvas *")].some((element) =>
    element.shadowRoot?.querySelector("canvas.upper-canvas"),
  );

// The canvas cannot be looked into, or the page is not as expected: the server's answer stays.
function give_up() {
  if (!lost) tell("unreadable", true);
  lost = true;
  own = [];
}

export default function live({ data, setTriggerValue }) {
  tell = setTriggerValue;
  network = unpack(data.slice().buffer);
  dirty = true;
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    for (const kind of KINDS) window.addEventListener(kind, hear, { capture: true, signal });
    observer.observe(document.body, { childList: true, subtree: true });
  }
  update();
  return () => {
    listening?.abort();
    observer.disconnect();
    listening = reading = null;
    own = [];
  };
}

export { verdict };
