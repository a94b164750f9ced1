// The reader: what is drawn or shown is read here, at every frame, and shown beside the canvas.
//
//   pen.js -> strokes -> kind.show, of digit_parts.js or number_parts.js -> the page
//                strokes -> the server, each time the pen is lifted
//
// The strokes are kept here. The server has them a moment later, and sends others back only when it
// has put others on the canvas: after Undo, Clear and a reload.

import { remember, voice } from "../../app/browser/component.js";
import { on, once, rest, when_it_comes } from "../../app/browser/page.js";
import { listen_to_pen } from "../pen/pen.js";
import { with_changes } from "./changes.js";
import { fetched, unpack } from "./forward_pass.js";
import { find_canvas, prepare_canvas } from "../pen/drawable_canvas.js";

const MOST_NETWORKS = 3; // that are kept
const NAME = 16; // bytes, in front of a network's in a message
const OF_PROJECT = "tn/"; // so begins the name of a network that is an address
const CANVAS_LOADS = 500; // milliseconds, as the three below
const AWAY = 500; // of a reader that Streamlit takes off and mounts again at once
const MOST_ANSWER = 10_000; // of a server that has much to do
const MOST_COST = 16; // of a reading at every frame
const UNDO = ".st-key-undo:not([inert]) button";
const UNDO_OR_CLEAR = `${UNDO}, .st-key-clear:not([inert]) button`;
const TEXT = "textarea, input:not([type=range])";

let kind; // what is read: { kept, wait, show }
let given; // by Streamlit: the component that hears, and tells the server
const networks = new Map(); // by name: their bytes, and what these are once it is asked for
let reads; // what the server says of what is read
let strokes = []; // those that the canvas was told to show, and those drawn since
let pen; // of pen.js
let frame = 0; // that has been asked for
let cost = 0; // milliseconds, of the latest reading
let by_hand; // what neurons are changed to, until the server has heard of it: { changes, n, ... }
let news = false; // a stroke has ended, or something else is read: a screen reader says so
// By their places, what makes each such component the one that hears. Two are there while a page
// gives way to the next, and React may call the first one again just before it goes.
const here = new Map();

const say = voice("tn-answer-aloud");
export const tell = (event, value) => given.setTriggerValue(event, value);
export const pen_is_down = () => pen.is_down() || is_held();
// What is drawn; before the first stroke perhaps what is carried on from a drawing before it.
function all_drawn() {
  const drawn = [...strokes, ...pen.drawn()];
  return drawn.length ? drawn : (reads?.carried ?? drawn);
}

// Show each part that is on the page and has a view, which takes it.
function put(views) {
  for (const part of document.querySelectorAll(".tn-part")) views[part.dataset.part]?.(part);
}

function update() {
  frame = 0;
  if (!reads) return;
  show_tools();
  const network = with_changes(network_named(reads.network), reads.changes);
  if (!network) return kind.wait?.(put);
  const begin = performance.now();
  const sentence = kind.show(put, network, reads, all_drawn());
  cost = performance.now() - begin;
  if (!news || !sentence || pen.is_down()) return;
  say(`${sentence}. ${reads.aloud ?? ""}`.replace(/\. $/, ""));
  news = false;
}

// Nobody can press Undo and Clear where they would do nothing.
function show_tools() {
  const does = { undo: reads.undo || strokes.length > reads.known, clear: all_drawn().length > 0 };
  for (const [name, is_of_use] of Object.entries(does)) {
    const tool = document.querySelector(`.st-key-${name}`);
    if (tool?.inert === is_of_use) tool.inert = !is_of_use; // even the same value has styles computed
  }
}

// A reading that takes long leaves as much time to all else: the line must follow the pen.
export function soon() {
  if (cost < MOST_COST) frame ||= requestAnimationFrame(update);
  else frame ||= setTimeout(() => requestAnimationFrame(update), cost);
}

// What is changed by hand is read at once; the server hears of it later, and says that it has by its `n`.
export function change(changes) {
  by_hand = { changes, n: Date.now() + Math.random(), put_back: reads.put_back };
  reads.changes = changes;
  frame ||= requestAnimationFrame(update);
}

export const is_held = () => by_hand !== undefined;
export const tell_change = (what) =>
  by_hand && given.setStateValue("changed", { what, n: by_hand.n, put_back: by_hand.put_back });

function adopt(message) {
  const { told } = message;
  if (by_hand?.n === message.heard || !("heard" in message)) by_hand = undefined;
  if (by_hand) message = { ...message, changes: by_hand.changes };
  const another = told !== reads?.told;
  // What was drawn while an Undo, a Clear or a canvas built anew was on its way comes after it.
  const late = another && asked ? strokes.slice(drawn_before) : [];
  if (another) {
    // A stroke that is the same stays the same object: what was made of it is remembered.
    const known = new Map(strokes.map((stroke) => [JSON.stringify(stroke), stroke]));
    strokes = (message.strokes ?? []).map((one) => known.get(JSON.stringify(one)) ?? one);
  }
  const aside = { network: "", known: 0, undo: 0, pen: 0, example: 0 };
  const content = JSON.stringify({ ...message, ...aside });
  news ||= reads && content !== reads.content;
  reads = { ...message, content };
  if (another) go_on();
  pen.hand_over();
  if (late.length) {
    strokes.push(...late.filter((stroke) => !strokes.includes(stroke)));
    send_strokes();
  }
  // The canvas was told less than there is: then the tab keeps what it has.
  if (late.length || message.known > strokes.length) put_again();
  else keep();
}

// In the tab, for a reload just after a stroke, and for a server that has forgotten it.
function keep() {
  if (reads?.strokes) remember(kind.kept, { told: reads.told, strokes: all_drawn() });
}

const send_strokes = () =>
  given.setStateValue("strokes", { told: reads.told, size: reads.size, strokes: [...strokes] });

const act = {
  begun: (canvas) => watched.observe(canvas),
  moved: soon,
  ended(stroke) {
    strokes.push(stroke);
    [news, held.length] = [true, 0];
    keep();
    soon();
    send_strokes();
  },
};

// When many things happen on a page at once, Streamlit may build the canvas anew. It then shows what
// it was last told, without what was drawn since: the server tells it again.
const watched = new ResizeObserver(([{ target }]) => {
  if (target.isConnected) return;
  watched.unobserve(target);
  setTimeout(
    () => find_canvas() && strokes.length > reads?.strokes?.length && put_again(),
    CANVAS_LOADS,
  );
});

function put_again() {
  ask();
  tell("rebuilt", true);
}

// The browser joins clicks of the same moment: two on Undo would be one. So each waits until the one
// before has come back.
const held = []; // the buttons that wait
let asked; // when one was pressed that has not come back; nothing if none is on its way
let drawn_before; // how many strokes there were then

function ask() {
  [asked, drawn_before] = [performance.now(), strokes.length];
}

function hold(event) {
  const target = event.composedPath()[0];
  const is_click = event.type === "click";
  const is_undo =
    (event.ctrlKey || event.metaKey) &&
    !(event.shiftKey || event.altKey || target.matches?.(TEXT)) &&
    event.key?.toLowerCase() === "z";
  const button = is_click
    ? target.closest?.(UNDO_OR_CLEAR)
    : is_undo && document.querySelector(UNDO);
  if (!event.isTrusted || !button || !reads?.strokes) return;
  if (performance.now() - asked < MOST_ANSWER) {
    held.push(button);
    event.stopImmediatePropagation();
    event.preventDefault();
  } else ask();
}

// One has come back: the next that still does something has its turn.
function go_on() {
  asked = undefined;
  setTimeout(() => {
    while (held.length && !asked) {
      const button = held.shift();
      if (!button.isConnected || !button.matches(UNDO_OR_CLEAR)) continue;
      ask();
      button.click();
    }
  });
}

const start = once(() => {
  prepare_canvas();
  pen = listen_to_pen(() => reads?.strokes && reads.pen, act);
  when_it_comes(".tn-part", update);
  on("click keydown", hold);
  on("pagehide", keep);
  say("");
});

let aside; // what was read by a component that went: another may come at once, and goes on with it

function step_aside() {
  [aside, reads] = [reads, undefined];
  rest(() => here.size || forget(), AWAY);
}

function forget() {
  say("");
  [aside, reads] = [];
  [strokes, asked, held.length] = [[], undefined, 0];
}

// The component that brings the weights of a visitor's own network. They are asked for once the page
// stands, and only where it does not have them: they are the largest thing that comes.
export function weights({ data, setTriggerValue }) {
  if (data instanceof Uint8Array) {
    const name = new TextDecoder().decode(data.subarray(0, NAME));
    receive(name, data.slice(NAME).buffer); // a copy, which begins where arrays may begin
  } else if (!networks.has(data.name)) setTriggerValue("wanted", data.name);
}

// Return a network by its name, once it is here. One of the project's is fetched.
export function network_named(name) {
  const kept = networks.get(name);
  if (!kept && name.startsWith(OF_PROJECT))
    fetched(name).then((bytes) => networks.has(name) || receive(name, bytes));
  return kept && (kept.network ??= unpack(kept.bytes));
}

export function receive(name, bytes) {
  networks.delete(name);
  networks.set(name, { bytes });
  while (networks.size > MOST_NETWORKS) networks.delete(networks.keys().next().value);
  update();
}

// The component of a kind: it hears and sends, and shows nothing itself.
export function read_with(its_kind, its) {
  const { data, parentElement: place } = its;
  const take = () => {
    start();
    if (kind !== its_kind) forget(); // another canvas
    reads ??= aside;
    [kind, given] = [its_kind, its];
    adopt(data);
    Object.assign(place.dataset, { known: reads.known, told: reads.told }); // for tests
    update();
  };
  here.set(place, take);
  take();
  return () => {
    here.delete(place);
    if (given.parentElement !== place) return;
    const next = [...here.values()].at(-1);
    if (next) next();
    else step_aside();
  };
}
