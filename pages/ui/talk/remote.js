// The talk's keys, as presenter remotes send them, before any widget gets them. It also blacks the
// screen, and tells the speaker's view (notes.js) where the talk is.

const CHANNEL = "thirty-neurons-talk";
const NEXT = ["PageDown", "ArrowRight", " ", "n", "N"];
const BACK = ["PageUp", "ArrowLeft", "p", "P"];
const BLACK = [".", "b", "B"];
const SHOW_GUESSES = ".st-key-talk_show_guesses button";
const STREAMLITS = ["r", "R", "c", "C"]; // run again, clear the cache
// What a field for text does not need, as long as it has one line.
const ALSO_IN_TEXT = ["PageDown", "PageUp", "F5"];
const ONE_LINE = "input:not([type=range], [type=checkbox], [type=radio], [role=combobox])";
const IN_NUMBER = /^([0-9.,e+-]|Arrow.*|Home|End|Backspace|Delete|Enter|Tab)$/;
const PATIENCE = 3_000 * (window.tnPatience ?? 1); // milliseconds: by then the talk has gone
const PENS = /^(Arrow.*|Escape| )$/; // of the pen that pen_keys.js moves

let tell; // sends the server a trigger
let talk; // the server's latest
let wanted; // the step that the speaker wants, while the server has not shown it
let typed = ""; // digits, until Enter
let left_at = -Infinity; // when the talk was left: keys that come with it are for nobody
let handled; // the key that was pressed last, if it stood for something
let listening; // ends when it is aborted
let shown; // the step on the stage
let turning; // a timer, while what is there is of two steps
let channel;
const shade = document.createElement("div");
shade.className = "tn-black";
const name = Math.random().toString(36).slice(2); // of this window, for the speaker's view

const at = () => wanted ?? talk.step;

function go(step) {
  black(false);
  const to = Math.min(Math.max(step, 0), talk.count - 1);
  if (to === at()) return;
  wanted = to;
  tell("go", to);
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
  if (on) document.body.append(shade);
  else shade.remove();
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
  else if (BLACK.includes(key)) black(!shade.isConnected);
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

// The speaker's view

function began() {
  const key = `tn-talk-began-${talk.given}`; // it is kept over a reload
  sessionStorage[key] ??= Date.now();
  return Number(sessionStorage[key]);
}

function report(moved = true) {
  const is_black = shade.isConnected;
  channel?.postMessage({ from: name, talk: { ...talk, began: began(), is_black }, moved });
}

function answer({ data }) {
  if (data.asks) report(false);
  else if (data.to === name) press(data.key);
}

export default function remote({ data, setTriggerValue }) {
  [tell, talk] = [setTriggerValue, data];
  if (wanted === talk.step) wanted = undefined;
  turn();
  if (!listening) {
    listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("keydown", hear, { capture: true, signal });
    window.addEventListener("keyup", hear_up, { capture: true, signal });
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = answer;
    window.addEventListener("pagehide", () => channel.postMessage({ from: name, over: true }), {
      signal,
    });
  }
  report();
  return () => {
    listening?.abort();
    channel?.postMessage({ from: name, over: true });
    channel?.close();
    listening = channel = wanted = undefined;
    document.documentElement.removeAttribute("data-tn-turning");
    clearInterval(turning);
    shown = undefined;
    left_at = -Infinity;
    black(false);
  };
}
