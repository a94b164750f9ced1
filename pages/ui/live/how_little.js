// How little it takes: the digit on its way to another answer, as far as the slider says. The page has the
// elements (draw/how_little.py); here they get what the network makes of the digit there.

import { set_text } from "../app/browser/component.js";
import { clip } from "./reading/basics.js";
import { see } from "./reading/forward_pass.js";
import { draw_picture, output_bars, show_answer, verdict } from "./reading/answer.js";

const floats = (text) =>
  new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

export function how_little(part, network) {
  if (part.read_by === network) return;
  part.read_by = network;
  const [before, change] = [floats(part.dataset.before), floats(part.dataset.change)];
  const [picture, slider, share, answer, bars] = [
    "canvas",
    "input",
    "label b",
    ".tn-little-answer",
    ".tn-little-bars",
  ].map((selector) => part.querySelector(selector));
  slider.oninput = () => {
    const image = before.map((ink, pixel) => clip(ink + slider.value * change[pixel], 0, 1));
    const { outputs, no_digit } = see(network, image);
    const words = verdict(outputs, "", no_digit);
    draw_picture(picture, image);
    show_answer(answer, words);
    output_bars(bars, outputs, no_digit);
    set_text(share, `${Math.round(100 * slider.value)}\u00a0%`);
    slider.setAttribute("aria-valuetext", `${share.textContent}: ${words[2]}`);
  };
  slider.oninput();
}
