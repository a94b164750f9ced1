// The talk's keys, as presenter remotes send them, before any widget gets them. It also blacks the
// screen, and tells the speaker's view (notes.js) where the talk is.

import { set_text } from "../app/browser/component.js";
import { on, once, patience } from "../app/browser/page.js";

const NEXT = ["PageDown", "ArrowRight", " ", "n", "N"];
const BACK = ["PageUp", "ArrowLeft", "p", "P"];
const BLACK = [".", "b", "B"];
const SHOW_GUESSES = ".st-key-talk_show_guesses button";
const NOTHING = ["F5", "r", "R", "c", "C"]; // a reload, and Streamlit's own keys
const IN_NUMBER = /^([0-9.,e+-]|Arrow.*|Home|End|Backspace|Delete|Enter|Tab)$/;
const IN_DRAWING = /^(Arrow.*|Escape| )$/; // where pen_keys.js moves the pen
const LOOKS = 100; // milliseconds between two looks whether the stage has gone
const LEAVES = 3_000; // milliseconds: by then the talk has gone

let tell; // sends the server a trigger
let talk; // the server's latest, while the stage is there
// What the speaker wants, while the server has not shown it. All of it is sent each time: of what is
// sent in a hurry, the server hears the last.
let wishes = {};
let typed = ""; // digits, until Enter
let left_at = -Infinity; // when the talk was left: keys that come with it are for nobody
let handled; // the key that was pressed last, if it stood for something
let latest; // call of `remote`: React may take the stage away and put it there again at once
const shade = document.createElement("div");
shade.className = "tn-black";
const name = Math.random().toString(36).slice(2); // of this window, for the speaker's view
let channel;
const { dataset } = document.documentElement;

const at = () => wishes.step ?? talk.step;

function wish(more) {
  wishes = { ...wishes, ...more };
  tell("wishes", wishes);
}

function go(to) {
  black(false);
  const step = Math.min(Math.max(to, 0), talk.count - 1);
  if (step !== at()) wish({ step });
}

function black(on) {
  if (on) document.body.append(shade);
  else shade.remove();
  report();
}

function full_screen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

// The line on which the room's guess is asked for.
const scale = () => at() === talk.step && document.querySelector(".tn-talk-scale");

// A number and Enter is a step; where the guess is asked for, it is that.
function take_number(number) {
  if (scale()) {
    const guess = Math.min(number, 100);
    wish({ guess });
    show_guess(guess);
  } else if (number >= 1 && number <= talk.count) go(number - 1);
}

// What is typed is seen as it is typed.
function show_guess(guess) {
  if (!scale()) return;
  const share = guess === "" ? "" : Math.min(guess, 100);
  scale().firstChild.style.left = share === "" ? "" : `${share}%`;
  set_text(document.querySelector(".tn-talk-number"), share === "" ? "?" : `${share}\u00a0%`);
}

// Do what a key stands for; return whether it stands for something.
function press(key) {
  if (/^[0-9]$/.test(key) || (key === "Backspace" && typed)) {
    typed = key === "Backspace" ? typed.slice(0, -1) : (typed + key).slice(-(scale() ? 3 : 4));
    show_guess(typed);
    return true;
  }
  const number = typed;
  typed = "";
  if (number && (key === "Enter" || scale())) take_number(Number(number));
  if (key === "Enter" && number) return true;
  if (NEXT.includes(key)) go(at() + 1);
  else if (BACK.includes(key)) go(at() - 1);
  else if (BLACK.includes(key)) black(!shade.isConnected);
  else if (key === "Home") go(0);
  else if (key === "End") go(talk.count - 1);
  else if (key === "f" || key === "F") full_screen();
  else if (key === "g" || key === "G") document.querySelector(SHOW_GUESSES)?.click();
  else if (key === "Escape" && !document.fullscreenElement) {
    left_at = performance.now();
    wish({ leave: true });
  } else return NOTHING.includes(key);
  return true;
}

// A click on the line is a guess as well.
function point({ target, clientX }) {
  const line = target.closest?.(".tn-talk-scale")?.getBoundingClientRect();
  if (line) typed = "";
  if (line) take_number(Math.max(0, Math.round((100 * (clientX - line.left)) / line.width)));
}

function hear(event) {
  const { key, type } = event;
  const target = event.composedPath()[0];
  const is_number = target.matches?.("input[type=number]");
  if (!talk || event.ctrlKey || event.metaKey || event.altKey) return;
  // Where somebody clicked an empty place: there is nothing to scroll, nor to mark as focused.
  if (target.matches?.('[data-testid="stMain"]')) target.blur();
  if (target.matches?.("canvas[data-tn-keys]") && IN_DRAWING.test(key)) return;
  if (performance.now() - left_at < patience(LEAVES)) return event.stopImmediatePropagation();
  if (is_number && IN_NUMBER.test(key)) return;
  if (type === "keydown") {
    if (is_number) target.blur(); // what was typed counts
    if (!event.repeat) handled = press(key) ? key : undefined;
  }
  if (handled !== key) return;
  event.preventDefault(); // also of a key that comes up: a button acts on Space only then
  event.stopImmediatePropagation();
}

// The speaker's view

const report = (moved = true) =>
  channel.postMessage({ from: name, moved, talk: { ...talk, is_black: shade.isConnected } });

const end = () => talk && channel.postMessage({ from: name, over: true });

const start = once(() => {
  channel = new BroadcastChannel("thirty-neurons-talk");
  channel.onmessage = ({ data }) => {
    if (talk && data.asks) report(false);
    else if (talk && data.to === name) press(data.key);
  };
  on("keydown keyup", hear);
  on("pointerdown", point);
  on("pagehide", end);
});

export function remote({ data, setTriggerValue }) {
  start();
  const began = data.began && Date.now() - 1000 * (data.now - data.began); // 0 before the first key
  [tell, talk] = [setTriggerValue, { ...data, began }];
  if (at() === talk.step) wishes = {};
  dataset.tnTalk = ""; // stage.css: the stage is not seen before its keys are heard
  report();
  const mine = (latest = {});
  const look = () => {
    if (latest !== mine) return;
    if (document.querySelector(".tn-talk-line")) return setTimeout(look, LOOKS);
    shade.remove();
    end();
    delete dataset.tnTalk;
    talk = undefined;
    wishes = {};
    left_at = -Infinity;
  };
  return () => setTimeout(look, LOOKS);
}
