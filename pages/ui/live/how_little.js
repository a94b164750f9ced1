// How little it takes: the digit on its way to another answer, as far as the slider says. The page has the
// elements (draw/how_little.py); here they get what the network makes of the digit there.

import { clip } from "./reading/basics.js";
import { see } from "./reading/forward_pass.js";
import { draw_picture, output_bars, show_answer, verdict } from "./reading/answer.js";

const floats = (text) =>
  new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

let latest = {}; // how far the slider was: { digit, value }

export function how_little(part, network) {
  if (part.read_by === network) return;
  part.read_by = network;
  const arrays = part.dataset.arrays.split(" ");
  const [[digit], [before, change]] = [arrays, arrays.map(floats)];
  const [picture, share, slider] = part.querySelectorAll("canvas, label b, input");
  const [answer, bars] = part.querySelectorAll(".tn-little-answer, .tn-little-bars");
  // While a network learns, the page brings another part for the same digit.
  if (latest.digit === digit) slider.value = latest.value;
  slider.oninput = () => {
    latest = { digit, value: slider.value };
    const image = before.map((ink, pixel) => clip(ink + slider.value * change[pixel], 0, 1));
    const { outputs, no_digit } = see(network, image);
    const words = verdict(outputs, "", no_digit);
    draw_picture(picture, image);
    show_answer(answer, words);
    output_bars(bars, outputs, no_digit);
    share.textContent = `${Math.round(100 * slider.value)}\u00a0%`;
    slider.setAttribute("aria-valuetext", `${share.textContent}: ${words[2]}`);
  };
  slider.oninput();
}
