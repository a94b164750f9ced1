// Read a number: the twin of nn/drawing/grouping.py and strokes_to_number.py.
//
// A row is {strokes, order, low, high, height, top, bottom}, a group a list of places in it.

import { C, DrawingError, clip, remembering, sum } from "./basics.js";
import { arc_lengths, box, points_at, prepare_strokes } from "./preparation.js";
import { answer_of, energy, see } from "./forward_pass.js";

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const places_to = (count) => [...Array(count).keys()];

// nn/drawing/grouping.py

function row_in(strokes, dot) {
  const boxes = strokes.map(box);
  const longer = boxes.map(({ low, high }) => Math.max(high[0] - low[0], high[1] - low[1]));
  const clusters = _clusters(boxes);
  const heights = clusters.map(([top, bottom]) => bottom - top);
  const tallest = Math.max(...heights);
  const tall = clusters.filter((_, k) => heights[k] >= tallest / 2);
  const height = median(tall.map(([top, bottom]) => bottom - top)) || Math.max(...longer) || 1;
  const order = places_to(strokes.length)
    .filter((k) => longer[k] > Math.max(C.SPECK * height, dot))
    .sort((i, j) => boxes[i].low[0] + boxes[i].high[0] - (boxes[j].low[0] + boxes[j].high[0]));
  const row = {
    order,
    height,
    strokes: order.map((k) => strokes[k]),
    low: order.map((k) => boxes[k].low),
    high: order.map((k) => boxes[k].high),
    top: median(tall.map(([top]) => top)),
    bottom: median(tall.map(([, bottom]) => bottom)),
  };
  return { ...row, distances: _distances(row) };
}

function _clusters(boxes) {
  const clusters = [];
  let right = -Infinity;
  let width = 0;
  const from_left = [...boxes].sort((a, b) => a.low[0] - b.low[0]);
  for (const { low, high } of from_left) {
    const [left, end] = [low[0], high[0]];
    const last = clusters.at(-1);
    if (Math.min(right, end) - left >= C.STACKED * Math.min(width, end - left)) {
      last[0] = Math.min(last[0], low[1]);
      last[1] = Math.max(last[1], high[1]);
      width += Math.max(0, end - right);
    } else {
      clusters.push([low[1], high[1]]);
      [right, width] = [end, end - left];
    }
    right = Math.max(right, end);
  }
  return clusters;
}

function _distances({ strokes, height }) {
  const points = strokes.map((stroke) => _samples(stroke, C.SAMPLING * height));
  return points.map((here, i) =>
    points.map((there, j) => {
      if (i === j || Math.abs(i - j) >= C.WINDOW) return Infinity;
      let squared = Infinity;
      for (const [x, y] of here)
        for (const [other_x, other_y] of there) {
          const [off_x, off_y] = [x - other_x, y - other_y];
          squared = Math.min(squared, off_x * off_x + off_y * off_y);
        }
      return Math.sqrt(squared) / height;
    }),
  );
}

function _samples(points, spacing) {
  const way = arc_lengths(points);
  const length = way.at(-1);
  const count = Math.min(Math.trunc(length / spacing) + 2, C.MOST_SAMPLES);
  const places = places_to(count).map((k) => Math.min(k * (length / (count - 1)), length));
  return points_at(places, points, way);
}

function groups_in(row) {
  const count = row.strokes.length;
  return places_to(count).flatMap((first) => {
    const later = places_to(count).slice(first + 1, first + C.WINDOW);
    return places_to(1 << later.length)
      .map((subset) => [first, ...later.filter((_, k) => (subset >> k) & 1)])
      .filter((group) => group.length === 1 || _may_be_digit(row, group));
  });
}

function _may_be_digit(row, group) {
  if (group.length > C.MOST_IN_DIGIT) return false;
  const { low, high } = box_of(row, group);
  const [width, height] = [0, 1].map((axis) => (high[axis] - low[axis]) / row.height);
  return (
    width <= C.WIDEST_DIGIT && height <= C.TALLEST_DIGIT && _apart(row, group) <= C.FARTHEST_APART
  );
}

const box_of = ({ low, high }, group) => box(group.flatMap((place) => [low[place], high[place]]));

function features(row, group) {
  const { low, high } = box_of(row, group);
  const [width, height] = [0, 1].map((axis) => (high[axis] - low[axis]) / row.height);
  const ends = [low[1] - row.top, high[1] - row.bottom];
  const off = ends.map((end) => Math.min(Math.abs(end) / row.height, C.FARTHEST_OFF) ** 2);
  return {
    digit: 1,
    short: Math.max(0, C.FULL_HEIGHT - height),
    width: width ** 2,
    apart: _apart(row, group),
    overlap: _overlap(row, group),
    off: sum(off),
  };
}

function _apart({ distances }, group) {
  const reached = [group[0]];
  const rest = group.slice(1);
  let largest = 0;
  while (rest.length) {
    const steps = rest.map((to) => Math.min(...reached.map((from) => distances[from][to])));
    const step = Math.min(...steps);
    largest = Math.max(largest, step);
    reached.push(...rest.splice(steps.indexOf(step), 1));
  }
  return largest;
}

function _overlap(row, group) {
  const { low, high } = box_of(row, group);
  const shares = places_to(row.strokes.length)
    .filter((place) => !group.includes(place))
    .map((place) => {
      const [left, right] = [row.low[place][0], row.high[place][0]];
      const both = Math.min(high[0], right) - Math.max(low[0], left);
      const narrower = Math.min(high[0] - low[0], right - left);
      return clip(both / Math.max(narrower, C.NARROWEST * row.height), 0, 1);
    });
  return Math.max(0, ...shares);
}

// Return {chosen, total}.
function best_grouping(count, groups, scores) {
  const by_first = places_to(count).map((first) =>
    places_to(groups.length).filter((index) => groups[index][0] === first),
  );
  const made = new Map();
  function best(first, taken) {
    while (taken & 1) [first, taken] = [first + 1, taken >> 1];
    if (first === count) return { largest: 0, total: 0, chosen: [] };
    const key = `${first} ${taken}`;
    if (!made.has(key)) made.set(key, _best_from(first, taken));
    return made.get(key);
  }
  function _best_from(first, taken) {
    let [largest, total, chosen] = [-Infinity, -Infinity, []];
    for (const index of by_first[first]) {
      const bits = sum(groups[index].map((place) => 1 << (place - first)));
      if (bits & taken) continue;
      const rest = best(first, taken | bits);
      total = log_add(total, rest.total + scores[index]);
      if (rest.largest + scores[index] > largest)
        [largest, chosen] = [rest.largest + scores[index], [index, ...rest.chosen]];
    }
    return { largest, total, chosen };
  }
  return best(0, 0);
}

// log(e^a + e^b)
function log_add(a, b) {
  const largest = Math.max(a, b);
  return largest === -Infinity ? largest : largest + Math.log1p(Math.exp(-Math.abs(a - b)));
}

function certainty(count, groups, scores, total, index) {
  const without = scores.map((score, k) => (k === index ? -Infinity : score));
  return 1 - Math.exp(best_grouping(count, groups, without).total - total);
}

// nn/drawing/strokes_to_number.py

export function read_number(network, strokes, pen) {
  const row = row_of(strokes, pen);
  const { groups, images } = images_of(row, pen);
  const scores = scored(network, row, groups, images);
  const count = row.strokes.length;
  const { chosen, total } = best_grouping(count, groups, scores);
  if (chosen.length > C.MOST_DIGITS)
    throw new DrawingError(
      `These are ${chosen.length} digits, and a number has at most ${C.MOST_DIGITS} here. ` +
        "Clear some of them.",
    );
  const digits = chosen.map((index) => ({
    strokes: groups[index].map((place) => row.order[place]).sort((a, b) => a - b),
    ...box_of(row, groups[index]),
    image: images[index],
    outputs: seen(images[index], network).outputs,
    grouped: certainty(count, groups, scores, total, index),
  }));
  return digits.sort((a, b) => a.low[0] + a.high[0] - (b.low[0] + b.high[0]));
}

function row_of(strokes, pen) {
  if (!strokes.length) throw new DrawingError(C.NOTHING_WRITTEN);
  const row = row_in(strokes, pen / 2);
  if (!row.strokes.length)
    throw new DrawingError("That is only a dot. Draw digits, as large as you like.");
  if (row.strokes.length > C.MOST_IN_ROW)
    throw new DrawingError(
      `These are ${row.strokes.length} strokes, more than a number of ${C.MOST_DIGITS} digits ` +
        "has. Clear some of them.",
    );
  return row;
}

function images_of(row, pen) {
  const [groups, images] = [[], []];
  const candidates = groups_in(row);
  if (candidates.length > C.MOST_GROUPS) throw new DrawingError(C.ONE_ON_ANOTHER);
  for (const group of candidates) {
    const strokes = group.map((place) => row.strokes[place]);
    const { image, error } = _prepared_before(strokes, pen);
    if (error && group.length === 1) throw error;
    if (error) continue;
    groups.push(group);
    images.push(image);
  }
  return { groups, images };
}

function scored(network, row, groups, images) {
  const weights = network.least_energy === null ? C.WEIGHTS_ALONE : C.WEIGHTS;
  return groups.map((group, k) => {
    const likely = log_likelihood(seen(images[k], network), network.least_energy ?? 0);
    const values = { ...features(row, group), network: likely };
    return sum(Object.keys(weights).map((name) => weights[name] * values[name]));
  });
}

function log_likelihood({ outputs, z }, least_energy) {
  const any_digit = -log_add(0, least_energy - energy(z));
  const likely = any_digit + Math.log(Math.max(...outputs));
  return Number.isNaN(likely) ? 0 : Math.max(likely, C.LEAST_LIKELY);
}

// Are these strokes more than one digit, where one is expected? nn/drawing/picture_to_digits.py asks
// it of pictures; `are_several` is in both.

export function several_drawn(network, all_strokes, pen) {
  const strokes = all_strokes.filter(({ length }) => length);
  if (!strokes.length || strokes.length > C.MOST_IN_ROW) return false;
  const tall_of = ({ low, high }) => high[1] - low[1];
  const height = tall_of(box(strokes.flat()));
  const is_tall = (its) => tall_of(its) >= C.TALL_SHARE * height;
  if (strokes.map(box).filter(is_tall).length < 2) return false;
  try {
    return are_several(network, read_number(network, strokes, pen));
  } catch (error) {
    if (error instanceof DrawingError) return false;
    throw error;
  }
}

// Each must be tall and surely read, so that a 5 with its bar apart, or a 4 in two strokes, is one.
function are_several(network, digits) {
  const is_sure = ({ image }) => {
    const { outputs, no_digit } = seen(image, network);
    return answer_of(outputs).output >= C.LEAST_SURE && !no_digit;
  };
  if (digits.length < 2 || !digits.every(is_sure)) return false;
  const { low, high } = box(digits.flatMap((digit) => [digit.low, digit.high]));
  const height = high[1] - low[1];
  if (digits.some((digit) => digit.high[1] - digit.low[1] < C.TALL_SHARE * height)) return false;
  const overlap = digits.some((digit, k) => k && digit.low[0] < digits[k - 1].high[0]);
  return !(overlap && digits.at(-1).high[0] - digits[0].low[0] <= height); // the strokes of a 4 do
}

// From frame to frame only the stroke that goes on is new. What was made of the others is kept.

export const seen = remembering((image, network) => see(network, image));

let strokes_met = 0;
const _stroke_between = remembering(() => ({ number: strokes_met++, prepared: new Map() }));

// A stroke's first and last point stay the same objects as long as the stroke does.
function _prepared_before(strokes, pen) {
  const met = strokes.map((points) => _stroke_between(points[0], points.at(-1)));
  // Kept with the newest, so that what was made of a stroke that went on is forgotten with it.
  const { prepared } = met.reduce((a, b) => (a.number > b.number ? a : b));
  const key = `${met.map(({ number }) => number)} ${pen}`;
  if (!prepared.has(key)) prepared.set(key, _prepared(strokes, pen));
  return prepared.get(key);
}

function _prepared(strokes, pen) {
  try {
    return { image: prepare_strokes(strokes, pen) };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    return { error };
  }
}
