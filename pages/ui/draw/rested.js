// Asks for the lesson anew when another digit is read: once the pen has rested, and as soon as the
// lesson is on the screen.

// Milliseconds. Just after a change the canvas may have to tell the server something, and what two
// parts of a page say at the same moment is answered by one of them.
const RESTED = 500;
const SETTLED = 250;
const EVERY = 100;
const PATIENCE = 10_000;

let shown; // which digit the lesson is about
let asked_for;
let asked; // when
let tell;
let moved = -RESTED; // when the pen last did
let latest; // which digit is read
let changed; // since when
let listening; // ends when it is aborted

function note(event) {
  if (
    event.composedPath()[0].matches?.("canvas.upper-canvas") &&
    (event.buttons || event.type === "pointerup")
  )
    moved = performance.now();
}

function look() {
  const version = Number(document.querySelector(".tn-reading")?.dataset.version);
  const lesson = document.querySelector(".st-key-lessons")?.getBoundingClientRect();
  if (!version || !lesson || document.hidden || performance.now() - moved < RESTED) return;
  if (version !== latest) [latest, changed] = [version, performance.now()];
  const on_screen = lesson.top < window.innerHeight && lesson.bottom > 0;
  if (performance.now() - changed < SETTLED) return;
  const in_vain = performance.now() - asked > PATIENCE; // it may have been lost
  if (!on_screen || version === shown || (version === asked_for && !in_vain)) return;
  [asked_for, asked] = [version, performance.now()];
  tell("rested", version);
}

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
  }
  return () => {
    listening?.abort();
    listening = null;
  };
}
