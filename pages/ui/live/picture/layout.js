// Where everything in the picture of the network is: it depends on its size, and on what is shown.

const LOWEST = 29; // letters: how far down all but the neurons goes on a phone
// Stages of the picture backwards, by what is seen there.
export const OF_WEIGHTS = ["weights", "average"];
export const RUNS_BACK = ["back", "biases", ...OF_WEIGHTS];
const HAS_SIGNS = ["desired", "errors", ...RUNS_BACK, "step"];

export const spread = (n, top, bottom) =>
  [...Array(n).keys()].map((k) => top + ((k + 0.5) * (bottom - top)) / n);

// How wide the digit is, and where the neurons, the outputs and perhaps the sums at the right stand,
// as shares of the width. Backwards there is more to say at the right than forwards, or nothing.
function columns_of({ beside, zoom, back, stage }, is_narrow) {
  if (beside) return [0, 0.55, 0.735]; // on the stage
  if (is_narrow) return [0.33, 0.49, 0.715];
  if (zoom === "neurons") return [0.27, 0.49, 0.77];
  if (!back) return stage ? [0.25, 0.37, 0.56, 0.79] : [0.27, 0.41, 0.615, 0.82];
  const is_bare = !back.here || ["given", "biases", ...OF_WEIGHTS].includes(back.stage);
  return is_bare ? [0.3, 0.48, 0.8, 1] : [0.24, 0.365, 0.545, 0.755];
}

// Places that many forms of the picture have in common.
export function layout(at) {
  const { width: W, height: H, letter: f, beside, back, stage } = at;
  const is_tight = W < 36 * f; // a phone, or a stage that is not wide
  const is_narrow = is_tight && !(stage && !back);
  // Below the names of the columns, and beside the canvas below the answer.
  const top = (beside ? 5.4 : back?.here ? 2.9 : 1.7) * f;
  // On the stage the answer's reasons stand below all, in one line.
  const bottom = H - (beside ? 2.2 : stage && at.zoom === "answer" && !back ? 3.4 : 0.7) * f;
  // On a phone the neurons take more room than fits its screen, so that a finger meets one.
  const low = is_narrow ? Math.min(bottom, top + LOWEST * f) : bottom;
  const tall = low - top;
  const [wide, hidden_x, output_x, sums_x] = columns_of(at, is_narrow).map((share) => share * W);
  const written = (back ? 3.4 : 4.8) * f; // below the digit
  const side = is_narrow ? wide : Math.min(wide, tall - written);
  const y = is_narrow ? top : top + Math.max(0, (tall - side - written) / 2);
  const output_r = Math.min(0.042 * tall, 1.15 * f);
  const bars_x = output_x + output_r + 0.45 * f;
  const has_words = back ? HAS_SIGNS.includes(back.stage) : at.terms && !at.is_last;
  const words_h = (back ? (has_words ? 3.4 : 1) : has_words ? 6.2 : 0.4) * f;
  const below = { x: 1, y: top + side + words_h, w: side, h: tall - side - words_h };
  const sums = is_narrow ? below : { x: sums_x, y: top, w: W - sums_x, h: tall };
  const until = sums_x ? sums_x - 0.8 * f : W;
  const bar_w = Math.max(0.4 * f, until - 2.3 * f - bars_x);
  const digit = { x: 1, y, side, edge: [side + 3, y + side / 2] };
  const outputs = { output_x, output_ys: spread(10, top, low), output_r, bars_x, bar_w };
  const words = { x: 0, y: y + side + 0.95 * f };
  const places = { digit, hidden_x, ...outputs, words, sums: beside ? null : sums };
  return { f, W, H, top, bottom, low, is_narrow, is_tight, ...places };
}
