// The wide canvas is as wide as its place, as long as the number below it is in the window, too.
// style.css has a width for the moment until this runs.

const BESIDE = 330; // pixels of the window's height for what stands above and below the canvas
const LEAST = 280; // pixels

if (!window.tnWide) {
  window.tnWide = new ResizeObserver(fit);
  window.addEventListener("resize", fit);
}
window.tnWide.disconnect();
const main = document.querySelector('[data-testid="stMain"]');
if (main) window.tnWide.observe(main);
fit();

function fit() {
  const room = document.querySelector(".st-key-number_board")?.clientWidth;
  if (!room) return;
  const width = Math.min(room, Math.max(2 * (window.innerHeight - BESIDE), LEAST));
  document.documentElement.style.setProperty("--tn-wide", Math.floor(width));
}
