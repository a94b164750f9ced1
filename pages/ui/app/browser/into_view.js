// Brings what somebody has just chosen into view, where it is not: on a phone it stands far below the
// chart that was tapped. This comes after all else of the page, so it is there.

const SEEN = 160; // pixels: with so many of it on the screen, it is in view

let done; // the last choice that was looked after; unknown on a new page

function bring(part) {
  const { top, bottom } = part.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen >= Math.min(SEEN, bottom - top)) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const block = bottom - top < innerHeight ? "nearest" : "start";
  part.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
}

export default function intoView({ data }) {
  const part = document.querySelector(`.st-key-${data.part}`);
  if (part && data.number > done) requestAnimationFrame(() => bring(part)); // not if it is unknown
  done = data.number;
}
