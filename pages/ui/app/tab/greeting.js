// Says whose tab this is, and keeps for it what a server may forget. The token stays in the tab: it is
// not in the address, and another tab has another one.

const TOKEN = "tn-token";
const LEFT = "tn-left"; // there since the page was left: the next one to find it is its reload
const KEPT = "tn-kept";
const DRAWINGS = ["tn-drawing", "tn-number"]; // reader.js writes them

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
    // Then a reload begins anew.
  }
}

let answered; // which question of the server's
let listening; // ends when it is aborted
const reloaded = remembered(LEFT) === true;
remember(LEFT, false);

export default function greeting({ data, setTriggerValue }) {
  const greet = () => {
    const [token, kept, drawing, number] = [TOKEN, KEPT, ...DRAWINGS].map(remembered);
    setTriggerValue("hello", { token, reloaded, kept, drawing, number });
  };
  // A browser without cookies is not asked: its tab says so by itself, once.
  const is_another = (remembered(TOKEN) ?? data.token) !== data.token;
  if (data.asks ? data.asks !== answered : is_another && answered === undefined) {
    answered = data.asks ?? "";
    greet();
  } else if (!data.asks) {
    answered ??= "";
    remember(TOKEN, data.token);
    remember(KEPT, data.kept);
    document.cookie = `tn-browser=${data.browser}; path=/; samesite=lax`;
  }
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("pagehide", () => remember(LEFT, true), { signal });
    window.addEventListener("pageshow", () => remember(LEFT, false), { signal });
    watch_connection(data.health, signal, greet); // with what was drawn meanwhile
  }
  return () => {
    listening?.abort();
    listening = undefined;
  };
}
