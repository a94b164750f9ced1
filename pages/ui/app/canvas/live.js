// The live reading: the server's answer at every frame, while the pen moves. One module with
// the files beside it, which come first.
//
//   pointer events -> strokes -> reading.js -> the answer on the page
//
// Python has made the elements and has its own answer in them; here they change, on Draw as
// live_digit.js says, on Numbers as live_number.js does. The strokes that the server has are on the
// page as well, and what was drawn since is added to them.

// A stroke as the canvas writes it down: fabric.js's PencilBrush, with the points that it gets. No
// coalesced events, since it takes none: the line that is read is the line that is stored.

const NEAREST = 0.4 ** 2; // pixels, squared, between two points
const LONGER = 0.001; // times the pen's width
const same = (point, other) => point[0] === other[0] && point[1] === other[1];

function add_point(points, point, straight) {
  if (points.length > 1 && same(point, points.at(-1))) return;
  if (straight && points.length > 1) points.pop();
  points.push(point);
}

function stroke_of({ recorded, width, erases }) {
  const [first, last] = [recorded[0], recorded.at(-1)];
  const apart = [first];
  for (const point of recorded.slice(1, -2))
    if ((point[0] - apart.at(-1)[0]) ** 2 + (point[1] - apart.at(-1)[1]) ** 2 >= NEAREST)
      apart.push(point);
  apart.push(last);
  // Both ends are a little longer, so that a dot is a line.
  const lengthened = ([x, y], from, to, share) => {
    const toward = apart.length > 2 ? [0, 1].map((k) => Math.sign(to[k] - from[k])) : [1, 0];
    return [x + toward[0] * share * width, y + toward[1] * share * width];
  };
  const points = [
    lengthened(first, apart[1], apart[2], -LONGER),
    ...apart.filter((here, k) => k < apart.length - 1 && !same(here, apart[k + 1])),
    lengthened(last, apart.at(-2), last, LONGER),
  ];
  return { points, width, erases };
}

// The page

const PAGES = { digit: DIGIT, number: NUMBER };
// The limits are in milliseconds; tests, which share a busy machine, have more patience.
const MORE = window.tnPatience ?? 1;
const MOST_WAIT = 3_000 * MORE; // by then a stroke is on the canvas, and the server knows it
const MOST_SILENCE = 30_000 * MORE; // of a server that has not heard of a stroke yet
const MOST_ANSWER = 10_000 * MORE; // of a server that has much to do
const ANSWERED = 1_000 * MORE;
const CANVAS_COMES = 1_000 * MORE;
const EVERY = 200; // milliseconds: a new canvas is looked for, since no observer sees it come
const CANVAS_LOADS = 500; // milliseconds
const MOST_COST = 10; // milliseconds, of a reading at every frame
const TEXT = "textarea, input:not([type=range])";
const UNDO = ".st-key-undo button";
const UNDO_OR_CLEAR = `${UNDO}, .st-key-clear button`;

let tell; // sends the server a trigger
let network;
let reading; // what the server read: strokes, an image, or why there is none
let strokes = []; // those, and what was drawn since
let pen; // what is drawn now
let own = []; // the elements of the page's parts, which stay when the server sends them anew
let frame = 0; // that has been asked for
let cost = 0; // milliseconds, of the latest reading
let dirty = false; // what is shown is no longer right
let noticed; // the canvas
let ended = false; // a stroke, since the page last showed the answer
let lost = false; // the browser cannot read here
let listening; // ends when it is aborted

const all_drawn = () => (pen ? [...strokes, stroke_of(pen)] : strokes);

// Take the server's elements, or put those that are already drawn in their place: no picture is
// loaded anew, so none flickers.
function attach(page) {
  const found = page.parts.map((selector) => [...document.querySelectorAll(selector)]);
  own = found.map((elements, part) =>
    elements.map((element, k) => {
      const before = own[part]?.[k];
      if (before === element) return element;
      dirty = true;
      if (before?.className !== element.className || !page.stays(before, element)) return element;
      element.replaceWith(before);
      return before;
    }),
  );
  return page.fits(own, network);
}

// What is on the page has changed, or what is to be there.
function update() {
  const element = document.querySelector(".tn-reading");
  const text = element?.dataset.reading;
  if (text && text !== reading?.text) adopt({ ...JSON.parse(text), text });
  forget();
  try {
    if (lost || !network || reading?.network !== network.number || !element) own = [];
    else {
      const page = PAGES[reading.kind];
      const begin = performance.now();
      const shows = attach(page) && dirty;
      if (shows) page.show(own, network, reading, all_drawn());
      if (shows && ended) window.dispatchEvent(new Event("tn-stroke-read")); // announcer.js says it
      if (shows) ended = false;
      cost = performance.now() - begin;
    }
  } catch (error) {
    console.error(error);
    give_up();
  }
  dirty = false;
  observer.takeRecords(); // what has just been changed here
}

function adopt(message) {
  const same_canvas = message.told === reading?.told && message.kind === reading?.kind;
  const since = same_canvas ? strokes.slice(message.strokes?.length) : [];
  if (message.kind !== reading?.kind) [own, pen] = [[], null];
  reading = message;
  // A stroke that is the same stays the same object: what was made of it is remembered.
  const before = strokes;
  const known = (message.strokes ?? []).map((one, k) =>
    is_equal(one, before[k]) ? before[k] : one,
  );
  strokes = message.strokes ? [...known, ...since] : [];
  dirty = true;
  keep();
}

function is_equal(one, other) {
  return (
    one.width === other?.width &&
    one.erases === other.erases &&
    one.points.length === other.points.length &&
    one.points.every((point, k) => same(point, other.points[k]))
  );
}

function keep() {
  if (!reading?.strokes) return;
  const drawing = { told: reading.told, strokes: all_drawn() };
  try {
    sessionStorage.setItem(PAGES[reading.kind].kept, JSON.stringify(drawing));
  } catch {
    // Some browsers refuse to keep anything, or so much.
  }
}

// What neither the server nor the canvas has by now was never drawn. What is on the canvas the server
// will hear of, however much it has to do; and one that cannot be reached (connection.js) when it is
// back.
function forget() {
  const now = performance.now();
  const unknown = strokes.slice(reading?.strokes?.length ?? 0);
  document.documentElement.toggleAttribute("data-tn-unread", unknown.length > 0);
  const due = unknown.filter(({ looked }) => now - looked >= MOST_WAIT);
  if (!due.length) return;
  const away = document.documentElement.hasAttribute("data-tn-lost");
  if (away) for (const stroke of unknown) stroke.drawn = now;
  const comes = (one) => now - one.drawn < MOST_SILENCE && is_on_canvas(one);
  if (away || (is_taken() && due.every(comes))) {
    for (const stroke of unknown) stroke.looked = now;
    return void setTimeout(soon, MOST_WAIT);
  }
  strokes = strokes.slice(0, -unknown.length);
  document.documentElement.removeAttribute("data-tn-unread");
  dirty = true;
}

// The server takes only so much.
function is_taken() {
  const points = strokes.reduce((sum, stroke) => sum + stroke.points.length, 0);
  return strokes.length <= C.MOST_STROKES && points < C.MOST_POINTS;
}

// Nearly all of a stroke's line is ink there, or paper if it erases.
function is_on_canvas({ points, erases }) {
  const canvas = find_canvas()?.parentElement.querySelector("canvas.lower-canvas");
  if (!canvas) return false;
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const is_ink = ([x, y]) => {
    const at = 4 * (Math.floor(y) * width + Math.floor(x));
    return data[at] < 128 && data[at + 3] > 128;
  };
  const middles = points
    .slice(1)
    .map(([x, y], k) => [(x + points[k][0]) / 2, (y + points[k][1]) / 2]);
  const inside = middles.filter(([x, y]) => x >= 0 && y >= 0 && x < width && y < height);
  const share = inside.filter(is_ink).length / inside.length;
  return erases ? share < 0.1 : share > 0.9;
}

function soon() {
  dirty = true;
  frame ||= next_frame(() => {
    frame = 0;
    update();
  });
}

// A reading that takes long leaves as much time to all else: the line must follow the pen.
function next_frame(act) {
  if (cost < MOST_COST) return requestAnimationFrame(act);
  return setTimeout(() => requestAnimationFrame(act), cost);
}

const observer = new MutationObserver(update);

// Pointers

const EVENTS = ["pointerdown", "pointermove", "pointerup", "pointercancel", "click", "keydown"];

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
  if (begins && !on_canvas && target.closest?.(".st-key-canvas"))
    setTimeout(() => find_canvas() || give_up(), CANVAS_COMES);
  if (!event.isPrimary || !reading?.strokes) return;
  if (begins && on_canvas && event.button === 0) {
    const start = place_of(event, target);
    pen = { ...reading.pen, recorded: [start, start], canvas: target };
  } else if (!pen) return;
  else if (event.type === "pointercancel" || !pen.canvas.isConnected) pen = null;
  else if (event.buttons & 1) add_point(pen.recorded, place_of(event, pen.canvas), event.shiftKey);
  else {
    const drawn = performance.now();
    strokes.push({ ...stroke_of(pen), drawn, looked: drawn });
    pen = null;
    ended = true;
    keep();
    setTimeout(soon, MOST_WAIT);
  }
  soon();
}

// The canvas waits a moment before it tells the server of a stroke. A click or a shortcut that comes
// meanwhile may leave the page or undo the stroke: it waits until the server has it. So do those
// after it, each until the one before is answered. Each Undo and Clear is answered before anything
// else is sent: to the server two at once would be one.
//
// Streamlit's choices act on a click; where none comes at once, they click themselves. So such a
// click of the page is left out while the one that it is made for waits.

const held = []; // { target, event, button: Undo or Clear, if it is one of them }
const is_behind = () => reading?.strokes && strokes.length > reading.strokes.length;

function wait_for_server(event) {
  const target = event.composedPath()[0];
  const undoes = (event.ctrlKey || event.metaKey) && event.key?.toLowerCase() === "z";
  const waits = event.type === "click" || (undoes && !target.matches?.(TEXT));
  const button = undoes ? document.querySelector(UNDO) : target.closest?.(UNDO_OR_CLEAR);
  const sent_on = event === held[0]?.event;
  const is_held = event.isTrusted
    ? held.length || is_behind() || button
    : held.some((one) => target.contains?.(one.target));
  if (lost || !waits || sent_on || !is_held) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (!event.isTrusted) return;
  held.push({ target, event: new event.constructor(event.type, event), button });
  if (held.length === 1) let_go(performance.now());
}

async function let_go(since) {
  while (held.length) {
    await until(() => !is_behind(), since + MOST_SILENCE);
    const { target, event, button } = held[0];
    const { text } = reading ?? {};
    const answered = () => reading?.text !== text;
    const acts = button?.isConnected && !button.disabled;
    target.dispatchEvent(event);
    if (acts) await until(answered, performance.now() + MOST_ANSWER);
    else if (held.length > 1) await until(answered, performance.now() + ANSWERED);
    held.shift();
  }
}

async function until(condition, latest) {
  while (!condition() && performance.now() < latest)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

// Whoever leaves the page waits for this.
const known = () => until(() => lost || !is_behind(), performance.now() + MOST_SILENCE);

function find_canvas() {
  for (const element of document.querySelectorAll(".st-key-canvas *")) {
    const canvas = element.shadowRoot?.querySelector("canvas.upper-canvas");
    if (canvas) return canvas;
  }
}

// When many things happen on a page at once, Streamlit may build the canvas anew. It then shows what
// it was last told, without what was drawn since: the server tells it again.
function notice_canvas() {
  const canvas = find_canvas();
  if (!canvas || canvas === noticed) return;
  const told = noticed && reading?.told;
  noticed = canvas;
  if (told === undefined || told === null) return;
  setTimeout(() => {
    const lacks = reading?.told === told && reading.strokes.length > reading.shown;
    if (lacks && canvas.isConnected) tell("rebuilt", told);
  }, CANVAS_LOADS);
}

// The canvas cannot be looked into, or the page is not as expected: the server's answer stays.
function give_up() {
  if (!lost) tell("unreadable", true);
  lost = true;
  own = [];
}

export default function live({ data, setTriggerValue }) {
  tell = setTriggerValue;
  network = unpack(data.slice().buffer); // a copy, which begins where arrays may begin
  dirty = true;
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    for (const name of EVENTS) window.addEventListener(name, hear, { capture: true, signal });
    window.addEventListener("pagehide", keep, { signal });
    window.tnStrokesKnown = known;
    observer.observe(document.body, { childList: true, subtree: true });
    const looking = setInterval(notice_canvas, EVERY);
    signal.addEventListener("abort", () => clearInterval(looking));
  }
  update();
  return () => {
    listening?.abort();
    delete window.tnStrokesKnown;
    document.documentElement.removeAttribute("data-tn-unread");
    observer.disconnect();
    listening = reading = pen = noticed = null;
    [own, strokes, lost] = [[], [], false];
  };
}
