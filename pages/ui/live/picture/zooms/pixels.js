// The digit as numbers: its pixels, a window in which they are read, and all of them in one row.

import { sum } from "../../reading/basics.js";
import { BLACK, GREY, WHITE, towards } from "../theme.js";
import { MIDDLE, a_box } from "../painter.js";
import { ROWS, ink_of, pixel_at, square } from "../shapes.js";

export const WINDOW = 6; // pixels, to each side

export function pixels(at, g) {
  const { image, theme, letter: f, write } = at;
  const side = Math.min(0.42 * g.W, g.H - 6.2 * f);
  const place = { x: 1, y: g.top, side };
  const items = [
    write("head", side / 2, 0.7 * f, "28 × 28 pixels", MIDDLE),
    ...square("p", place, ink_of(image)),
  ];
  // A window with its numbers: where somebody points, or where the greys differ most.
  const first = at.pointed ?? busiest(image);
  const cell = side / WINDOW;
  const left = g.W - side - 1;
  for (let k = 0; k < WINDOW * WINDOW; k++) {
    const [row, column] = [Math.floor(k / WINDOW), k % WINDOW];
    const pixel = first + row * ROWS + column;
    const ink = image[pixel];
    const [x, y] = [left + column * cell, g.top + row * cell];
    const from = pixel_at(pixel, place);
    items.push(a_box(`near${k}`, [x, y, cell - 1, cell - 1], towards(BLACK, ink), { from }));
    const words = ink === 0 || ink === 1 ? `${ink}` : ink.toFixed(2).replace(/^0/, "");
    const style = { size: Math.min(f, 0.46 * cell), colour: ink > 0.54 ? WHITE : BLACK };
    items.push(write(`near${k}n`, x + cell / 2, y + cell / 2, words, { ...MIDDLE, ...style }));
  }
  const { x, y, w: size } = pixel_at(first, place);
  const ring = { ring: Math.max(2, 0.14 * f) };
  items.push(a_box("window", [x, y, size * WINDOW, size * WINDOW], theme.here, ring));
  items.push(a_box("near", [left, g.top, side - 1, side - 1], theme.here, ring));
  const said = g.is_narrow ? "0 paper, 1 ink" : "The window: 0 is paper, 1 is ink";
  items.push(write("near_head", left + side / 2, 0.7 * f, said, MIDDLE));
  const row_y = Math.min(g.H - 1.6 * f, g.top + side + 3.4 * f);
  return [...items, ...row_of_pixels(at, [1, row_y, g.W - 2, 1.5 * f], place)];
}

export function busiest(image) {
  let [best, most] = [0, -1];
  for (let row = 0; row <= ROWS - WINDOW; row++)
    for (let column = 0; column <= ROWS - WINDOW; column++) {
      const inks = [];
      for (let k = 0; k < WINDOW * WINDOW; k++)
        inks.push(image[(row + Math.floor(k / WINDOW)) * ROWS + column + (k % WINDOW)]);
      const mean = sum(inks) / inks.length;
      const spread_out = sum(inks.map((ink) => (ink - mean) ** 2));
      if (spread_out > most + 1e-9) [best, most] = [row * ROWS + column, spread_out];
    }
  return best;
}

// All 784 pixels in one row, where they fly from the picture.
function row_of_pixels(at, [x, y, w, h], place) {
  const step = w / at.image.length;
  const words = `All ${at.image.length} in one row: that is all the network gets`;
  const items = [
    at.write("row_head", x, y - 0.85 * at.letter, words),
    a_box("row_frame", [x - 1, y - 1, w + 2, h + 2], GREY),
    a_box("row", [x, y, w, h], WHITE),
  ];
  at.image.forEach((ink, k) => {
    if (!ink) return;
    const bar = [x + k * step, y, step + 0.3, h];
    items.push(a_box(`row${k}`, bar, towards(BLACK, ink), { from: pixel_at(k, place) }));
  });
  return items;
}
