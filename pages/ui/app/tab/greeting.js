// Says whose tab this is, and keeps for it what a server may forget. The token stays in the tab: it is
// not in the address, and another tab has another one.

const TOKEN = "tn-token";
const LEFT = "tn-left"; // there since the page was left: the next one to find it is its reload
const KEPT = "tn-kept";
const BROWSER = "tn-browser"; // the same in all tabs, which wait in line as one visitor
const [DRAWING, NUMBER] = ["tn-drawing", "tn-number"]; // live.js writes them
const PATIENCE = 3_000 * SCALE; // milliseconds: by then the server has heard

// Some browsers refuse to keep anything.
function remembered(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    forget(name);
  }
}

// An old drawing would be worse than none.
function forget(name) {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // It keeps nothing at all.
  }
}

function browser() {
  try {
    const made = crypto.getRandomValues(new Uint8Array(16));
    const name = [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (!localStorage.getItem(BROWSER)) localStorage.setItem(BROWSER, name);
    return localStorage.getItem(BROWSER);
  } catch {
    return null;
  }
}

let words; // the server's latest
let said; // when this tab named itself
let answered; // which question of the server's it did so for
let listening; // ends when it is aborted
const reloaded = remembered(LEFT) === true;
remember(LEFT, false);

function name_tab(tell) {
  if (answered === words.asks && performance.now() - said < PATIENCE) return;
  [said, answered] = [performance.now(), words.asks];
  const { token, started } = remembered(TOKEN) ?? {};
  const [kept, drawing, number] = [KEPT, DRAWING, NUMBER].map(remembered);
  tell("hello", { token, started, reloaded, kept, drawing, number, browser: browser() });
  setTimeout(() => words?.asks && name_tab(tell), PATIENCE);
}

export default function greeting({ data, setTriggerValue }) {
  words = data;
  if (words.asks) name_tab(setTriggerValue);
  else {
    answered = undefined;
    remember(TOKEN, { token: words.token, started: words.started });
    remember(KEPT, words.kept);
  }
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("pagehide", () => remember(LEFT, true), { signal });
    window.addEventListener("pageshow", () => remember(LEFT, false), { signal });
    // With it goes all that the server has missed.
    watch_connection(words, signal, () => setTriggerValue("back", true));
  }
  return () => {
    listening?.abort();
    listening = undefined;
  };
}
