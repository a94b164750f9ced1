// The speaker's view, in a window of its own: it follows the talk in another window of the same
// browser, and passes keys on to it. The two speak to each other without the server.

import { set_text } from "../app/browser/component.js";
import { on, once } from "../app/browser/page.js";

const PASSED_ON = /^(PageDown|PageUp|ArrowLeft|ArrowRight|Home|End|Enter|F5| |[0-9.nNpPbB])$/;
const EVERY = 500; // milliseconds between two questions to the window that gives the talk
const CLOSE = 5; // seconds that nobody is ahead or behind by

let talk; // the latest report
let from; // the window that gives the talk

let channel;
const page = () => document.querySelector(".tn-notes");

const put = (name, text) => set_text(page().querySelector(`.tn-notes-${name}`), text);

const minutes = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

function show() {
  if (!page()) return;
  put("clock", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  page().classList.toggle("tn-notes-idle", !talk);
  if (!talk) return;
  const { step, count, line, note, next, next_shows, planned, began, is_black } = talk;
  put("count", `Step ${step + 1} of ${count}${is_black ? ": the screen is black" : ""}`);
  put("line", line);
  put("note", note || "There is no note for this step.");
  put("next", next || "This is the last step.");
  for (const scene of page().querySelectorAll("[data-scene]"))
    scene.classList.toggle("tn-notes-shown", scene.dataset.scene === next_shows);
  const since = began && (Date.now() - began) / 1000;
  put("since", minutes(since));
  put("pace", began ? pace(since, ...planned) : "It starts with your first key");
}

// How far the talk is ahead of its plan, or behind it; within the time of its step it is on time.
function pace(since, begins, ends) {
  if (since < begins - CLOSE) return `${minutes(begins - since)} ahead`;
  return since > ends + CLOSE ? `${minutes(since - ends)} behind` : "on time";
}

function hear({ data }) {
  const follows = !talk || data.moved || data.from === from;
  if (data.talk && follows) [talk, from] = [data.talk, data.from];
  else if (data.over && data.from === from) talk = undefined;
  show();
}

function look() {
  channel.postMessage({ asks: true });
  show();
}

function pass_on(event) {
  if (!page() || !talk || !PASSED_ON.test(event.key) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  channel.postMessage({ to: from, key: event.key });
}

export const notes = once(() => {
  channel = new BroadcastChannel("thirty-neurons-talk");
  channel.onmessage = hear;
  on("keydown", pass_on);
  look();
  setInterval(look, EVERY);
});
