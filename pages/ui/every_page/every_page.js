// What stands on every page.

import { calm, on, once, when_it_comes } from "../app/browser/page.js";
import { explain_words } from "../app/glossary.js";

const SELDOM = 10_000; // milliseconds
const CAME_BACK = "tn-came-back"; // when it was, in the tab's storage
const LETS_GO =
  ".st-key-pen, body:has(.st-key-steps_next)" +
  " :is([role=radio], [role=option], label:has(input[type=checkbox]))";

export const every_page = once(() => {
  explain_words();
  on("error", () => setTimeout(come_back, 500));

  // On a phone the menu lies over the page. Streamlit closes it when somebody presses beside it, and so
  // it does when a page was chosen.
  on("click", ({ target }) => {
    const main = document.querySelector('[data-testid="stMain"]');
    const press = new MouseEvent("mousedown", { bubbles: true });
    if (target.closest?.('[data-testid="stSidebar"] a[href]'))
      setTimeout(() => main.dispatchEvent(press)); // when Streamlit has heard of the page
  });

  // The button that brings the sidebar back stands in the heading's line, and goes away with it.
  on("scroll", ({ target }) => {
    if (target.dataset?.testid !== "stMain") return;
    const header = document.querySelector('[data-testid="stHeader"]');
    if (header) header.style.translate = `0 ${-target.scrollTop}px`;
  });

  // Play and Pause stand in the same place: the second click of a double click would undo the first.
  on("click", (event) => {
    const places = ".st-key-play, .st-key-status_play, .st-key-status_pause";
    if (event.detail > 1 && event.target.closest?.(places)) event.stopImmediatePropagation();
  });

  // What was set with the mouse lets the keys go: the arrow keys turn the steps again, and the Page keys
  // scroll. Where the arrow keys turn no steps, choices keep them. A keyboard user's focus stays.
  let is_held = false;
  on("pointerdown", ({ target }) => (is_held = Boolean(target.closest?.(LETS_GO))));
  on("pointerup pointercancel", () => {
    if (is_held) setTimeout(() => document.activeElement.blur()); // when Streamlit has heard of it
    is_held = false;
  });

  // A finger on a chart: a swipe scrolls the page, a tap is a click. Plotly would take every touch for
  // the start of a drag, and nothing of these charts can be dragged. Without it, the browser scrolls,
  // and sends what a mouse would send after a tap.
  const leave_touch = (event) => {
    if (event.target.closest?.(".js-plotly-plot")) event.stopImmediatePropagation();
  };
  on("touchstart touchmove touchend", leave_touch, { capture: true, passive: true });

  // A chart is one picture for a screen reader: its sentence, which Streamlit gives to the element
  // around it. Plotly's own drawing below that would be read as a row of numbers without any words.
  // One that has buttons keeps them, for the keyboard.
  const chart = ":not(.st-key-accuracy *)";
  when_it_comes(`[data-testid="stPlotlyChart"][role="figure"]${chart}`, (it) => (it.role = "img"));
  when_it_comes(`.js-plotly-plot${chart}`, (drawn) => (drawn.ariaHidden = "true"));

  // The names of the sidebar's groups are headings. Streamlit has them in a list, which may have nothing
  // but its items.
  when_it_comes('[data-testid="stNavSectionHeader"]', (name) => {
    [name.role, name.ariaLevel] = ["heading", 2];
    for (const it of [name.closest("ul"), ...name.parentElement.querySelectorAll("li")])
      it.role = "none";
  });

  // Browsers have a clipboard only for pages over https and on this computer. In a class the app is
  // opened over plain http: there, a selected text is copied the old way, for Streamlit's copy buttons
  // and for those of this app (`data-tn-copy`).
  if (!navigator.clipboard)
    Object.defineProperty(navigator, "clipboard", { value: { writeText: copy_selected } });
  on("click", ({ target }) => copy_words_of(target.closest?.("[data-tn-copy]")));
});

// An error inside Streamlit can take the whole page away, for good and without a word. The page is then
// loaded anew, with all that the visitor had; once in a while only, so that it never does nothing else.
function come_back() {
  if (document.querySelector('[data-testid="stApp"]')) return;
  const now = Date.now();
  if (now - Number(sessionStorage.getItem(CAME_BACK)) < SELDOM) return;
  sessionStorage.setItem(CAME_BACK, now);
  location.reload();
}

async function copy_selected(text) {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.readOnly = true; // no keyboard on a phone
  field.style.cssText = "position: fixed; top: 0; opacity: 0; font-size: 16px";
  document.body.append(field);
  field.select();
  const is_copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  if (!is_copied) throw new Error("The browser does not copy.");
}

let copied; // the button that says what came of it
async function copy_words_of(button) {
  if (!button || button === copied) return;
  copied = button;
  const words = button.textContent;
  button.textContent = await navigator.clipboard.writeText(button.dataset.tnCopy).then(
    () => "Copied",
    () => "This browser does not copy",
  );
  setTimeout(() => {
    button.textContent = words;
    copied = undefined;
  }, 2000);
}

const SEEN = 160; // pixels: with so many of it on the screen, it is in view
let done; // the last choice that was looked after; unknown on a new page

function bring(container) {
  const { top, bottom } = container.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen >= Math.min(SEEN, bottom - top)) return;
  const block = bottom - top < innerHeight ? "nearest" : "start";
  container.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
}

// Bring what somebody has just chosen into view, where it is not: on a phone it stands far below the
// chart that was tapped. This comes after all else of the page, so it is there.
export function into_view({ data }) {
  const container = document.querySelector(`.st-key-${data.container}`);
  if (container && data.number > done) requestAnimationFrame(() => bring(container)); // not if it is unknown
  done = data.number;
}
