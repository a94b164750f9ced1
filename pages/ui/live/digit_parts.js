// What stands beside the canvas: the parts of one digit. A page without a canvas has the picture alone.

import { by_hand } from "./by_hand.js";
import { how_little } from "./how_little.js";
import { network_picture } from "./picture/picture.js";
import { C, DrawingError } from "./reading/basics.js";
import { play } from "./example.js";
import { several_drawn } from "./reading/strokes_to_number.js";
import { find_canvas } from "./pen/drawable_canvas.js";
import { box, prepare_strokes, visible } from "./reading/preparation.js";
import { network_named, pen_is_down, read_with, tell } from "./reading/reader.js";
import { see } from "./reading/forward_pass.js";
import { escaped, output_bars, show_answer, spoken, verdict } from "./reading/answer.js";

export const LOADING = ["…", "Loading the network", ""];

export const DIGIT = {
  kept: "tn-drawing", // in the tab, for a reload and for a server that has forgotten it

  wait: (put) => put({ answer: (part) => part.firstChild || show_answer(part, LOADING) }),

  // Return the answer as a screen reader says it, if it was read.
  show(put, network, reads, drawn) {
    const { example: kind, scene = "" } = reads;
    const example = play(put, reads, drawn);
    if (example === null) return "";
    const read = digit_read(network, reads, (kind !== "ghost" && example) || drawn);
    const is_drawn = Boolean(reads.strokes);
    const { dataset } = document.documentElement; // stage.css shows by it what a scene consists of
    const changes = dataset.tnScene !== scene;
    const ink = changes && read.outputs && ink_on_canvas(drawn);
    if (changes) dataset.tnScene = scene;
    put({
      answer: (part) =>
        show_answer(part, example && kind === "ghost" ? ["?", ""] : in_short(scene, read.words)),
      outputs: (part) => output_bars(part, read.outputs, read.no_digit),
      bars: (part) => output_bars(part, JSON.parse(part.dataset.outputs)), // of another network
      verdict: (part) => {
        const says = JSON.parse(part.dataset.says); // likewise
        show_answer(part, verdict(says.outputs, "", says.no_digit));
      },
      other: (part) => scene === "heart" && other_says(part, reads, read),
      by_hand: (part) => by_hand(part, reads.changes),
      how_little: (part) => how_little(part, network),
      offer: (part) => part.classList.toggle("tn-several", Boolean(read.several)),
      picture: (part) =>
        // a page that gives way to one without it has one still
        reads.picture &&
        network_picture(part, network, read, reads.picture, { is_drawn, pen_is_down, tell, ink }),
    });
    return read.words[2];
  },
};

// Where the ink of a drawing is on the screen, if its canvas is seen: a picture goes on from there.
function ink_on_canvas(drawn) {
  const canvas = find_canvas()?.getBoundingClientRect();
  if (!canvas?.width || !drawn.length) return null;
  const half = drawn[0].width / 2;
  const { low, high } = box(drawn.flatMap(({ points }) => points));
  const to_screen = canvas.width / C.CANVAS_SIDE;
  const [x, y] = low.map((value) => (value - half) * to_screen);
  const [w, h] = high.map((value, k) => (value - low[k] + 2 * half) * to_screen);
  return { x: canvas.left + x, y: canvas.top + y, w, h, canvas };
}

export const digit_reader = (given) => read_with(DIGIT, given);

export function digit_read(network, reads, drawn) {
  try {
    if (reads.trouble) throw new DrawingError(reads.trouble);
    const strokes = reads.image ? [[]] : visible(drawn, reads.size);
    const image = reads.image ? Float32Array.from(reads.image) : prepare_strokes(...strokes);
    const { outputs, no_digit } = see(network, image);
    const several = reads.several ?? several_drawn(network, ...strokes);
    const words = verdict(outputs, several ? C.SEVERAL : "", no_digit);
    return { image, outputs, no_digit, several, words };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    const image = new Float32Array(C.SIDE * C.SIDE);
    return { image, words: ["?", escaped(error.message), spoken([error.message])] };
  }
}

// What another network answers, to the same drawing.
function other_says(part, reads, { image, outputs, words }) {
  const network = network_named(part.dataset.network);
  if (network && outputs) words = verdict(see(network, image).outputs, "");
  show_answer(part, network ? in_short("heart", words) : LOADING);
}

const in_short = (scene, [digit, below]) => [
  digit,
  scene === "heart" ? below.split("<br>")[0] : below,
];
