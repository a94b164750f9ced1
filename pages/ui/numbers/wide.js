// The wide canvas is as wide as its place, as long as the number below it is in the window, too. In a
// low window the number stands beside it. style.css has a width for the moment until this runs.

const BELOW = 330; // pixels of the window's height for what stands above and below the canvas
const AROUND = 150; // the same in a low window
const LEAST = 280; // pixels
const SHARE = 0.6; // of a low window's width

function fit() {
  const place = document.querySelector(".st-key-numbers_top")?.clientWidth;
  if (!place) return;
  const is_low = window.matchMedia("(min-width: 641px) and (max-height: 500px)").matches;
  const room = is_low ? SHARE * place : place;
  const height = window.innerHeight - (is_low ? AROUND : BELOW);
  const width = Math.min(room, Math.max(2 * height, LEAST));
  document.documentElement.style.setProperty("--tn-wide", Math.floor(width));
}

export default function wide() {
  const resized = new ResizeObserver(fit);
  // The place gets its width from styles that may come after this.
  for (const where of ['[data-testid="stMain"]', ".st-key-numbers_top"]) {
    const element = document.querySelector(where);
    if (element) resized.observe(element);
  }
  window.addEventListener("resize", fit);
  fit();
  return () => {
    resized.disconnect();
    window.removeEventListener("resize", fit);
  };
}
