// The living picture of the network: a part of the page that follows the pen, and in which one chooses
// an output or a neuron. what_is_shown.js has its numbers, forwards.js and backwards.js say what is where.

import { beat_of } from "./beats.js";
import { calm } from "../../app/browser/page.js";
import { clip } from "../reading/basics.js";
import { is_same } from "../reading/changes.js";
import { backwards } from "./backwards.js";
import { theme_of } from "./theme.js";
import { forwards } from "./forwards.js";
import { in_one_sentence } from "./in_words.js";
import { fixed, signed } from "./arithmetic.js";
import { make_painter, writer } from "./painter.js";
import { offer_why_not, place_picks } from "./picks.js";
import { offer_to_show } from "./show_a_friend.js";
import { ROWS, square_on_canvas, word_off } from "./shapes.js";
import { what_is_shown } from "./what_is_shown.js";
import { WINDOW } from "./zooms/pixels.js";

const WAIT = 1500; // milliseconds in which a step shows how things were

let part; // of the page, where the picture is
let [painter, picks] = []; // in this part
let drawn_in; // { letter, theme }, until the page may have other styles
let digit; // that is read: { network, image, outputs, is_empty, no_digit, words }
let asked; // what the server says of the picture
let page; // what the part's page gives: { is_drawn, pen_is_down, tell, ink }
let subject; // of the picture: while it stays, so does the output that is chosen
let chosen = { output: null, neuron: null }; // and the neuron's `layer`
let known; // the neuron that the server knows as chosen
let pointed; // the first pixel of the window, once somebody has pointed at one
let [phase, timer] = []; // "before" or "after" a step
let painted; // the latest: { scene, view, items, at }

function begin_picture(element) {
  const again = () => {
    drawn_in = null;
    if (element === part) draw(false);
  };
  [part, drawn_in] = [element, null];
  painter = make_painter(part, again, painter?.shown());
  picks = part.appendChild(document.createElement("div"));
  picks.className = "tn-picks";
  for (const kind of ["pointermove", "pointerdown"]) part.addEventListener(kind, point);
  part.addEventListener("pointerleave", () => point({}));
}

// Show what a network makes of a digit; `says` is what the server says of the picture.
export function network_picture(element, network, read, says, given) {
  if (element !== part) begin_picture(element);
  // style.css makes it as tall as that takes; even the same value has styles computed.
  if (part.dataset.zoom !== says.zoom) part.dataset.zoom = says.zoom;
  const [is_asked, before] = [says !== asked, asked?.back];
  const is_another = !is_same(digit?.network, network) || (!given.is_drawn && is_asked);
  const { image, outputs } = read;
  const is_empty = !outputs?.every(Number.isFinite);
  digit = { ...read, network, is_empty };
  [asked, page] = [says, given];
  if (is_asked) {
    // Another digit or another step asks anew why the answer is what it is.
    const { zoom, output, back } = asked;
    const now = JSON.stringify([zoom, output, back?.stage, page.is_drawn || [...image]]);
    if (now !== subject) [chosen.output, known] = [null, undefined];
    [subject, drawn_in] = [now, null];
  }
  if (asked.neuron !== known) {
    known = asked.neuron;
    chosen.layer = asked.layer;
    chosen[network.layers.length === 1 ? "output" : "neuron"] = known;
  }
  // It may be a neuron of another network.
  if (is_empty || chosen.output >= network.layers.at(-1).b.length) chosen.output = null;
  const { stage, again } = asked.back ?? {};
  if (before?.stage !== stage || before?.again !== again) begin_stage(stage);
  draw(is_another);
}

function begin_stage(stage) {
  clearTimeout(timer);
  phase = stage === "step" && !calm.matches ? "before" : "after";
  if (phase === "before")
    timer = setTimeout(() => {
      phase = "after";
      draw(true);
    }, WAIT);
}

function draw(is_another) {
  const [width, height] = painter.size();
  if (!width || height < 100) return; // it is not laid out yet
  // Reading the page's styles, or a new label, takes longer than the picture: not at every frame.
  drawn_in ??= { letter: parseFloat(getComputedStyle(part).fontSize), theme: theme_of(part) };
  const shown = what_is_shown(digit, asked, chosen);
  const at = { ...shown, ...drawn_in, write: writer(drawn_in), width, height, phase, pointed };
  const items = asked.back ? backwards(at) : forwards(at);
  items.push(...items.filter(({ off }) => off).map((disc) => word_off(at, disc)));
  const scene = JSON.stringify([asked.zoom, asked.beside, asked.back, phase]);
  const view = scene + JSON.stringify(chosen);
  const { ink } = page;
  page.ink = null;
  const is_new = Boolean(ink) || scene !== painted?.scene; // else only a choice or the network is
  const moves = is_new || is_another || view !== painted.view;
  if (asked.stage) for (const item of items) item.beat = beat_of(item, asked, digit.image);
  const begins = ink && square_on_canvas(digit.image, ink, painter.canvas);
  painter.show(items, moves, asked.stage && is_new, begins);
  painted = { scene, view, items, at };
  const is_down = page.pen_is_down();
  offer_why_not(at, (output) => choose({ is_output: true, neuron: output }, true), is_down);
  if (is_down) return;
  offer_to_show(at, items, digit.words);
  painter.canvas.setAttribute("aria-label", in_one_sentence(at));
  place_picks(picks, at, items, choose);
}

function choose({ is_output, neuron, layer }, stays) {
  const name = is_output ? "output" : "neuron";
  const is_again = chosen[name] === neuron && !stays && !asked.back;
  chosen[name] = is_again ? null : neuron;
  draw(true);
  // Of the outputs the page wants to know only where it is about them.
  const last = digit.network.layers.length - 1;
  if (is_output) return asked.output >= 0 && page.tell("chosen", { neuron, layer: last });
  known = chosen.neuron;
  chosen.layer = layer;
  page.tell("chosen", { neuron: known, layer });
}

// The grey of the pixel that is pointed at, and what a neuron makes of it. Among the numbers of the
// digit the window follows.
function point({ offsetX, offsetY }) {
  if (!painted) return;
  const papers = painted.items.filter(({ key }) => /^[pws]paper$/.test(key));
  const inside = (value, from, size) => value >= from && value < from + size;
  const paper = papers.find(({ x, y, w }) => inside(offsetX, x, w) && inside(offsetY, y, w));
  part.title = "";
  if (!paper) return;
  const pixels_from = (edge, place) => Math.floor(((place - edge) * ROWS) / paper.w);
  const [row, column] = [pixels_from(paper.y, offsetY), pixels_from(paper.x, offsetX)];
  const { terms, image } = painted.at;
  const pixel = row * ROWS + column;
  part.title = `row ${row + 1}, column ${column + 1}: ${fixed(image[pixel], 4)}`;
  if (terms?.products.length === image.length)
    part.title += ` × weight ${signed(terms.weights[pixel], 4)} = ${signed(terms.products[pixel], 4)}`;
  if (asked.zoom !== "pixels") return;
  const [top, left] = [row, column].map((at) => clip(at - WINDOW / 2, 0, ROWS - WINDOW));
  pointed = top * ROWS + left;
  draw(false);
}
