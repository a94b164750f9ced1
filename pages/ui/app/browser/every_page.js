// What stands on every page. Streamlit runs a module once for each visit, so nothing here is put away.

function on(kinds, hear, options = { capture: true }) {
  for (const kind of kinds.split(" ")) window.addEventListener(kind, hear, options);
}

// What comes onto the page: style.css gives it an animation, which begins as soon as it is there. So
// nothing has to watch the page or look again and again.
const comes = [];
function whenItComes(selector, act) {
  const known = new WeakSet(); // what is here now may have its animation yet to begin
  const meet = (element) => {
    if (!known.has(element)) act(element);
    known.add(element);
  };
  document.querySelectorAll(selector).forEach(meet);
  comes.push([selector, meet]);
}
on("animationstart", ({ animationName, target }) => {
  if (animationName !== "tn-comes") return;
  for (const [selector, meet] of comes) if (target.matches(selector)) meet(target);
});

// An error inside Streamlit can take the whole page away, for good and without a word. The page is then
// loaded anew, with all that the visitor had; once in a while only, so that it never does nothing else.
const SELDOM = 10_000; // milliseconds
const CAME_BACK = "tn-came-back"; // when it was, in the tab's storage
function comeBack() {
  if (document.querySelector('[data-testid="stApp"]')) return;
  const now = Date.now();
  if (now - Number(sessionStorage.getItem(CAME_BACK)) < SELDOM) return;
  sessionStorage.setItem(CAME_BACK, now);
  location.reload();
}
on("error", () => setTimeout(comeBack, 500));

// On a phone the menu lies over the page. Streamlit closes it when somebody presses beside it, and so it
// does when a page was chosen.
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

// Play and Pause stand in the same place, so the second click of a double click would undo the first.
on("click", (event) => {
  const places = ".st-key-play, .st-key-status_play, .st-key-status_pause";
  if (event.detail > 1 && event.target.closest?.(places)) event.stopImmediatePropagation();
});

// What was set with the mouse lets the keys go: the arrow keys turn the steps again, and the Page keys
// scroll. Where the arrow keys turn no steps, choices keep them. A keyboard user's focus stays.
const LETS_GO =
  ".st-key-pen, body:has(.st-key-steps_next)" +
  " :is([role=radio], [role=option], label:has(input[type=checkbox]))";
let isHeld = false;
on("pointerdown", ({ target }) => (isHeld = Boolean(target.closest?.(LETS_GO))));
on("pointerup pointercancel", () => {
  if (isHeld) setTimeout(() => document.activeElement.blur()); // when Streamlit has heard of it
  isHeld = false;
});

// A finger on a chart: a swipe scrolls the page, a tap is a click. Plotly would take every touch for the
// start of a drag, and nothing of these charts can be dragged. Without it, the browser scrolls, and
// sends what a mouse would send after a tap.
const leaveTouch = (event) => {
  if (event.target.closest?.(".js-plotly-plot")) event.stopImmediatePropagation();
};
on("touchstart touchmove touchend", leaveTouch, { capture: true, passive: true });

// A chart is one picture for a screen reader: its sentence, which Streamlit gives to the element around
// it. Plotly's own drawing below that would be read as a row of numbers without any words.
whenItComes('[data-testid="stPlotlyChart"][role="figure"]', (chart) => (chart.role = "img"));
whenItComes(".js-plotly-plot", (drawn) => (drawn.ariaHidden = "true"));

// Browsers have a clipboard only for pages over https and on this computer. In a class the app is opened
// over plain http: there, a selected text is copied the old way, for Streamlit's copy buttons and for
// those of this app (`data-tn-copy`).
async function writeText(text) {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.readOnly = true; // no keyboard on a phone
  field.style.cssText = "position: fixed; top: 0; opacity: 0; font-size: 16px";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  if (!isCopied) throw new Error("The browser does not copy.");
}
if (!navigator.clipboard) Object.defineProperty(navigator, "clipboard", { value: { writeText } });

let copied; // the button that says what came of it
on("click", async ({ target }) => {
  const button = target.closest?.("[data-tn-copy]");
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
});

export default () => {}; // Streamlit wants a function to call, too
