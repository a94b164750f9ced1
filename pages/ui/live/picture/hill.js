// The hill: the cost of a mini-batch along its negative gradient, with a ball where the weights are.
// hill.py says what it shows.

import { own_element } from "../../app/browser/component.js";
import { theme_of } from "./theme.js";
import { MIDDLE, RIGHT, a_curve, a_disc, a_line, make_painter, writer } from "./painter.js";

const NOW = 0; // the learning rate of no step at all

// Where everything is. Both axes are straight near 0 and squeezed further out, or a valley could not be
// seen beside the heights that a long step leads to.
function hill_places({ points, last: before, unit }, element) {
  const [width, height] = [element.clientWidth, element.clientHeight];
  const em = parseFloat(getComputedStyle(element).fontSize);
  const [left, right, top, bottom] = [1.6 * em, width - em, 2.6 * em, height - 3.1 * em];
  const index = (eta) => points.findIndex(([at]) => at === eta);
  const now = points[index(NOW)][1];
  const highest = Math.max(...points.map(([, cost]) => cost), 1.2 * now) || 1;
  const place = ([eta, cost]) => [x_of(eta), y_of(cost)];
  const half = now / 2 || highest;
  const [first, last] = [points[0], points.at(-1)].map(([eta]) => Math.asinh(eta / unit));
  const x_of = (eta) => left + ((right - left) * (Math.asinh(eta / unit) - first)) / (last - first);
  const y_of = (cost) =>
    bottom - ((bottom - top) * Math.asinh(cost / half)) / Math.asinh(highest / half);
  const [curve, faint] = [
    points.map(place),
    before?.filter(([, cost]) => cost <= highest).map(place),
  ];
  const [radius, thick] = [0.8 * em, 0.35 * em];
  // The middle of a ball that lies on the curve.
  const resting = curve.map(([x, y], k) => {
    const [[x1, y1], [x2, y2]] = [curve[Math.max(k - 1, 0)], curve[k + 1] ?? curve[k]];
    const share = (radius + thick / 2) / Math.hypot(x2 - x1, y2 - y1);
    return [x + share * (y2 - y1), y - share * (x2 - x1)];
  });
  return { em, left, right, bottom, index, x_of, curve, faint, resting, radius, thick };
}

function hill_items(data, element, rolls) {
  const at = hill_places(data, element);
  const theme = theme_of(element);
  const write = writer({ letter: at.em, theme });
  const here = [
    ...(at.faint ? [a_curve("last", at.faint, at.thick / 2, theme.ink, { alpha: 0.3 })] : []),
    a_curve("hill", at.curve, at.thick, theme.ink, { alpha: 0.55, ground: at.bottom }),
    ...marks(data, at, write, theme.ink),
    ball(data, at, rolls, theme.here),
  ];
  // Nothing of one hill becomes a part of the next: a ball that goes to 0 would seem to roll back.
  const named = here.map((item) => ({ ...item, key: `${item.key} of ${element.hills}` }));
  return [...axes(data, at, write, theme.ink), ...named];
}

// The balls have their costs beside them: of that axis, 0 is enough.
function axes({ ticks }, { em, left, right, bottom, x_of }, write, ink) {
  const alpha = 0.75;
  const etas = ticks.map((eta) =>
    write(`eta ${eta}`, x_of(eta), bottom + 0.9 * em, `${eta}`, { ...MIDDLE, alpha }),
  );
  return [
    a_line("ground", [left, bottom, right, bottom], 1, ink, { alpha: 0.6 }),
    write("cost 0", left - em / 2, bottom, "0", { ...RIGHT, alpha }),
    ...etas,
    write("eta", right, bottom + 2.3 * em, "how far all weights move: learning rate η", RIGHT),
  ];
}

// Where the ball is now, and where each of the marked learning rates leads to.
function marks(data, { em, bottom, index, curve, resting, radius }, write, ink) {
  let taken = -Infinity; // up to here the letters before reach
  const below = (foot) => {
    const over = curve.filter(([x]) => x >= foot && x < foot + 3.5 * em).map(([, y]) => y);
    return Math.min(Math.max(...over) + em, bottom - 0.6 * em);
  };
  return data.marks.flatMap(([eta, cost]) => {
    const [[x, y], [foot, ground]] = [resting[index(eta)], curve[index(eta)]];
    const [bold, half] = [eta === data.ball, 0.28 * em * cost.length];
    const fits = x - half > taken;
    if (fits) taken = x + half;
    const place = fits ? [x, y - 1.6 * em] : [foot + 0.4 * em, below(foot)];
    return [
      a_line(`to ${eta}`, [foot, bottom, foot, ground], 1.5, ink, { alpha: 0.5, dash: [4, 5] }),
      a_disc(`mark ${eta}`, [x, y, radius], 0, ink, { ring: 2, alpha: 0.7 }),
      write(`at ${eta}`, ...place, cost, { bold, align: fits ? "middle" : "left" }),
    ];
  });
}

function ball(data, { index, resting, radius }, rolls, colour) {
  const [x, y] = resting[index(data.ball)];
  const item = a_disc("ball", [x, y, radius], 1, colour);
  if (!rolls) return item;
  const way = resting.slice(index(NOW), index(data.ball) + 1);
  return { ...item, path: data.leaps ? thrown(way[0], [x, y], 2 * radius) : way };
}

// The way of something that is thrown to another place, almost as high as `top`.
function thrown([x1, y1], [x2, y2], top) {
  const rise = Math.max(Math.min(y1, y2) - top, 0);
  return Array.from({ length: 31 }, (_, k) => {
    const t = k / 30;
    return [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t - 4 * t * (1 - t) * rise];
  });
}

function show_hill(element, moves, rolls) {
  if (element.clientWidth) element.painter.show(hill_items(element.says, element, rolls), moves);
}

export function hill({ data, parentElement }) {
  const element = own_element(parentElement, "tn-hill");
  element.painter ??= make_painter(element, () => show_hill(element, false, false));
  const before = element.says;
  element.says = data;
  element.painter.canvas.ariaLabel = data.alt;
  const is_same = JSON.stringify(before?.points) === JSON.stringify(data.points);
  if (!is_same) element.hills = (element.hills ?? 0) + 1;
  if (!is_same || before.ball !== data.ball) show_hill(element, Boolean(before), is_same);
  return () => element.remove();
}
