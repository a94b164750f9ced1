// A picture to keep and to send: the network as one sees it, with the answer above and the app's name
// below it, as a PNG file.

import { set_html } from "../reading/answer.js";
import { paint_all, writer } from "./painter.js";

const SCALE = 2; // pixels of the file for one of the page, at least
const EDGE = 24; // pixels around all
const [HEAD, FOOT] = [6.4, 3.4]; // letters, above and below the network

// Offer to save `items`, which show `at`; `words` is the answer as the page says it.
export function offer_to_show(at, items, words) {
  const part = document.querySelector('[data-part="friend"]');
  if (!part) return;
  set_html(part, '<button title="Saves it as a picture">Show a friend</button>');
  part.classList.toggle("tn-waits", at.is_empty);
  part.firstChild.onclick = () => save(at, items, words);
}

function save(at, items, words) {
  const { letter: f, width, height } = at;
  const canvas = document.createElement("canvas");
  const [wide, high] = [width + 2 * EDGE, height + 2 * EDGE + (HEAD + FOOT) * f];
  const scale = Math.max(SCALE, window.devicePixelRatio);
  [canvas.width, canvas.height] = [wide * scale, high * scale].map(Math.round);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const { backgroundColor, fontFamily } = getComputedStyle(document.querySelector(".stApp"));
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, wide + 1, high + 1);
  context.translate(EDGE, EDGE);
  paint_all(context, around(at, words, f, height), fontFamily, width);
  context.translate(0, HEAD * f);
  const stays = items.filter(({ key }) => key !== "here"); // where the reader is by now
  paint_all(context, stays, fontFamily, width);
  canvas.toBlob((png) => {
    const link = document.createElement("a");
    [link.href, link.download] = [URL.createObjectURL(png), "thirty-neurons.png"];
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

// The letters above and below the network.
function around(at, words, f, height) {
  const [digit, ...lines] = says(at, words);
  const write = writer(at);
  const sizes = at.pass.a.map(({ length }) => length);
  const foot = height + (HEAD + 1.4) * f;
  return [
    write("digit", 0, 2.3 * f, digit, { size: 5.5 * f, bold: true }),
    ...lines.map((line, k) => write(k, (digit.length + 0.2) * 3.6 * f, (0.9 + 1.5 * k) * f, line)),
    write("app", 0, foot, "Thirty Neurons", { bold: true }),
    write("layers", 0, foot + 1.3 * f, `layers of ${sizes.join(" – ")} neurons`, { alpha: 0.8 }),
  ];
}

// Of a step back what should have come out is said instead of the outputs.
function says({ back, after, phase }, [digit, below]) {
  const lines = [digit, "Read by a neural network.", ...below.split("<br>")].map((html) =>
    html.replaceAll(/<[^>]*>/g, ""),
  );
  if (!back) return lines;
  const now = after && phase === "after" ? `${after.answer}` : lines[0];
  const title = document.querySelector(".st-key-backprop_title h2").textContent;
  return [now, lines[1], `It should be ${back.label}.`, title];
}
