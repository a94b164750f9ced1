// Says whose tab this is, and keeps for it what a server may forget. The token is this tab's alone.

import { remember, remembered } from "../../app/browser/component.js";
import { watch_connection } from "./connection.js";

const TOKEN = "tn-token";
const LEFT = "tn-left"; // there since the page was left: the next one to find it is its reload
const KEPT = "tn-kept";

let tell; // sends the server a trigger
let answered; // which question of the server's
let reloaded;

function start() {
  reloaded = remembered(LEFT) === true;
  remember(LEFT, false);
  window.addEventListener("pagehide", () => remember(LEFT, true));
  window.addEventListener("pageshow", () => remember(LEFT, false));
  watch_connection(greet); // with what was drawn while the line was cut
}

function greet() {
  const names = [TOKEN, KEPT, "tn-drawing", "tn-number"]; // reader.js writes the last two
  const [token, kept, drawing, number] = names.map(remembered);
  tell("hello", { token, reloaded, kept, drawing, number });
}

export function greeting({ data, setTriggerValue }) {
  if (!tell) start();
  tell = setTriggerValue;
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
}
