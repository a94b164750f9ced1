// What the server makes of a drawing before the network gets it: the twin of nn/drawing.
//
//   strokes -> what is visible of them -> 28 x 28 pixels
//
// Most functions are named after their twins in Python; read those first, they say why. A test holds both to
// the same numbers.

import { C, DrawingError, clip, remembering, sum } from "./basics.js";

// nn/drawing/strokes.py. A point is [x, y], and a stroke {points, width, erases}.

export function arc_lengths(points) {
  let way = 0;
  return points.map(([x, y], k) => {
    const [before_x, before_y] = points[Math.max(k - 1, 0)];
    return (way += Math.sqrt((x - before_x) * (x - before_x) + (y - before_y) * (y - before_y)));
  });
}

function _with_points_between(points) {
  const distance = arc_lengths(points);
  const length = distance.at(-1);
  if (length === 0) return points.slice(0, 1);
  const count = Math.min(Math.trunc(length / C.SPACING), C.MOST_ADDED * points.length);
  const places = new Set(distance);
  for (let k = 0; k <= count; k++) places.add(k * (length / (count + 1)));
  const in_order = [...places].sort((a, b) => a - b);
  return points_at(in_order, points, distance);
}

export function points_at(places, line, way) {
  let j = 0; // the last point that is not beyond the place
  return places.map((place) => {
    while (j < line.length - 1 && way[j + 1] <= place) j++;
    if (way[j] === place) return line[j];
    const run = way[j + 1] - way[j];
    return line[j].map(
      (from, axis) => ((line[j + 1][axis] - from) / run) * (place - way[j]) + from,
    );
  });
}

function _covered([x, y], eraser) {
  const reach = eraser.width / 2;
  return eraser.points.some((end, k) => {
    const start = eraser.points[Math.max(k - 1, 0)];
    if (x < Math.min(start[0], end[0]) - reach || x > Math.max(start[0], end[0]) + reach)
      return false;
    if (y < Math.min(start[1], end[1]) - reach || y > Math.max(start[1], end[1]) + reach)
      return false;
    return _squared_distance(x, y, [...start, ...end]) <= reach * reach;
  });
}

// A piece is [start_x, start_y, end_x, end_y].
function _squared_distance(x, y, [start_x, start_y, end_x, end_y]) {
  const [along_x, along_y] = [end_x - start_x, end_y - start_y];
  const [from_x, from_y] = [x - start_x, y - start_y];
  const length = Math.max(along_x * along_x + along_y * along_y, C.SHORTEST); // squared
  const share = clip((from_x * along_x + from_y * along_y) / length, 0, 1);
  return (from_x - share * along_x) ** 2 + (from_y - share * along_y) ** 2;
}

// A line is points, with false for each that is not visible.
const left_by = remembering((line, eraser) =>
  line.map((point) => point && !_covered(point, eraser) && point),
);
const within = (points, size) =>
  points.map((point) => point.every((value, k) => value >= 0 && value <= size[k]) && point);
const line_to_cut = remembering((stroke, size) =>
  within(_with_points_between(stroke.points), size),
);
const line_of = remembering((stroke, size) => {
  const line = within(stroke.points, size);
  return line.every(Boolean) ? line : line_to_cut(stroke, size);
});

function parts_of(line) {
  const parts = [[]];
  for (const point of line)
    if (point) parts.at(-1).push(point);
    else parts.push([]);
  return parts.filter((part) => part.length);
}

function visible_pieces(strokes, size) {
  const last_eraser = strokes.findLastIndex((stroke) => stroke.erases);
  let lines = [];
  strokes.forEach((stroke, k) => {
    if (stroke.erases) lines = lines.map((line) => left_by(line, stroke));
    else lines.push((k < last_eraser ? line_to_cut : line_of)(stroke, size));
  });
  return lines.flatMap(parts_of);
}

// What is visible of a drawing, and the width of its pen.
export const visible = (drawn, size) => [
  visible_pieces(drawn, size),
  Math.max(0, ...drawn.filter((stroke) => !stroke.erases).map((stroke) => stroke.width)),
];

function without_far_dots(strokes) {
  const boxes = strokes.map(box);
  const sizes = boxes.map(({ low, high }) => Math.max(high[0] - low[0], high[1] - low[1]));
  const largest = Math.max(...sizes);
  const large = boxes.filter((_, k) => sizes[k] >= C.DOT * largest);
  const { low, high } = box(large.flatMap((corners) => [corners.low, corners.high]));
  return strokes.filter((_, k) => {
    const away = [0, 1].map((axis) =>
      Math.max(low[axis] - boxes[k].high[axis], boxes[k].low[axis] - high[axis]),
    );
    return sizes[k] >= C.DOT * largest || Math.max(...away) <= C.FAR * largest;
  });
}

// nn/drawing/mnist_pen.py

function pieces(strokes, finest) {
  return strokes.flatMap((points) => {
    const units = arc_lengths(points).map((way) => Math.floor(way / finest + C.OFF_THE_MARK));
    const corners = points.filter((_, k) => k === 0 || units[k] !== units[k - 1]);
    corners.push(points.at(-1)); // the end is always reached
    return corners.slice(1).map((end, k) => [...corners[k], ...end]);
  });
}

export function box(points) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const point of points)
    for (const axis of [0, 1]) {
      low[axis] = Math.min(low[axis], point[axis]);
      high[axis] = Math.max(high[axis], point[axis]);
    }
  return { low, high };
}

const moved = (line, origin, scale, to) =>
  line.map((piece) => piece.map((value, k) => (value - origin[k % 2]) * scale + to[k % 2]));

function render(line) {
  const nearest = new Float64Array(C.SIDE * C.SIDE).fill(Infinity); // squared
  for (const piece of line) _come_nearer(nearest, piece);
  return _inked(nearest);
}

function _come_nearer(nearest, piece) {
  const [start_x, start_y, end_x, end_y] = piece;
  const reach = (C.PEN + C.SOFTNESS) / 2; // a pixel farther away has no ink
  const from = (a, b) => Math.max(0, Math.ceil(Math.min(a, b) - reach - 0.5));
  const to = (a, b) => Math.min(C.SIDE - 1, Math.floor(Math.max(a, b) + reach - 0.5));
  for (let row = from(start_y, end_y); row <= to(start_y, end_y); row++)
    for (let column = from(start_x, end_x); column <= to(start_x, end_x); column++) {
      const pixel = row * C.SIDE + column;
      const squared = _squared_distance(column + 0.5, row + 0.5, piece);
      nearest[pixel] = Math.min(nearest[pixel], squared);
    }
}

function _inked(nearest) {
  const half = C.SOFTNESS / 2;
  return Float32Array.from(nearest, (squared) => {
    const distance = Math.sqrt(squared);
    const ink = Math.min(distance + half, C.PEN / 2) - Math.max(distance - half, -C.PEN / 2);
    return squared === Infinity ? 0 : clip(ink / C.SOFTNESS, 0, 1);
  });
}

const is_full = (image) => sum(image) > C.MOST_INK * C.BOX * C.BOX;

function centre_of_mass(image) {
  const ink = Array.from(image);
  const balance = (place) => sum(ink.map((value, pixel) => value * place(pixel))) / sum(ink) + 0.5;
  return [balance((pixel) => pixel % C.SIDE), balance((pixel) => Math.floor(pixel / C.SIDE))];
}

// nn/drawing/strokes_to_pixels.py

export function prepare_strokes(all_strokes, pen) {
  if (!all_strokes.length)
    throw new DrawingError("Nothing is drawn yet. Draw a digit from 0 to 9.");
  const strokes = without_far_dots(all_strokes);
  const { low, high } = box(strokes.flat());
  const longer = Math.max(high[0] - low[0], high[1] - low[1]);
  if (longer <= Math.max(pen / 2, 1 / C.OUTSIDE))
    throw new DrawingError("That is only a dot. Draw a digit from 0 to 9, as large as you like.");
  const scale = (C.BOX - C.PEN) / longer;
  const centre = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  const middle = [C.SIDE / 2, C.SIDE / 2];
  const line = moved(pieces(strokes, C.JOINED / scale), centre, scale, middle);
  const image = render(line);
  if (is_full(image))
    throw new DrawingError("There is ink everywhere. Clear it and draw one digit.");
  return _centred(line, image);
}

function _centred(line, image) {
  const { low, high } = box(line.flatMap((piece) => [piece.slice(0, 2), piece.slice(2)]));
  const shift = centre_of_mass(image).map((balance, axis) => {
    const room = C.SIDE / 2 - ((high[axis] - low[axis]) / 2 + C.PEN / 2);
    return clip(C.MIDDLE - balance, -room, room);
  });
  return render(moved(line, [0, 0], 1, shift));
}
