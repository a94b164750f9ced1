// Explains each technical word where it first stands on a page: it is underlined with dots, and pointing
// at it, focus or a tap shows what it means.
//
// The text belongs to React, which changes it whenever it likes. So its own text nodes stay where they
// are, cut off before the word; the word and the rest are added after them. When React changes such a
// text or takes it away, what was added goes too, before anybody sees it.

const NEVER =
  "a, button, input, textarea, select, option, label, summary, code, pre, svg, canvas, h1, h2, style," +
  "script, [contenteditable], [role=button], [role=option], [aria-live], [role=status], [role=alert]," +
  "[aria-hidden=true], .katex, .js-plotly-plot, .tn-word, .tn-answer, .tn-score," +
  '[data-testid="stProgress"], [data-testid="stTooltipContent"], .st-key-train_drive';
const FIRST = 150; // milliseconds between a change and a look
const EVERY = 2000; // between two looks while the page changes all the time
const AWAY = 200; // from a word to its meaning, with the mouse

let words = [];
let marks = []; // of one text node each: { text, whole, begins, added }
let watching; // the page, by a MutationObserver
let waiting = 0;
let looked = 0;
let tip; // the element that shows a meaning
let shown; // the word whose meaning is shown
let byClick = false;
let leaving = 0;

const endings = (form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function learn(given) {
  words = given.map(({ forms, meaning }, k) => ({
    id: `tn-word-${k}`,
    meaning,
    find: new RegExp(`(?<![\\w/.-])(?:${forms.map(endings).join("|")})s?(?![\\w/-]|\\.\\w)`, "i"),
  }));
}

// Where words stand for the first time

function isWhole({ text, begins, added }) {
  return text.isConnected && text.nodeValue === begins && text.nextSibling === added[0];
}

function forget({ text, whole, begins, added }) {
  if (text.isConnected && text.nodeValue === begins) text.nodeValue = whole;
  for (const node of added) node.remove();
}

function repair() {
  const broken = marks.filter((mark) => !isWhole(mark));
  if (!broken.length) return;
  marks = marks.filter((mark) => !broken.includes(mark));
  broken.forEach(forget);
  if (shown && !shown.isConnected) hide();
}

function texts() {
  const main = document.querySelector('[data-testid="stMain"]');
  if (!main) return [];
  // Of a text that begins with a word nothing is left, or a bracket.
  const cut = new Set(marks.map((mark) => mark.text));
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
    acceptNode(node) {
      if (node.nodeType === Node.TEXT_NODE)
        return node.nodeValue.length > 1 || cut.has(node)
          ? NodeFilter.FILTER_ACCEPT
          : NodeFilter.FILTER_REJECT;
      return node.matches(NEVER) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  });
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

// Text beside an element in a row would become three parts of the row.
function canBeCut(text) {
  const parent = text.parentElement;
  return parent.checkVisibility() && !/flex|grid/.test(getComputedStyle(parent).display);
}

// For each text with a word that stands there for the first time: where, in the order of the text.
function firstPlaces() {
  const left = new Set(words);
  const added = new Map(marks.flatMap((mark) => mark.added.map((node) => [node, mark])));
  const wholes = new Map(marks.map((mark) => [mark.text, mark.whole]));
  const places = [];
  for (const text of texts()) {
    if (!left.size) break;
    if (added.has(text)) continue;
    const whole = wholes.get(text) ?? text.nodeValue;
    const here = [];
    for (const word of left) {
      const match = word.find.exec(whole);
      if (match) here.push({ word, at: match.index, end: match.index + match[0].length });
    }
    here.sort((one, other) => one.at - other.at || other.end - one.end);
    // "quadratic cost" is not "cost" as well.
    const apart = here.filter((place, k) => k === 0 || place.at >= here[k - 1].end);
    if (!apart.length || !canBeCut(text)) continue;
    apart.forEach((place) => left.delete(place.word));
    places.push({ text, whole, places: apart });
  }
  return places;
}

function marked(word, content) {
  const span = document.createElement("span");
  span.className = "tn-word";
  span.tabIndex = 0;
  span.setAttribute("role", "button");
  span.setAttribute("aria-describedby", word.id);
  span.textContent = content;
  span.tnWord = word;
  return span;
}

function mark({ text, whole, places }) {
  const added = [];
  places.forEach(({ word, at, end }, k) => {
    const until = places[k + 1]?.at ?? whole.length;
    added.push(marked(word, whole.slice(at, end)));
    added.push(document.createTextNode(whole.slice(end, until)));
  });
  const begins = whole.slice(0, places[0].at);
  text.nodeValue = begins;
  text.after(...added);
  return { text, whole, begins, added, key: places.map((place) => place.word.id).join() };
}

function look() {
  waiting = 0;
  looked = performance.now();
  if (shown) return soon(); // not while somebody reads
  const focused = document.activeElement?.tnWord;
  const wanted = firstPlaces();
  const same = new Map(marks.map((kept) => [kept.text, kept]));
  const keeps = ({ text, places }) =>
    same.get(text)?.key === places.map((place) => place.word.id).join();
  const stay = new Set(wanted.filter(keeps).map(({ text }) => same.get(text)));
  marks.filter((old) => !stay.has(old)).forEach(forget);
  marks = [...stay, ...wanted.filter((place) => !keeps(place)).map(mark)];
  if (focused && !document.activeElement?.tnWord)
    document.querySelector(`.tn-word[aria-describedby=${focused.id}]`)?.focus();
  watching.takeRecords(); // its own changes
}

function soon() {
  waiting ||= setTimeout(look, Math.max(FIRST, looked + EVERY - performance.now()));
}

// What they mean

function show(span, click = false) {
  clearTimeout(leaving);
  if (shown && shown !== span) hide();
  [shown, byClick] = [span, click];
  const meaning = document.getElementById(span.tnWord.id);
  // It hangs outside of the app, where the page's theme does not reach.
  tip.style.colorScheme = getComputedStyle(span).colorScheme;
  meaning.hidden = false;
  place();
}

function place() {
  if (!shown) return;
  const meaning = document.getElementById(shown.tnWord.id);
  const { left, top, bottom } = shown.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = meaning;
  const below = bottom + high + 8 < innerHeight;
  meaning.style.left = `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`;
  meaning.style.top = `${below ? bottom + 4 : Math.max(4, top - high - 4)}px`;
}

function hide() {
  clearTimeout(leaving);
  if (shown) document.getElementById(shown.tnWord.id)?.setAttribute("hidden", "");
  shown = undefined;
}

const wordOf = (event) => event.target.closest?.(".tn-word");
const isMeaning = (event) => !!event.target.closest?.(".tn-meaning");
const listeners = {
  pointerover(event) {
    if (event.pointerType !== "mouse") return;
    if (isMeaning(event)) clearTimeout(leaving);
    else if (wordOf(event) && !shown) show(wordOf(event));
  },
  pointerout(event) {
    const leaves = event.pointerType === "mouse" && (wordOf(event) || isMeaning(event));
    if (leaves && !byClick) leaving = setTimeout(hide, AWAY);
  },
  pointerdown(event) {
    if (!wordOf(event) && !isMeaning(event)) hide();
  },
  click(event) {
    const span = wordOf(event);
    if (!span) return;
    event.preventDefault();
    if (shown === span && byClick) hide();
    else show(span, true);
  },
  focusin(event) {
    if (event.target.matches?.(".tn-word:focus-visible")) show(event.target);
  },
  focusout(event) {
    if (wordOf(event) && !byClick) hide();
  },
  keydown(event) {
    const presses = wordOf(event) && (event.key === "Enter" || event.key === " ");
    const closes = event.key === "Escape" && shown;
    if (!presses && !closes) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (closes || (shown && byClick)) hide();
    else show(wordOf(event), true);
  },
};

function start() {
  tip ??= document.createElement("div");
  tip.replaceChildren(
    ...words.map(({ id, meaning }) => {
      const element = document.createElement("div");
      Object.assign(element, { id, className: "tn-meaning", hidden: true, textContent: meaning });
      element.setAttribute("role", "tooltip");
      return element;
    }),
  );
  document.body.append(tip);
  if (watching) return;
  watching = new MutationObserver(() => {
    repair();
    soon();
  });
  watching.observe(document.body, { childList: true, characterData: true, subtree: true });
  for (const [kind, listener] of Object.entries(listeners))
    window.addEventListener(kind, listener, true);
  window.addEventListener("scroll", place, true);
}

function stop() {
  clearTimeout(waiting);
  waiting = 0;
  hide();
  watching?.disconnect();
  watching = undefined;
  for (const [kind, listener] of Object.entries(listeners))
    window.removeEventListener(kind, listener, true);
  window.removeEventListener("scroll", place, true);
  marks.forEach(forget);
  marks = [];
  tip?.remove();
}

export default function explain({ data }) {
  hide();
  marks.forEach(forget);
  marks = [];
  learn(data.words);
  start();
  soon();
  return stop;
}
