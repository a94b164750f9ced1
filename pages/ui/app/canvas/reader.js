// The reader: what is drawn or shown is read here, at every frame, and shown beside the canvas. One
// module with the files beside it, which come first.
//
//   pen.js -> strokes -> reading.js -> digit_parts.js or number_parts.js -> the page
//                strokes -> the server, each time the pen is lifted
//
// The strokes are kept here. The server has them a moment later, and sends others back only when it
// has put others on the canvas: after Undo, Clear and a reload.

const CANVAS_LOADS = 500; // milliseconds, as the two below
const MOST_ANSWER = 10_000; // of a server that has much to do
const MOST_COST = 10; // of a reading at every frame
const KINDS = { digit: DIGIT, number: NUMBER };
const UNDO = ".st-key-undo button";
const UNDO_OR_CLEAR = `${UNDO}, .st-key-clear button`;
const TEXT = "textarea, input:not([type=range])";

const weights = (window.tnWeights ??= new Map()); // by number, of weights.js
const parts = (window.tnParts ??= new Map()); // by name: elements on the page, of part.js
let [send, tell] = []; // the server: a value that stays, something that happened
let network; // that reads now
let reads; // what the server says of what is read
let strokes = []; // those that the canvas was told to show, and those drawn since
let pen; // of pen.js
let frame = 0; // that has been asked for
let cost = 0; // milliseconds, of the latest reading
let news = false; // a stroke has ended, or something else is read: a screen reader is told
let place; // on the page, of the part that hears and sends
let listening; // ends when it is aborted

const aloud = document.createElement("div");
aloud.className = "tn-unseen tn-answer-aloud";
aloud.role = "status";

const all_drawn = () => [...strokes, ...pen.drawn()];

function update() {
  frame = 0;
  if (!reads) return;
  const bytes = weights.get(reads.network);
  if (bytes && bytes !== network?.bytes) network = { ...unpack(bytes), bytes };
  if (network?.number !== reads.network) return KINDS[reads.kind].wait?.(parts);
  const begin = performance.now();
  const sentence = KINDS[reads.kind].show(parts, network, reads, all_drawn());
  cost = performance.now() - begin;
  if (!news || pen.is_down()) return;
  const words = document.createElement("p"); // a new element is heard even if it says the same
  words.textContent = sentence;
  aloud.replaceChildren(words);
  news = false;
}

// A reading that takes long leaves as much time to all else: the line must follow the pen.
function soon() {
  if (cost < MOST_COST) frame ||= requestAnimationFrame(update);
  else frame ||= setTimeout(() => requestAnimationFrame(update), cost);
}

function adopt(message) {
  const is_first = !reads;
  const another = message.kind !== reads?.kind || message.version !== reads.version;
  if (another) {
    // A stroke that is the same stays the same object: what was made of it is remembered.
    const known = new Map(strokes.map((stroke) => [JSON.stringify(stroke), stroke]));
    strokes = (message.strokes ?? []).map((one) => known.get(JSON.stringify(one)) ?? one);
    if (message.kind !== reads?.kind) pen.drop(); // else the canvas draws on, too
  }
  const content = JSON.stringify({ ...message, network: 0, known: 0, pen: 0 });
  news ||= !is_first && content !== reads.content;
  reads = { ...message, content };
  if (another) go_on();
  pen.hand_over();
  keep();
  if (message.known > strokes.length) tell("rebuilt", true); // the canvas was told less than there is
}

// In the tab, for a reload just after a stroke, and for a server that has forgotten it.
function keep() {
  if (!reads?.strokes) return;
  try {
    const drawing = JSON.stringify({ told: reads.told, strokes: all_drawn() });
    sessionStorage.setItem(KINDS[reads.kind].kept, drawing);
  } catch {
    // Some browsers refuse to keep anything, or so much.
  }
}

const act = {
  begun: (canvas) => watched.observe(canvas),
  moved: soon,
  ended(stroke) {
    strokes.push(stroke);
    [news, asked, held.length] = [true, undefined, 0];
    keep();
    soon();
    send("strokes", { told: reads.told, size: reads.size, strokes: [...strokes] });
  },
  unreachable: () => tell("unreachable", true),
};

// When many things happen on a page at once, Streamlit may build the canvas anew. It then shows what
// it was last told, without what was drawn since: the server tells it again.
const watched = new ResizeObserver(([{ target }]) => {
  if (target.isConnected) return;
  watched.unobserve(target);
  setTimeout(
    () => find_canvas() && strokes.length > reads?.strokes?.length && tell("rebuilt", true),
    CANVAS_LOADS,
  );
});

// Streamlit joins what it hears at the same time: two clicks on Undo would be one. So each waits
// until the one before has come back.
const held = []; // the buttons that wait
let asked; // when one was pressed that has not come back; nothing if none is on its way

function hold(event) {
  const target = event.composedPath()[0];
  const is_click = event.type === "click";
  const is_undo =
    (event.ctrlKey || event.metaKey) &&
    !(event.shiftKey || event.altKey || target.matches?.(TEXT)) &&
    event.key?.toLowerCase() === "z";
  const button = is_click
    ? target.closest?.(UNDO_OR_CLEAR)
    : is_undo && document.querySelector(UNDO);
  if (!event.isTrusted || !button || button.disabled || !reads?.strokes) return;
  if (performance.now() - asked < MOST_ANSWER) {
    held.push(button);
    event.stopImmediatePropagation();
    event.preventDefault();
  } else asked = performance.now();
}

// One has come back: the next that still does something has its turn.
function go_on() {
  asked = undefined;
  setTimeout(() => {
    while (held.length && !asked) {
      const button = held.shift();
      if (!button.isConnected || button.disabled) continue;
      asked = performance.now();
      button.click();
    }
  });
}

function start() {
  listening = new AbortController();
  const { signal } = listening;
  pen = listen_to_pen(() => reads?.strokes && reads.pen, act, signal);
  for (const name of ["click", "keydown"])
    window.addEventListener(name, hold, { capture: true, signal });
  window.addEventListener("tn-parts", update, { signal });
  window.addEventListener("pagehide", keep, { signal });
  document.body.append(aloud);
}

function stop() {
  listening.abort();
  watched.disconnect();
  aloud.remove();
  listening = reads = undefined;
  [strokes, asked, held.length] = [[], undefined, 0];
}

export default function reader({ data, parentElement, setStateValue, setTriggerValue }) {
  const { part, reads: message } = data;
  let element = parentElement.querySelector(":scope > [data-known]");
  if (!element) parentElement.append((element = document.createElement("div")));
  parts.set(part, (place = element));
  if (!listening) start();
  [send, tell] = [setStateValue, setTriggerValue];
  adopt(message);
  Object.assign(element.dataset, { known: reads.known, version: reads.version }); // for tests
  update();
  return () => {
    element.remove();
    if (parts.get(part) === element) parts.delete(part);
    if (place === element) stop(); // or the next page is there already
  };
}
