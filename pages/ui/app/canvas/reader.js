// The reader: what is drawn or shown is read here, at every frame, and shown beside the canvas.
//
//   pen.js -> strokes -> kind.show, of digit_parts.js or number_parts.js -> the page
//                strokes -> the server, each time the pen is lifted
//
// The strokes are kept here. The server has them a moment later, and sends others back only when it
// has put others on the canvas: after Undo, Clear and a reload.

import { remember, voice } from "../browser/component.js";
import { on, once, when_it_comes } from "../browser/page.js";
import { listen_to_pen } from "./pen.js";
import { fetched, unpack } from "./reading.js";
import { find_canvas, prepare_surface } from "./surface.js";

const MOST_NETWORKS = 3; // that are kept
const NAME = 16; // bytes, in front of a network's in a message
const OF_PROJECT = "tn/"; // so begins the name of a network that is an address
const CANVAS_LOADS = 500; // milliseconds, as below
const MOST_COST = 16; // of a reading at every frame

let kind; // what is read: { kept, wait, show }
let given; // by Streamlit: the component that hears, and tells the server
const networks = new Map(); // by name: their bytes, and what these are once it is asked for
let reads; // what the server says of what is read
let strokes = []; // those that the canvas was told to show, and those drawn since
let pen; // of pen.js
let frame = 0; // that has been asked for
let cost = 0; // milliseconds, of the latest reading
let news = false; // a stroke has ended, or something else is read: a screen reader is told
// By their places, what makes each such component the one that hears. Two are there while a page
// gives way to the next, and React may call the first one again just before it goes.
const here = new Map();

const say = voice("tn-answer-aloud");
export const tell = (event, value) => given.setTriggerValue(event, value);
export const pen_is_down = () => pen.is_down();
const all_drawn = () => [...strokes, ...pen.drawn()];

// Show each part that is on the page and has a view, which takes it.
function put(views) {
  for (const part of document.querySelectorAll(".tn-part")) views[part.dataset.part]?.(part);
}

function update() {
  frame = 0;
  if (!reads) return;
  show_tools();
  const network = network_named(reads.network);
  if (!network) return kind.wait?.(put);
  const begin = performance.now();
  const sentence = kind.show(put, network, reads, all_drawn());
  cost = performance.now() - begin;
  if (!news || !sentence || pen.is_down()) return;
  say(sentence);
  news = false;
}

// Nobody can press Undo and Clear where they would do nothing.
function show_tools() {
  const does = { undo: reads.undo || strokes.length > reads.known, clear: strokes.length > 0 };
  for (const [name, is_of_use] of Object.entries(does)) {
    const tool = document.querySelector(`.st-key-${name}`);
    if (tool?.inert === is_of_use) tool.inert = !is_of_use; // even the same costs a look at styles
  }
}

// A reading that takes long leaves as much time to all else: the line must follow the pen.
export function soon() {
  if (cost < MOST_COST) frame ||= requestAnimationFrame(update);
  else frame ||= setTimeout(() => requestAnimationFrame(update), cost);
}

function adopt(message) {
  const { told } = message;
  if (told !== reads?.told) {
    // A stroke that is the same stays the same object: what was made of it is remembered.
    const known = new Map(strokes.map((stroke) => [JSON.stringify(stroke), stroke]));
    strokes = (message.strokes ?? []).map((one) => known.get(JSON.stringify(one)) ?? one);
  }
  const content = JSON.stringify({
    ...message,
    network: "",
    known: 0,
    undo: 0,
    pen: 0,
    example: 0,
  });
  news ||= reads && content !== reads.content;
  reads = { ...message, content };
  pen.hand_over();
  // The canvas was told less than there is: then the tab keeps what it has.
  if (message.known > strokes.length) tell("rebuilt", true);
  else keep();
}

// In the tab, for a reload just after a stroke, and for a server that has forgotten it.
function keep() {
  if (reads?.strokes) remember(kind.kept, { told: reads.told, strokes: all_drawn() });
}

const act = {
  begun: (canvas) => watched.observe(canvas),
  moved: soon,
  ended(stroke) {
    strokes.push(stroke);
    news = true;
    keep();
    soon();
    given.setStateValue("strokes", { told: reads.told, size: reads.size, strokes: [...strokes] });
  },
};

// When many things happen on a page at once, Streamlit may build the canvas anew. It then shows what
// it was last told, without what was drawn since: the server tells it again.
const watched = new ResizeObserver(([{ target }]) => {
  if (target.isConnected) return;
  watched.unobserve(target);
  setTimeout(
    () => find_canvas() && strokes.length > reads?.strokes?.length && tell("rebuilt", true),
    CANVAS_LOADS,
  );
});

const start = once(() => {
  prepare_surface();
  pen = listen_to_pen(() => reads?.strokes && reads.pen, act);
  when_it_comes(".tn-part", update);
  on("pagehide", keep);
  say("");
});

function forget() {
  say("");
  reads = undefined;
  strokes = [];
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

function receive(name, bytes) {
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
    else forget();
  };
}
