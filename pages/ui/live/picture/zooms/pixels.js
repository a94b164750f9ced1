// The digit as numbers: its pixels, a window in which they are read, and all of them in one row.

import { sum } from "../../reading/basics.js";
import { BLACK, GREY, WHITE, towards } from "../theme.js";
import { MIDDLE, a_box, a_curve } from "../painter.js";
import { ROWS, ink_of, pixel_at, square } from "../shapes.js";

export const WINDOW = 6; // pixels, to each side

export function pixels(at, g) {
  const { image, theme, letter: f, write } = at;
  const side = Math.min(0.42 * g.W, g.H - (at.stage ? 7 : 6.2) * f);
  // Both squares stand in the middle, with room between them to see that one comes from the other.
  const margin = Math.max(1, (g.W - 2 * side - 7 * f) / 2);
  const place = { x: margin, y: g.top, side };
  const items = [
    write("head", margin + side / 2, 0.7 * f, "28 × 28 pixels", MIDDLE),
    ...square("p", place, ink_of(image)),
  ];
  // A window with its numbers: where somebody points, or where the greys differ most.
  const first = at.pointed ?? busiest(image);
  const cell = side / WINDOW;
  const left = g.W - side - margin;
  for (let k = 0; k < WINDOW * WINDOW; k++) {
    const [row, column] = [Math.floor(k / WINDOW), k % WINDOW];
    const pixel = first + row * ROWS + column;
    const ink = image[pixel];
    const [x, y] = [left + column * cell, g.top + row * cell];
    const more = { from: pixel_at(pixel, place) };
    items.push(a_box(`near${k}`, [x, y, cell - 1, cell - 1], towards(BLACK, ink), more));
    const words = ink === 0 || ink === 1 ? `${ink}` : ink.toFixed(2).replace(/^0/, "");
    const style = { size: Math.min(f, 0.47 * cell), colour: ink > 0.54 ? WHITE : BLACK };
    items.push(write(`near${k}n`, x + cell / 2, y + cell / 2, words, { ...MIDDLE, ...style }));
  }
  const { x, y, w: size } = pixel_at(first, place);
  const ring = { ring: Math.max(2, 0.14 * f) };
  const small = [x, y, size * WINDOW, size * WINDOW];
  items.push(a_box("window", small, theme.here, ring));
  for (const [k, from_y] of [y, y + small[3]].entries()) {
    const ends = [
      [x + small[2], from_y],
      [left, g.top + k * (side - 1)],
    ];
    items.push(a_curve(`lens${k}`, ends, 0.06 * f, theme.here, { alpha: 0.6 }));
  }
  items.push(a_box("near", [left, g.top, side - 1, side - 1], theme.here, ring));
  const said = g.is_tight ? "0 paper, 1 ink" : "The window: 0 is paper, 1 is ink";
  items.push(write("near_head", left + side / 2, 0.7 * f, said, MIDDLE));
  const row_h = (at.stage ? 2 : 1.5) * f;
  const row_y = Math.min(g.H - row_h - 0.1 * f, g.top + side + 3.4 * f);
  return [...items, ...row_of_pixels(at, [1, row_y, g.W - 2, row_h], place)];
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
  const [f, count] = [at.letter, `${at.image.length}`];
  const size = at.stage ? 2.4 * f : f;
  const above = y - (at.stage ? 1.4 : 0.85) * f;
  const items = [
    at.write("row_count", x, above, count, { size, bold: true }),
    at.write("row_head", x + 1.9 * size, above, "numbers in one row: that is all the network gets"),
    a_box("row", [x, y, w, h], WHITE),
    a_box("row_frame", [x - 0.5, y - 0.5, w + 1, h + 1], GREY, { ring: 1 }),
  ];
  at.image.forEach((ink, k) => {
    if (!ink) return;
    const bar = [x + k * step, y, step + 0.3, h];
    items.push(a_box(`row${k}`, bar, towards(BLACK, ink), { from: pixel_at(k, place) }));
  });
  return items;
}
