// Looks at the line to the server. While it is cut, the page says so and can still be drawn on; when it
// is back, the server hears what was drawn meanwhile. One module with greeting.js, which comes after.

const EVERY = 500; // milliseconds between two looks at the line
const RECONNECTS = 1_000; // milliseconds in which Streamlit finds a server that has come back
const SCALE = window.tnPatience ?? 1;
const UNANSWERED = 6_000 * SCALE; // milliseconds: by then a server that is there begins to answer
const ANSWERS = 4_000 * SCALE; // milliseconds, for a sign of life
const LOST = "The server does not answer. Your drawing is kept here. This page goes on by itself.";

let line; // where the page says whether it is connected, and where to ask
let lost_since;
let unanswered_since; // the server has not heard of a stroke since then (live.js says so)
let silent = false; // the line is dead, and the browser has not noticed
let asking = false;

async function look_at_connection(on_back) {
  const app = document.querySelector(`[${line.connection}]`);
  const connected = !app || app.getAttribute(line.connection) === "CONNECTED";
  const waits = connected && document.documentElement.hasAttribute("data-tn-unread");
  const now = performance.now();
  if (!waits) [unanswered_since, silent] = [undefined, false];
  else unanswered_since ??= now;
  const lost = !connected || silent;
  const is_back = !lost && lost_since !== undefined;
  if (lost) lost_since ??= now;
  else lost_since = undefined;
  show_lost(lost);
  if (is_back) on_back();
  const doubts = waits && now - unanswered_since >= UNANSWERED;
  if (!asking && (doubts || (lost && now - lost_since >= RECONNECTS))) await ask();
}

// Streamlit looks for a server that has gone ever more seldom. A new page finds it at once, and gets
// everything back. A server that has much to do is not one that has gone.
async function ask() {
  asking = true;
  try {
    const signal = AbortSignal.timeout(ANSWERS);
    const answer = await fetch(line.health, { cache: "no-store", signal });
    if (answer.ok && lost_since !== undefined) location.reload();
    if (unanswered_since !== undefined) unanswered_since = performance.now();
  } catch {
    silent = unanswered_since !== undefined;
    if (lost_since !== undefined) lost_since = performance.now(); // counted from when it is back
  } finally {
    asking = false;
  }
}

function show_lost(lost) {
  const shown = document.querySelector(".tn-lost");
  document.documentElement.toggleAttribute("data-tn-lost", lost);
  if (!lost) return shown?.remove();
  free_page();
  if (shown) return;
  const sentence = document.createElement("div");
  sentence.className = "tn-lost";
  sentence.setAttribute("role", "alert");
  sentence.textContent = LOST;
  document.body.append(sentence);
}

// Streamlit's own dialog about it, which style.css hides, would keep the pen from the canvas.
function free_page() {
  for (const element of document.querySelectorAll("#root[inert], #root[aria-hidden]")) {
    element.removeAttribute("inert");
    element.removeAttribute("aria-hidden");
  }
}

// `to` says where the page has its connection, and where to ask; `on_back` is called when the line is
// back, and the page did not have to be loaded anew.
export function watch_connection(to, signal, on_back) {
  line = to;
  const look = () => void look_at_connection(on_back);
  const observer = new MutationObserver(look);
  const attributeFilter = [line.connection, "inert"];
  observer.observe(document.body, { subtree: true, attributeFilter });
  const looking = setInterval(look, EVERY);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    clearInterval(looking);
  });
}
