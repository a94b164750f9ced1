// Asks for the lesson anew when another digit is read: once the pen has rested, and as soon as the
// lesson is on the screen. Until the lesson is about the digit that is read, the page is marked
// (data-tn-asks), so that whoever waits for all of it knows.

// Milliseconds. Just after a change the canvas may have to tell the server something, and what two
// parts of a page say at the same moment is answered by one of them.
const RESTED = 500;
const SETTLED = 250;
const EVERY = 100;
const PATIENCE = 10_000 * (window.tnPatience ?? 1);
const MARK = "data-tn-asks";

let shown; // which digit the lesson is about
let asked_for;
let asked; // when
let in_vain = false; // what was asked for has not come
let tell;
let moved = -RESTED; // when the pen last did
let latest; // which digit is read
let changed; // since when
let marked; // the digit for which the page was last marked, or not
let listening; // ends when it is aborted

const digit_read = () => Number(document.querySelector(".tn-reading")?.dataset.version ?? 0);

function note(event) {
  if (
    event.composedPath()[0].matches?.("canvas.upper-canvas") &&
    (event.buttons || event.type === "pointerup")
  )
    moved = performance.now();
}

function is_due(version) {
  if (!version || version === shown || document.hidden) return false;
  const lesson = document.querySelector(".st-key-lessons")?.getBoundingClientRect();
  return Boolean(lesson) && lesson.top < window.innerHeight && lesson.bottom > 0;
}

function mark() {
  marked = digit_read();
  const asks = is_due(marked) && !(in_vain && marked === asked_for);
  document.documentElement.toggleAttribute(MARK, asks);
}

function look() {
  mark();
  const version = digit_read();
  if (!version || document.hidden || performance.now() - moved < RESTED) return;
  if (version !== latest) [latest, changed] = [version, performance.now()];
  if (performance.now() - changed < SETTLED || !is_due(version)) return;
  const is_again = version === asked_for;
  if (is_again && performance.now() - asked <= PATIENCE) return;
  [asked_for, asked, in_vain] = [version, performance.now(), is_again]; // it may have been lost
  tell("rested", version);
}

// At once when another digit is read, and not at each change: where the lesson is takes long to find.
const observer = new MutationObserver(() => digit_read() !== marked && mark());

export default function rested({ data, setTriggerValue }) {
  tell = setTriggerValue;
  shown = data.shown;
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    const looking = setInterval(look, EVERY);
    signal.addEventListener("abort", () => clearInterval(looking));
    for (const name of ["pointerdown", "pointermove", "pointerup"])
      window.addEventListener(name, note, { capture: true, signal });
    observer.observe(document.body, { childList: true, subtree: true });
  }
  mark();
  return () => {
    listening?.abort();
    listening = null;
    observer.disconnect();
    document.documentElement.removeAttribute(MARK);
  };
}
