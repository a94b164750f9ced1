// Explains each technical word where it first stands on a page: it is underlined with dots, and pointing
// at it, focus or a tap shows what it means.
//
// The text belongs to React, which changes it whenever it likes. So its own text nodes stay where they
// are, cut off before the word; the word and the rest are added after them. When React changes such a
// text, what was added goes too, before anybody sees it.

const NEVER =
  "a, button, input, textarea, select, option, label, summary, code, pre, svg, canvas, h1, h2, style," +
  "script, [contenteditable], [role=button], [role=option], [aria-live], [role=status], [role=alert]," +
  "[aria-hidden=true], .katex, .js-plotly-plot, .tn-answer, .tn-score," +
  '[data-testid="stProgress"], [data-testid="stTooltipContent"], .st-key-train_drive';
const STATE = "data-test-script-state"; // of the app: it changes when a run begins or ends
const FIRST = 150; // milliseconds between a change and a look
const EVERY = 2000; // between two looks while the page changes all the time
const AWAY = 200; // from a word to its meaning, with the mouse

let words = [];
let marks = []; // of one text node each: { text, whole, begins, added }
let waiting = 0;
let looked = -Infinity;
let shown; // the word whose meaning is shown, or was
let leaving = 0;

const tip = document.createElement("div");
[tip.className, tip.role, tip.popover] = ["tn-meaning", "tooltip", "auto"];
const watching = new MutationObserver(repair); // of the texts with a word in them
const running = new MutationObserver(soon);

function learn({ forms, meaning }) {
  const form = forms.join("|").replace(/[.*+?^${}()[\]\\]/g, "\\$&");
  return { meaning, find: new RegExp(`(?<![\\w/.-])(?:${form})s?(?![\\w/-]|\\.\\w)`, "i") };
}

// Where words stand for the first time

function forget({ text, whole, begins, added }) {
  if (text.nodeValue === begins) text.nodeValue = whole;
  for (const node of added) node.remove();
}

function repair() {
  const isBroken = ({ text, begins, added }) =>
    text.nodeValue !== begins || text.nextSibling !== added[0];
  const broken = marks.filter(isBroken);
  marks = marks.filter((mark) => !broken.includes(mark));
  broken.forEach(forget);
  watching.takeRecords(); // its own changes
  soon();
}

function* texts() {
  const main = document.querySelector('[data-testid="stMain"]');
  const { SHOW_ELEMENT, SHOW_TEXT, FILTER_ACCEPT, FILTER_REJECT, FILTER_SKIP } = NodeFilter;
  const walker = document.createTreeWalker(main, SHOW_ELEMENT | SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return FILTER_ACCEPT;
    return node.matches(NEVER) ? FILTER_REJECT : FILTER_SKIP;
  });
  while (walker.nextNode()) yield walker.currentNode;
}

// Text beside an element in a row would become three parts of the row.
function canBeCut({ parentElement }) {
  return (
    parentElement.checkVisibility() && !/flex|grid/.test(getComputedStyle(parentElement).display)
  );
}

// For each text with a word that stands there for the first time: where, in the order of the text.
function firstPlaces() {
  const left = new Set(words);
  const places = [];
  for (const text of texts()) {
    const here = [];
    for (const word of left) {
      const match = word.find.exec(text.nodeValue);
      if (match) here.push({ word, at: match.index, end: match.index + match[0].length });
    }
    here.sort((one, other) => one.at - other.at || other.end - one.end);
    // "quadratic cost" is not "cost" as well.
    const apart = here.filter((place, k) => k === 0 || place.at >= here[k - 1].end);
    if (!apart.length || !canBeCut(text)) continue;
    apart.forEach((place) => left.delete(place.word));
    places.push({ text, places: apart });
  }
  return places;
}

function marked({ meaning }, content) {
  const span = document.createElement("span");
  [span.className, span.role, span.tabIndex, span.textContent] = ["tn-word", "button", 0, content];
  span.setAttribute("aria-description", meaning);
  return span;
}

function mark({ text, places }) {
  const whole = text.nodeValue;
  const added = places.flatMap(({ word, at, end }, k) => {
    const rest = whole.slice(end, places[k + 1]?.at ?? whole.length);
    return [marked(word, whole.slice(at, end)), document.createTextNode(rest)];
  });
  const begins = whole.slice(0, places[0].at);
  text.nodeValue = begins;
  text.after(...added);
  watching.observe(text.parentElement, { childList: true, characterData: true, subtree: true });
  return { text, whole, begins, added };
}

function look() {
  waiting = 0;
  looked = performance.now();
  if (!shown?.isConnected) hide();
  if (isShown() || !getSelection().isCollapsed) return soon(); // not while somebody reads
  const focused = meaningOf(document.activeElement);
  clear();
  marks = firstPlaces().map(mark);
  watching.takeRecords(); // its own changes
  if (focused)
    marks
      .flatMap((mark) => mark.added)
      .find((e) => meaningOf(e) === focused)
      ?.focus();
}

function clear() {
  watching.disconnect();
  marks.forEach(forget);
  marks = [];
}

function soon() {
  waiting ||= setTimeout(look, Math.max(FIRST, looked + EVERY - performance.now()));
}

// What they mean. The browser hides it at Escape, and when somebody presses elsewhere.

const wordOf = ({ target }) => target.closest?.(".tn-word");
const meaningOf = (element) => element.ariaDescription;
const isShown = () => tip.matches(":popover-open");

function show(span) {
  clearTimeout(leaving);
  shown = span;
  // It hangs outside of the app, where the page's theme does not reach.
  tip.style.colorScheme = getComputedStyle(span).colorScheme;
  tip.textContent = meaningOf(span);
  if (!isShown()) tip.showPopover({ source: span });
  place();
}

function place() {
  if (!isShown()) return;
  const { left, top, bottom } = shown.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = tip;
  const isBelow = bottom + high + 8 < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`;
  tip.style.top = `${isBelow ? bottom + 4 : Math.max(4, top - high - 4)}px`;
}

function hide() {
  clearTimeout(leaving);
  tip.hidePopover();
}

const listeners = {
  scroll: place,
  pointerover(event) {
    if (event.pointerType !== "mouse") return;
    if (wordOf(event)) show(wordOf(event));
    else if (event.target === tip) clearTimeout(leaving);
  },
  pointerout(event) {
    const leaves = wordOf(event) || event.target === tip;
    if (leaves && event.pointerType === "mouse") leaving = setTimeout(hide, AWAY);
  },
  click(event) {
    if (wordOf(event)) show(wordOf(event));
  },
  focusin(event) {
    if (event.target.matches(".tn-word:focus-visible")) show(event.target);
  },
  focusout(event) {
    if (wordOf(event)) hide();
  },
  keydown(event) {
    if (!wordOf(event) || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(wordOf(event));
  },
};

document.body.append(tip);
running.observe(document.querySelector(`[${STATE}]`), { attributeFilter: [STATE] });
for (const [kind, listener] of Object.entries(listeners))
  window.addEventListener(kind, listener, { capture: true });

export default function explain({ data }) {
  words = data.words.map(learn);
  soon();
  return () => {
    words = [];
    hide();
    clear();
  };
}
