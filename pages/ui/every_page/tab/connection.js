// Looks at the line to the server. While it is cut, the page says so and can still be drawn on; when it
// is back, the server hears what was drawn meanwhile.

import { patience } from "../../app/browser/page.js";

const CONNECTION = "data-test-connection-state"; // of Streamlit's
const EVERY = 1_000; // milliseconds between two questions to a server that does not answer
const ANSWERS = 4_000; // milliseconds, for a sign of life
const SILENT = 15_000; // milliseconds: so long no line is without a word
const LOST = "The server does not answer. Your drawing is kept here. This page goes on by itself.";

let sentence; // on the page while the line is cut

// `on_back` is called when the line is back without a new page.
export function watch_connection(on_back) {
  // Streamlit asks the server for a sign of life when a page around it says so, which may be this one
  // (config.toml, client.allowedOrigins). Without one it takes the line for cut, and makes another.
  const silent = patience(SILENT);
  const ask = { stCommVersion: 1, type: "SEND_APP_HEARTBEAT", ackTimeoutMilliseconds: silent };
  setInterval(() => sentence || window.postMessage(ask, location.origin), silent + EVERY);
  const observer = new MutationObserver(() => {
    const state = document.querySelector(`[${CONNECTION}]`)?.getAttribute(CONNECTION);
    if (state !== undefined && state !== "CONNECTED") {
      // Streamlit's own dialog about it, which style.css hides, would keep the pen from the canvas.
      const root = document.querySelector("#root");
      [root.inert, root.ariaHidden] = [false, null];
      if (!sentence) void wait_for_server();
    } else if (sentence) {
      sentence.remove();
      sentence = undefined;
      on_back();
    }
  });
  for (const element of document.querySelectorAll(`#root, [${CONNECTION}]`))
    observer.observe(element, { attributeFilter: [CONNECTION, "inert"] });
}

// Streamlit looks ever more seldom for a server that has gone. A new page has everything at once.
async function wait_for_server() {
  sentence = document.createElement("div");
  [sentence.className, sentence.role, sentence.popover] = ["tn-lost", "alert", "manual"];
  sentence.textContent = LOST;
  document.body.append(sentence);
  sentence.showPopover(); // over all else, such as a phone's question
  while (sentence) {
    await new Promise((done) => setTimeout(done, EVERY));
    const asked = { cache: "no-store", signal: AbortSignal.timeout(ANSWERS) };
    const answer = await fetch("./_stcore/health", asked).catch(() => undefined);
    if (answer?.ok && sentence) return location.reload();
  }
}
