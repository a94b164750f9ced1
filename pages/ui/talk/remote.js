// The talk's keys, as presenter remotes send them, before any widget gets them. It also fits the stage
// to the window, blacks the screen, and tells the speaker's view (notes.js) where the talk is.

const CHANNEL = "thirty-neurons-talk";
const BEGAN = "tn-talk-began";
const NEXT = ["PageDown", "ArrowRight", " ", "n", "N"];
const REPORTS = 2_000; // milliseconds
const BACK = ["PageUp", "ArrowLeft", "p", "P"];
const BLACK = [".", "b", "B"];
const SHOW_GUESSES = ".st-key-talk_show_guesses button";
const STREAMLITS = ["r", "R", "c", "C"]; // run again, clear the cache
// What a field for text does not need, as long as it has one line.
const ALSO_IN_TEXT = ["PageDown", "PageUp", "F5"];
const ONE_LINE = "input:not([type=range], [type=checkbox], [type=radio], [role=combobox])";
const IN_NUMBER = /^([0-9.,e+-]|Arrow.*|Home|End|Backspace|Delete|Enter|Tab)$/;
const PATIENCE = 3_000 * (window.tnPatience ?? 1); // milliseconds: by then the server has gone there
const AGAIN = 1_200; // milliseconds: by then it has begun, or it is asked once more
const TIMES = 8; // that it is asked for the same step
const BUSY = '[data-test-script-state="running"]'; // a new message would have it begin anew
const PENS = /^(Arrow.*|Escape| )$/; // of the pen that pen_keys.js moves
const CANVAS = { tall: 0.68, wide: 0.43 }; // of the window
const SIDE = "--tn-canvas"; // the canvas's width on the screen, in style.css

let tell; // sends the server a trigger
let talk; // the server's latest
let wanted; // the step that the speaker wants, while the server has not shown it
let asked; // the step that the server was asked for
let asked_at = -Infinity; // when
let asking; // a timer, until the server shows that step
let typed = ""; // digits, until Enter
let left_at = -Infinity; // when the talk was left: keys that come with it are for nobody
let handled; // the key that was pressed last, if it stood for something
let listening; // ends when it is aborted
let shown; // the step on the stage
let turning; // a timer, while what is there is of two steps
let channel;
const name = Math.random().toString(36).slice(2); // of this window, for the speaker's view

const is_asked = () => performance.now() - asked_at < PATIENCE;
const at = () => (is_asked() ? wanted : talk.step);

// Of two steps that are asked for at once, Streamlit hears of the first. So the next one is asked for
// when the one before is there.
async function go(step) {
  black(false);
  const to = Math.min(Math.max(step, 0), talk.count - 1);
  if (to === at()) return;
  wanted = to;
  if (!is_asked()) await ask();
}

// What two parts of a page say at the same moment is answered by one of them, so it is said again.
async function ask(times = TIMES) {
  clearTimeout(asking);
  asked_at = performance.now();
  await window.tnStrokesKnown?.(); // the canvas may not have told the server of the last stroke yet
  asked = wanted;
  tell("go", asked);
  asking = setTimeout(ask_again, AGAIN, times - 1);
}

function ask_again(times) {
  if (document.querySelector(BUSY)) asking = setTimeout(ask_again, AGAIN, times);
  else if (times) ask(times);
}

function arrive() {
  if (talk.step !== asked) return;
  clearTimeout(asking);
  if (!is_asked()) return;
  asked_at = -Infinity;
  if (wanted !== talk.step) ask();
}

// Of the step before nothing is to be seen beside the new one. Streamlit marks it as stale.
function turn() {
  if (shown === talk.step) return;
  const root = document.documentElement;
  if (shown !== undefined) root.toggleAttribute("data-tn-turning", true);
  shown = talk.step;
  clearInterval(turning);
  let quiet = 0;
  turning = setInterval(() => {
    quiet = document.querySelector('[data-stale="true"]') ? 0 : quiet + 1;
    if (quiet < 3) return;
    root.removeAttribute("data-tn-turning");
    clearInterval(turning);
  }, 100);
}

function black(on) {
  const shade = document.querySelector(".tn-black");
  if (on === !!shade) return;
  if (!on) {
    shade.remove();
    return report();
  }
  const element = document.createElement("div");
  element.className = "tn-black";
  document.body.append(element);
  report();
}

function leave() {
  left_at = performance.now();
  tell("leave", true);
}

function full_screen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

// A number and Enter is a step. Where the room is asked for a guess, a number that is no step is one.
function take_number(number) {
  if (number >= 1 && number <= talk.count) go(number - 1);
  else if (talk.asks && number <= 100) tell("guess", number);
}

const draws = (event) =>
  event.composedPath()[0].matches?.("canvas[data-tn-keys]") && PENS.test(event.key);

// Do what a key stands for; return whether it stands for something.
function press(key) {
  if (/^[0-9]$/.test(key)) {
    typed = (typed + key).slice(-4);
    return true;
  }
  const number = typed;
  typed = "";
  if (key === "Enter" && number) take_number(Number(number));
  else if (NEXT.includes(key)) go(at() + 1);
  else if (BACK.includes(key)) go(at() - 1);
  else if (BLACK.includes(key)) black(!document.querySelector(".tn-black"));
  else if (key === "Home") go(0);
  else if (key === "End") go(talk.count - 1);
  else if (key === "f" || key === "F") full_screen();
  else if (key === "g" || key === "G") document.querySelector(SHOW_GUESSES)?.click();
  else if (key === "Escape" && !document.fullscreenElement) leave();
  else return key === "F5" || STREAMLITS.includes(key);
  return true;
}

function hear(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (draws(event)) return;
  if (performance.now() - left_at < PATIENCE) return event.stopImmediatePropagation();
  const target = event.composedPath()[0];
  const in_line = target.matches?.(ONE_LINE);
  const in_text = target.matches?.("textarea") || target.isContentEditable;
  const is_number = in_line && target.type === "number";
  const leaves = is_number ? !IN_NUMBER.test(event.key) : ALSO_IN_TEXT.includes(event.key);
  if (in_text || (in_line && !leaves)) return;
  if (in_line) target.blur(); // what was typed counts
  if (!event.repeat) handled = press(event.key) ? event.key : undefined;
  if (handled !== event.key) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// A button or a choice acts on Space when the key comes up.
function hear_up(event) {
  const target = event.composedPath()[0];
  if (event.key !== " " || target.matches?.(`textarea, ${ONE_LINE}`) || draws(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function fit() {
  const side = Math.min(CANVAS.tall * innerHeight, CANVAS.wide * innerWidth);
  document.documentElement.style.setProperty(SIDE, Math.floor(side));
}

// The speaker's view

function began() {
  try {
    const known = JSON.parse(sessionStorage.getItem(BEGAN));
    if (known?.given === talk.given) return known.at;
    const fresh = { given: talk.given, at: Date.now() };
    sessionStorage.setItem(BEGAN, JSON.stringify(fresh));
    return fresh.at;
  } catch {
    return Date.now();
  }
}

function report(moved = true) {
  const is_black = !!document.querySelector(".tn-black");
  channel?.postMessage({ from: name, talk: { ...talk, began: began(), is_black }, moved });
}

function answer({ data }) {
  if (data.asks) report(false);
  else if (data.to === name) press(data.key);
}

export default function remote({ data, setTriggerValue }) {
  [tell, talk] = [setTriggerValue, data];
  arrive();
  turn();
  fit();
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("keydown", hear, { capture: true, signal });
    window.addEventListener("keyup", hear_up, { capture: true, signal });
    window.addEventListener("resize", fit, { signal });
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = answer;
    window.addEventListener("pagehide", () => channel.postMessage({ from: name, over: true }), {
      signal,
    });
    const reporting = setInterval(() => report(false), REPORTS);
    signal.addEventListener("abort", () => clearInterval(reporting));
  }
  report();
  return () => {
    clearTimeout(asking);
    listening?.abort();
    channel?.postMessage({ from: name, over: true });
    channel?.close();
    listening = channel = undefined;
    document.documentElement.style.removeProperty(SIDE);
    document.documentElement.removeAttribute("data-tn-turning");
    clearInterval(turning);
    shown = undefined;
    left_at = -Infinity;
    black(false);
  };
}
