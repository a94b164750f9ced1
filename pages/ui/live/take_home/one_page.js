// A network as one page, away from the app: what is drawn is read and shown as on Draw, by the same
// modules. There is no server; the paper says what one would.

import { remembered } from "../../app/browser/component.js";
import { DIGIT } from "../digit_parts.js";
import { make_paper } from "../pen/own_canvas.js";
import { read_with, receive } from "../reading/reader.js";

const NAME = "own"; // of the one network
const KIND = { ...DIGIT, kept: "tn-page" }; // the app may have the same address

let [strokes, told] = [[], 0]; // `told` counts the changes
let picture = { zoom: "answer" };

async function weights() {
  const text = document.querySelector("#network").textContent;
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

export async function begin(tool) {
  receive(NAME, await weights());
  const place = document.querySelector("#paper");
  const pen = { ...tool, is_ours: true };
  const still = { network: NAME, changes: [], known: 0, pen, size: [tool.side, tool.side] };
  const read = () =>
    read_with(KIND, {
      data: { ...still, strokes, told, picture, example: strokes.length || told ? "" : "example" },
      parentElement: place,
      setStateValue() {}, // what was drawn: the paper has it
      setTriggerValue(event, value) {
        if (event !== "chosen") return;
        picture = { ...picture, ...value };
        read();
      },
    });
  strokes = remembered(KIND.kept)?.strokes ?? strokes; // before a reload
  read(); // so it hears the pen before the paper does, which then says what counts
  const paper = make_paper({
    begun() {},
    moved: () => requestAnimationFrame(paper.paint),
    changed() {
      [strokes, told] = [paper.strokes(), told + 1];
      paper.paint();
      read();
    },
  });
  paper.lie_in(place, tool, strokes);
  paper.paint();
}
