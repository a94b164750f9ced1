// The picture of the network forwards: what is where, for each zoom of it.
//
//   pixels -> one neuron -> its activation -> all neurons -> the answer
//
// `at` says what is shown: {network, pass, image, zoom, output, neuron, layer, answer, theme, width,
// height, letter, beside}. `layer` is that of the column of neurons, `letter` how high letters are.

const [ROWS, WINDOW] = [28, 6];
const LIFT = 0.6; // below 1, so that weak colours are seen from the back row
const UNSEEN = 0.1; // how strong a weight is where there is no ink
const LOWEST = 29; // letters: how far down all but the neurons goes on a phone
const FAR = 10; // z, to both sides of the middle of a curve
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];
const GREY = [128, 128, 128];

const towards = (colour, share, paper = WHITE) => mixed(paper, colour, share);
export const letters_on = ([red, green, blue]) =>
  0.3 * red + 0.59 * green + 0.11 * blue > 120 ? BLACK : WHITE;
export const colour_for = (value, theme) => (value < 0 ? theme.negative : theme.positive);

// How wide the digit is, and where the neurons, the outputs and perhaps the sums at the right stand,
// as shares of the width. Backwards there is more to say at the right than forwards, or nothing.
function columns_of({ beside, zoom, back }, is_narrow) {
  if (beside) return [0, 0.08, 0.42];
  if (is_narrow) return [0.33, 0.49, 0.715];
  if (zoom === "neurons") return [0.27, 0.49, 0.77];
  if (!back) return [0.27, 0.41, 0.615, 0.82];
  const is_bare = !back.here || ["biases", ...OF_WEIGHTS].includes(back.stage);
  return is_bare ? [0.3, 0.48, 0.8, 1] : [0.24, 0.365, 0.545, 0.755];
}

// Places that many forms of the picture have in common.
export function layout(at) {
  const { width: W, height: H, letter: f, beside, back } = at;
  const is_narrow = W < 36 * f;
  const top = (back?.here ? 2.9 : 1.7) * f; // below the names of the columns
  const bottom = H - 0.7 * f;
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
  const places = { digit: { x: 1, y, side }, hidden_x, output_x, output_r, bars_x, bar_w };
  const words = { x: 0, y: y + side + 0.95 * f };
  return { f, W, H, top, bottom, low, is_narrow, ...places, words, sums: beside ? null : sums };
}

const spread = (n, top, bottom) =>
  [...Array(n).keys()].map((k) => top + ((k + 0.5) * (bottom - top)) / n);
const tenths = (g) => spread(10, g.top, g.low);
const edge_of = ({ digit }) => [digit.x + digit.side + 2, digit.y + digit.side / 2];

const pixel_at = (pixel, { x, y, side }) => [
  x + ((pixel % ROWS) * side) / ROWS,
  y + (Math.floor(pixel / ROWS) * side) / ROWS,
];

// A picture of 28 x 28 pixels: paper, a frame, and the pixels that have a colour.
export function square(key, { x, y, side }, colour_of) {
  const size = side / ROWS;
  const items = [
    a_box(`${key}frame`, [x - 1, y - 1, side + 2, side + 2], GREY),
    a_box(`${key}paper`, [x, y, side, side], WHITE),
  ];
  for (let pixel = 0; pixel < ROWS * ROWS; pixel++) {
    const colour = colour_of(pixel);
    const [left, top] = pixel_at(pixel, { x, y, side });
    if (colour) items.push(a_box(`${key}${pixel}`, [left, top, size + 0.3, size + 0.3], colour));
  }
  return items;
}

export const ink_of = (image) => (pixel) => image[pixel] > 0 && towards(BLACK, image[pixel]);

// Red where a value is above 0 and blue below, perhaps over the faint digit.
export function signs_of(values, image, theme, limit = largest(values)) {
  return (pixel) => {
    const share = (Math.abs(values[pixel]) / limit) ** LIFT;
    const ink = image ? image[pixel] : 0;
    if (!share && !ink) return false;
    const paper = towards(BLACK, C.FAINT * ink);
    return towards(colour_for(values[pixel], theme), share, paper);
  };
}

function pixels(at, g) {
  const { image, theme, letter: f } = at;
  const write = writer(at);
  const side = Math.min(0.42 * g.W, g.H - 6.2 * f);
  const place = { x: 1, y: g.top, side };
  const size = side / ROWS;
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
    const [from_x, from_y] = pixel_at(pixel, place);
    const from = { x: from_x, y: from_y, w: size, h: size };
    items.push(a_box(`near${k}`, [x, y, cell - 1, cell - 1], towards(BLACK, ink), { from }));
    const words = ink === 0 || ink === 1 ? `${ink}` : ink.toFixed(2).replace(/^0/, "");
    const look = { size: Math.min(f, 0.46 * cell), colour: ink > 0.54 ? WHITE : BLACK };
    items.push(write(`near${k}n`, x + cell / 2, y + cell / 2, words, { ...MIDDLE, ...look }));
  }
  const [x, y] = pixel_at(first, place);
  const ring = { ring: Math.max(2, 0.14 * f) };
  items.push(a_box("window", [x, y, size * WINDOW, size * WINDOW], theme.here, ring));
  items.push(a_box("near", [left, g.top, side - 1, side - 1], theme.here, ring));
  const said = g.is_narrow ? "0 paper, 1 ink" : "The window: 0 is paper, 1 is ink";
  items.push(write("near_head", left + side / 2, 0.7 * f, said, MIDDLE));
  const row_y = Math.min(g.H - 1.6 * f, g.top + side + 3.4 * f);
  return [...items, ...row_of_pixels(at, [1, row_y, g.W - 2, 1.5 * f], place)];
}

function busiest(image) {
  let [best, most] = [0, -1];
  for (let row = 0; row <= ROWS - WINDOW; row++)
    for (let column = 0; column <= ROWS - WINDOW; column++) {
      const part = [];
      for (let k = 0; k < WINDOW * WINDOW; k++)
        part.push(image[(row + Math.floor(k / WINDOW)) * ROWS + column + (k % WINDOW)]);
      const mean = sum(part) / part.length;
      const spread_out = sum(part.map((ink) => (ink - mean) ** 2));
      if (spread_out > most + 1e-9) [best, most] = [row * ROWS + column, spread_out];
    }
  return best;
}

// All 784 pixels in one row, where they fly from the picture.
function row_of_pixels(at, [x, y, w, h], place) {
  const [step, size] = [w / at.image.length, place.side / ROWS];
  const words = `All ${at.image.length} in one row: that is all the network gets`;
  const items = [
    writer(at)("row_head", x, y - 0.85 * at.letter, words),
    a_box("row_frame", [x - 1, y - 1, w + 2, h + 2], GREY),
    a_box("row", [x, y, w, h], WHITE),
  ];
  at.image.forEach((ink, k) => {
    const [from_x, from_y] = pixel_at(k, place);
    const from = { x: from_x, y: from_y, w: size, h: size };
    const bar = [x + k * step, y, step + 0.3, h];
    if (ink) items.push(a_box(`row${k}`, bar, towards(BLACK, ink), { from }));
  });
  return items;
}

// The column of neurons, each as full as it fires.
// Instead of activations it may show other `values`, red above 0 and blue below.
export function column(at, x, top, bottom, values, begin = at.is_last ? "y" : `h${at.layer}.`) {
  const { shown, theme } = at;
  const all = values ?? at.pass.a[at.layer + 1];
  const full = values ? largest(values) : Math.max(1, largest(all));
  const ys = spread(shown.length, top, bottom);
  const r = Math.min((0.43 * (bottom - top)) / shown.length, 0.62 * at.letter);
  return shown.map((neuron, place) => {
    const value = all[neuron];
    const colour = values || value < 0 ? colour_for(value, theme) : theme.ink;
    const chosen = neuron === at.neuron;
    const look = { neuron, rim: chosen ? theme.other : theme.ink };
    look.ring = chosen ? Math.max(3, 0.2 * r) : Math.max(1, 0.09 * r);
    if (is_off(at, neuron)) Object.assign(look, { off: true, dash: [0.3 * r, 0.3 * r] });
    const share = look.off ? 0 : Math.min(1, Math.abs(value) / full);
    const fill = values ? share ** 2 : share; // of an error, the width shows how large it is
    return a_disc(`${begin}${neuron}`, [x, ys[place], r], fill, colour, look);
  });
}

// Whether nothing listens to a neuron: on Look inside it was switched off.
function is_off({ network, pass, layer }, neuron) {
  const [size, next] = [pass.a[layer + 1].length, network.layers[layer + 1]];
  return next?.b.every((_, k) => !next.w[k * size + neuron]);
}

export const word_off = (at, { key, x, y, r }) =>
  writer(at)(`off${key}`, x - 1.5 * r, y, "off", { ...RIGHT, size: 0.85 * at.letter });

// One neuron: pixels times weights, and the products as they add up to z.
function one_neuron(at, g) {
  const { image, theme, letter: f, terms } = at;
  const side = Math.min(0.245 * g.W, 0.5 * g.H);
  const step = 0.315 * g.W;
  const place = (k) => ({ x: 1 + k * step, y: g.top, side });
  const heads = g.is_narrow
    ? ["pixel", "× weight", "= w a"]
    : ["pixel a", "× weight w", "= product w a"];
  // Where there is little room, they stand to the left, apart from the neuron's name.
  const [apart, shift, look] = g.is_narrow ? [0.93 * step, 0] : [step, side / 2, MIDDLE];
  const items = heads.map((head, k) =>
    writer(at)(`head${k}`, k * apart + shift, 0.7 * f, head, look),
  );
  items.push(...square("p", place(0), ink_of(image)));
  items.push(...square("w", place(1), signs_of(terms.weights, null, theme)));
  items.push(...square("s", place(2), signs_of(terms.products, image, theme)));
  const top = g.top + side + 0.7 * f;
  const tall = g.low + 0.7 * f - top;
  items.push(...waterfall(at, [0, top, 0.875 * g.W, tall], place(2)), which_neuron(at, g));
  return [...items, ...column(at, 0.955 * g.W, g.top, g.bottom)];
}

// Above the column, the one of its neurons that is shown.
function which_neuron(at, g) {
  const words = at.is_last ? `output ${at.neuron}` : `neuron ${at.neuron + 1}`;
  return writer(at)("many", g.W, 0.7 * at.letter, words, { ...RIGHT, bold: true });
}

// What adds to a sum and what takes away, row below row, until z is left.
function waterfall(at, [x, y, w, h], products) {
  const { terms, theme, letter: f } = at;
  const write = writer(at);
  const parts = summands(terms);
  const texts = [...adding_up(parts, terms.z), `= ${fixed(terms.z)}`];
  const names = ["all red pixels", "all blue pixels", "the bias b", "the sum z"];
  const begins = [0, parts[0], parts[0] + parts[1], 0];
  const ends = [parts[0], parts[0] + parts[1], terms.z, terms.z];
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const names_w = 7.6 * f;
  const scale = (w - names_w - 5.6 * f) / (high - low || 1);
  const at_x = (value) => x + names_w + (value - low) * scale;
  const row_h = h / 4;
  const items = [a_line("zero", [at_x(0), y, at_x(0), y + h], 1, theme.ink, { alpha: 0.4 })];
  texts.forEach((words, k) => {
    const middle = y + (k + 0.5) * row_h;
    const colour = k === 3 ? theme.ink : colour_for(parts[k], theme);
    const bold = k === 3;
    const [from, to] = [at_x(begins[k]), at_x(ends[k])].sort((a, b) => a - b);
    const bar = [from, middle - 0.3 * row_h, Math.max(to - from, 1), 0.6 * row_h];
    const look = { ...RIGHT, bold, size: 1.25 * f, colour };
    items.push(write(`fall${k}n`, x, middle, names[k], { bold }));
    items.push(a_box(`fall${k}`, bar, colour, { from: { w: 0 } }));
    items.push(write(`fall${k}v`, x + w, middle, words, look));
  });
  // Pixels on their way: they end in the bars, unseen.
  const size = products.side / ROWS;
  terms.products.forEach((value, k) => {
    if (!value) return;
    const [from_x, from_y] = pixel_at(k, products);
    const [end, row] = value > 0 ? [parts[0] / 2, 0.5] : [parts[0] + parts[1] / 2, 1.5];
    const more = { alpha: 0, from: { x: from_x, y: from_y, alpha: 1 } };
    const to = [at_x(end), y + row * row_h, size, size];
    items.push(a_box(`drop${k}`, to, colour_for(value, theme), more));
  });
  return items;
}

// The sum bends: z goes up to the curve and across to a.
function activation(at, g) {
  const { terms, theme, letter: f, image } = at;
  const write = writer(at);
  const side = Math.min(0.22 * g.W, 0.36 * g.H);
  const big = Math.min(2.4 * f, 0.12 * g.H);
  const y = g.top + side + 3.2 * f + big;
  const look = { ...MIDDLE, size: 1.25 * f, bold: true };
  const colour = terms.a < 0 ? theme.negative : theme.ink;
  return [
    ...square("s", { x: 1, y: g.top, side }, signs_of(terms.products, image, theme)),
    write("head2", side / 2, 0.7 * f, "the products", MIDDLE),
    write("fall3v", side / 2, g.top + side + 1.4 * f, `z = ${fixed(terms.z)}`, look),
    a_disc("big", [side / 2, y, big], Math.min(1, Math.abs(terms.a)), colour, { ring: 2 }),
    write("a", side / 2, y + big + 1.3 * f, `a = ${fixed(terms.a)}`, look),
    ...curve(at, [0.36 * g.W, g.top + 0.4 * f, 0.5 * g.W, g.low - g.top - 2.5 * f]),
    which_neuron(at, g),
    ...column(at, 0.955 * g.W, g.top, g.bottom),
  ];
}

function curve(at, [left, top, w, h]) {
  const { terms, theme, letter: f, network, pass, layer, neuron, is_last } = at;
  const write = writer(at);
  const name = is_last ? network.output : network.activation;
  const title = name === "relu" ? "ReLU" : name;
  // A share of ten: a sigmoid that turns where the others are as strong.
  const others = pass.zs[layer].filter((_, k) => k !== neuron);
  const turn = name === "softmax" ? energy(others) : 0;
  const one = name === "softmax" ? "sigmoid" : name;
  const of = (z) => ACTIVATIONS[one]([z - turn], Number)[0];
  // The same axis for all neurons; a z farther out stands at its end, where the curve is level.
  const reach = one === "relu" ? Math.max(FAR, Math.abs(terms.z)) : FAR;
  const [low, high] = [one === "tanh" ? -1 : 0, one === "relu" ? reach : 1];
  const x_of = (z) => left + ((clip(z - turn, -reach, reach) + reach) / (2 * reach)) * w;
  const y_of = (a) => top + h * (1 - (a - low) / (high - low));
  const zs = [...Array(101).keys()].map((k) => turn + reach * (k / 50 - 1));
  const points = zs.map((z) => [x_of(z), y_of(of(z))]);
  const [x, y, floor] = [x_of(terms.z), y_of(terms.a), y_of(low)];
  const thin = Math.max(1, 0.06 * f);
  const [axis, dashed] = [{ alpha: 0.5 }, { dash: [6, 5], alpha: 0.9 }];
  const ticks = [-reach, 0, reach].map((z, k) =>
    write(`tick${k}`, x_of(z + turn), floor + 0.95 * f, fixed(z + turn, 0), MIDDLE),
  );
  const [z, is_far] = [`z = ${fixed(terms.z)}`, Math.trunc((terms.z - turn) / reach)];
  const name_of_z = { ...MIDDLE, bold: true, colour: theme.positive };
  return [
    ...ticks,
    a_line("axis_z", [left, floor, left + w, floor], thin, theme.ink, axis),
    a_line("axis_a", [left, top, left, floor], thin, theme.ink, axis),
    a_curve("sigma", points, 0.22 * f, theme.here),
    a_line("up", [x, floor, x, y], thin, theme.ink, dashed),
    a_line("across", [x, y, left, y], thin, theme.ink, dashed),
    a_disc("ball", [x, y, 0.5 * f], 1, theme.positive, { from: { y: floor } }),
    write("at_z", x, floor + 2.2 * f, is_far < 0 ? `← ${z}` : is_far > 0 ? `${z} →` : z, name_of_z),
    write("low", left - 0.4 * f, floor, fixed(low, 0), RIGHT),
    write("high", left - 0.4 * f, top, fixed(high, one === "relu" ? 1 : 0), RIGHT),
    write("curve", left + 0.6 * f, top + 0.3 * h, w < 16 * f ? "σ(z)" : `${title}: a = σ(z)`),
  ];
}

// All neurons and the ten outputs; lines run only into what is chosen.
export function network_scene(at, g) {
  const { image, theme, terms, sum: voted } = at;
  const items = [];
  const hidden = at.is_last ? [] : column(at, g.hidden_x, g.top, g.bottom);
  const answers = at.zoom === "answer" && voted;
  if (!at.beside) {
    const sees = terms && at.layer === 0;
    // The weights over the digit: strong where there is ink, which is where they count.
    const seen = sees && terms.weights.map((w, k) => w * (UNSEEN + (1 - UNSEEN) * image[k]));
    const colours = sees ? signs_of(seen, image, theme) : ink_of(image);
    items.push(...square("p", g.digit, colours));
    if (at.layer === 0) items.push(...lines_in(at, g, hidden));
  }
  if (answers) items.push(...lines_out(at, g, hidden, tenths(g)[at.output]));
  items.push(...hidden, ...outputs_of(at, g));
  if (answers && g.sums) items.push(...sums(at, g, hidden));
  if (terms && !at.beside && !at.is_last && !at.back) items.push(...about_neuron(at, g));
  return items;
}

// From the pixels to the neurons that fire; a chosen one's line has the colour of its sum.
function lines_in({ terms, neuron, theme, letter: f }, g, hidden) {
  return hidden.flatMap((disc) => {
    const chosen = terms && disc.neuron === neuron;
    const colour = chosen ? colour_for(terms.z - terms.bias, theme) : theme.ink;
    const alpha = chosen ? 0.9 : 0.35 * disc.fill;
    const ends = [...edge_of(g), disc.x - disc.r, disc.y];
    if (disc.fill < 0.02 && !chosen) return [];
    return [a_line(`i${disc.key}`, ends, chosen ? 0.3 * f : 0.08 * f, colour, { alpha })];
  });
}

// Into the chosen output, each as thick as it counts; the thick ones last, above the others.
function lines_out({ sum: voted, theme }, g, hidden, to) {
  const most = largest(voted.products);
  const lines = hidden.map((disc) => {
    const share = Math.abs(voted.products[disc.neuron]) / most;
    const colour = colour_for(voted.products[disc.neuron], theme);
    const ends = [disc.x + disc.r, disc.y, g.output_x - g.output_r, to];
    const width = Math.max(0.7, 0.026 * g.H * share);
    return a_line(`o${disc.neuron}`, ends, width, colour, { alpha: share && 0.2 + 0.7 * share });
  });
  return lines.sort((one, other) => one.width - other.width);
}

export function heads_of(at, g) {
  const head = (key, x, words) => writer(at)(key, x, g.top - g.f, words, MIDDLE);
  const tight = g.is_narrow || at.beside;
  const size = at.pass.a[at.layer + 1].length;
  const few = at.shown.length < size ? `${at.shown.length} of ${size}` : `${size}`;
  const heads = [head("ten", g.output_x, tight ? "10" : "10 outputs")];
  if (!at.is_last) heads.push(head("many", g.hidden_x, tight ? few : `${few} neurons`));
  if (!at.beside) heads.push(head("head", g.digit.x + g.digit.side / 2, "28 × 28 pixels"));
  return heads;
}

export function outputs_of(at, g) {
  const { theme, letter: f, answer } = at;
  const [write, ys, r] = [writer(at), tenths(g), g.output_r];
  return at.pass.a.at(-1).flatMap((a, digit) => {
    const [y, chosen, said] = [ys[digit], digit === at.output, digit === answer];
    const rim = chosen ? theme.other : theme.ink;
    const ring = chosen ? Math.max(3, 0.14 * f) : 1;
    const bar = (w) => [g.bars_x, y - 0.32 * r, w, 0.64 * r];
    const words = Number.isFinite(a) ? a.toFixed(2) : "–";
    const name = { ...MIDDLE, bold: chosen || said, size: Math.min(1.15 * f, 2.15 * r) };
    const value = { ...RIGHT, bold: said, alpha: said || chosen ? 1 : 0.8 };
    const long = g.bar_w * clip(a || 0, 0, 1);
    return [
      a_disc(`y${digit}`, [g.output_x, y, r], 0, theme.ink, { ring, rim, neuron: digit }),
      write(`n${digit}`, g.output_x, y, `${digit}`, name),
      a_box(`t${digit}`, bar(g.bar_w), GREY, { alpha: 0.22 }),
      a_box(`b${digit}`, bar(long), said ? theme.here : theme.ink, { from: { w: 0 } }),
      write(`v${digit}`, g.bars_x + g.bar_w + 2.3 * f, y, words, value),
    ];
  });
}

// At the right, or below the digit: what adds up to z.
function sums(at, g, hidden) {
  const { theme, letter: f, sum: voted, output } = at;
  const write = writer(at);
  const { x, y, w, h } = g.sums;
  const of_pixels = { red: positive(voted.products), blue: negative(voted.products) };
  const parts = at.is_last
    ? Object.entries(of_pixels)
    : hidden.map(({ neuron }) => [neuron, voted.products[neuron]]);
  const [up, down] = [positive, negative].map((side) => side(parts.map(([, value]) => value)));
  const others = sum(voted.products) - up - down;
  const count = voted.products.length - hidden.length;
  const named = { for: up, against: down, [`${count} others`]: others, bias: voted.bias };
  if (at.is_last || !count) delete named[`${count} others`];
  const texts = adding_up(Object.values(named), voted.z);
  const rows = Object.entries(named).map(([name, value], k) => [name, texts[k], value]);
  rows.unshift([`Why ${output === at.answer ? "" : "not "}${output}?`, ""]);
  rows.push(["z", `= ${fixed(voted.z)}`], ["answer", voted.a.toFixed(2)]);
  const line_h = Math.min(1.3 * f, h / rows.length);
  const items = rows.flatMap(([name, text, value], k) => {
    const middle = y + (k + 0.5) * line_h;
    const look = { bold: !k || name === "z", size: Math.min(f, 0.92 * line_h) };
    const colour = value === undefined ? theme.ink : colour_for(value, theme);
    return [
      write(`sum_${k ? name : "why"}`, x, middle, name, look),
      write(`sum_${name}v`, x + w, middle, text, { ...look, ...RIGHT, colour }),
    ];
  });
  const tall = h - rows.length * line_h - 0.5 * f;
  if (tall < 2 * f) return items;
  const half = 0.46 * w;
  const feet = { 1: y + h, [-1]: y + h };
  parts.sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  // What is no neuron's stands on top, paler: so the higher tower wins.
  const rest = Object.entries(named).slice(2);
  const all = [...parts, ...rest].filter(([, part]) => part);
  const heights = [positive, negative].map((side) => Math.abs(side(all.map(([, part]) => part))));
  const scale = tall / Math.max(...heights, 1e-9);
  for (const [name, value] of all) {
    const [long, left] = [Math.abs(value) * scale, value > 0 ? x : x + w - half];
    const foot = (feet[Math.sign(value)] -= long);
    // It falls from its neuron into the sum.
    const disc = hidden.find(({ neuron }) => neuron === name);
    const from = disc && { x: disc.x, y: disc.y, w: 2 * disc.r, h: 1 };
    const bar = [left, foot, half, Math.max(long - 1, 0.5)];
    const is_rest = name in named;
    const pale = { from, alpha: is_rest ? 0.4 : 1 };
    items.push(a_box(`part${name}`, bar, colour_for(value, theme), pale));
    const look = { ...MIDDLE, size: 0.96 * f, colour: is_rest ? theme.ink : WHITE };
    const words = is_rest ? name : signed(value);
    if (long > 1.15 * f && half > 2.8 * f)
      items.push(write(`part${name}v`, left + half / 2, foot + long / 2, words, look));
  }
  return items;
}

// One neuron's weights, as large as can be, the outline of the digit over them, and what comes of both.
function weight_map(at, g) {
  const { image, theme, terms } = at;
  const place = { x: 1, y: 1, side: Math.min(g.W - 2, g.H - 6.2 * g.f) };
  const weights = square("w", place, signs_of(terms.weights, null, theme));
  const below = { ...g, words: { x: 0, y: place.side + 1.1 * g.f } };
  return [...weights, ...outline(image, place), ...about_neuron(at, below)];
}

// Where ink meets paper.
function outline(image, place) {
  const size = place.side / ROWS;
  const edge = (pixel, before, wide, tall) => {
    const [x, y] = pixel_at(pixel, place);
    const is_edge = image[pixel] > 0.5 !== image[before] > 0.5;
    return is_edge
      ? [a_line(`edge${before}_${pixel}`, [x, y, x + wide, y + tall], 2.5, BLACK)]
      : [];
  };
  return [...image].flatMap((_, k) => [...edge(k, k - 1, 0, size), ...edge(k, k - ROWS, size, 0)]);
}

export function vote_in_words({ is_last, layer, network, sum: voted, neuron, output }) {
  const speaks = voted && !is_last && layer === network.layers.length - 2;
  return speaks ? `Its vote for ${output}: ${signed(voted.products[neuron])}` : "";
}

// Below the digit: the sum of the neuron that is chosen.
function about_neuron(at, g) {
  const { theme, letter: f, terms, neuron, sum: voted, zoom } = at;
  const [up, down, bias] = adding_up(summands(terms), terms.z);
  const [red, blue] = at.layer === 0 ? ["red", "blue"] : ["for", "against"];
  const [z, a] = [fixed(terms.z), fixed(terms.a)];
  const vote = zoom === "neurons" ? "" : vote_in_words(at);
  const value = vote && Number(voted.products[neuron].toFixed(2));
  let lines = [`Neuron ${neuron + 1}: z = ${z}`, `${red} ${up}`, `${blue} ${down}`];
  if (!g.is_narrow) lines.push(lines.splice(1).join(", "));
  lines.push(`bias ${bias}; a = ${a}`);
  const name = at.is_last ? `Output ${neuron}` : `Neuron ${neuron + 1}`;
  const ink = `Ink on red gives ${up}, ink on blue ${down}.`;
  if (zoom === "map") lines = [`${name}: a = ${a}`, ink, `With the bias, ${bias}, z is ${z}.`];
  if (vote) lines.push(vote);
  const size = g.is_narrow && zoom !== "map" ? Math.min(0.9 * f, 0.037 * g.W) : f;
  return lines.map((words, k) => {
    const look = {
      size,
      bold: !k,
      colour: words === vote && value ? colour_for(value, theme) : theme.ink,
    };
    return writer(at)(`about${k}`, g.words.x, g.words.y + k * 1.2 * size, words, look);
  });
}

const ZOOMS = { pixels, neuron: one_neuron, activation, map: weight_map };

const whole = (at, g) => [...network_scene(at, g), ...heads_of(at, g)];

export const forwards = (at) => (ZOOMS[at.zoom] ?? whole)(at, layout(at));
