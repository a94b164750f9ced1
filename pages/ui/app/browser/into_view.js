// Brings what somebody has just chosen into view, where it is not: on a phone it stands far below the
// chart that was tapped.

const SEEN = 160; // pixels: with so many of it on the screen, it is in view
const TRIES = 20; // looks at whether it is there and stands still, when the page has run
const EVERY = 100; // milliseconds between two of them
const RUNS = '[data-testid="stApp"][data-test-script-state="running"]';

let done; // the last choice that was looked after; unknown on a new page

function bring(part) {
  const { top, bottom } = part.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen >= Math.min(SEEN, bottom - top)) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const block = bottom - top < innerHeight ? "nearest" : "start";
  part.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
}

function whenItStands(key, number, tries = TRIES, before = undefined) {
  if (number !== done) return;
  const runs = document.querySelector(RUNS);
  const part = document.querySelector(`.st-key-${key}`);
  const height = runs ? undefined : part?.offsetHeight;
  if (part && height !== undefined && height === before) bring(part);
  else if (tries) setTimeout(whenItStands, EVERY, key, number, runs ? tries : tries - 1, height);
}

export default function intoView({ data }) {
  const isNew = data.number > done; // not if it is unknown
  done = data.number;
  if (isNew) whenItStands(data.part, done);
}
