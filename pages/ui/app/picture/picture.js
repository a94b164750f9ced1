// The living picture of the network: a part of the page that follows the pen, and in which one chooses
// an output or a neuron. numbers.js has its numbers, forwards.js and backwards.js say what is where.

const FLAT = 0.998; // an activation of a z above 6
const WAIT = 1500; // milliseconds in which a step shows how things were
let living; // the picture that is on the page

function begin_picture(part) {
  const again = () => {
    if (living.part !== part) return;
    living.look = null;
    draw_picture_of_network(false);
  };
  const painter = make_painter(part, again, living?.painter.shown());
  const picks = document.createElement("div");
  picks.className = "tn-picks";
  part.append(picks);
  const chosen = living?.chosen ?? { output: null, neuron: null };
  living = { ...living, part, painter, picks, chosen, look: null };
  for (const kind of ["pointermove", "pointerdown"]) part.addEventListener(kind, point);
  part.addEventListener("pointerleave", () => point({}));
}

// Show what a network makes of a digit; `asked` is what the server says of the picture.
export function network_picture(part, network, { image, outputs, no_digit }, asked, is_drawn) {
  if (living?.part !== part) begin_picture(part);
  part.dataset.zoom = asked.zoom; // style.css makes it as tall as that takes
  if (asked !== living.asked) {
    // Another digit or another step asks anew why the answer is what it is.
    const view = JSON.stringify([
      asked.zoom,
      asked.output,
      asked.back?.stage,
      is_drawn || [...image],
    ]);
    if (view !== living.of) [living.chosen.output, living.told] = [null, undefined];
    Object.assign(living, { of: view, look: null });
  }
  if (asked.neuron !== living.told) {
    living.told = asked.neuron;
    living.chosen.layer = asked.layer;
    living.chosen[network.layers.length === 1 ? "output" : "neuron"] = asked.neuron;
  }
  const is_another = living.network !== network || (!is_drawn && living.asked !== asked);
  const is_empty = !outputs || !outputs.every(Number.isFinite);
  if (is_empty) living.chosen.output = null;
  const [before, back] = [living.asked?.back, asked.back];
  Object.assign(living, { network, image, outputs, is_empty, no_digit, asked });
  if (before?.stage !== back?.stage || before?.again !== back?.again) begin_stage(back?.stage);
  draw_picture_of_network(is_another);
}

function begin_stage(stage) {
  clearTimeout(living.timer);
  living.phase = stage === "step" && !calm.matches ? "before" : "after";
  if (living.phase === "before")
    living.timer = setTimeout(() => {
      living.phase = "after";
      draw_picture_of_network(true);
    }, WAIT);
}

function draw_picture_of_network(is_another) {
  const { part, painter, chosen, asked, phase, pointed } = living;
  const [width, height] = painter.size();
  if (!width || height < 100) return; // it is not laid out yet
  // A look at the page's styles, or a new label, takes longer than the picture: not at every frame.
  living.look ??= { letter: parseFloat(getComputedStyle(part).fontSize), theme: theme_of(part) };
  const at = { ...what_is_shown(), ...living.look, width, height, phase, pointed };
  const items = asked.back ? backwards(at) : forwards(at);
  items.push(...items.filter(({ off }) => off).map((disc) => word_off(at, disc)));
  const view = JSON.stringify([asked.zoom, asked.back, chosen, phase]);
  painter.show(items, is_another || view !== living.view);
  Object.assign(living, { view, items, at });
  if (pen?.is_down()) return;
  painter.canvas.setAttribute("aria-label", in_one_sentence(at));
  place_picks(at, items);
}

function what_is_shown() {
  const { network, image, outputs, is_empty, no_digit, asked, chosen } = living;
  const { zoom, beside, back } = asked;
  const last = network.layers.length - 1;
  const closely = ["pixels", "neuron", "activation", "map"].includes(zoom);
  const layer = closely ? 0 : Math.max(last - 1, 0);
  const is_last = layer === last;
  const pass = is_empty && !closely ? silent(network, image) : exact_pass(network, image);
  // As in the headline: in float64 another one of many saturated outputs may be the largest.
  const best = is_empty ? -1 : answer_of(outputs).digit;
  const answer = no_digit ? null : best;
  if (chosen.output >= pass.a.at(-1).length) chosen.output = null; // a neuron of another network
  const output = chosen.output ?? asked.output ?? back?.label ?? best;
  const at = { network, image, pass, layer, is_last, answer, output, zoom, beside, back, is_empty };
  at.sum = is_empty ? null : neuron_sum(network, pass, last, output);
  at.neuron = is_last ? output : (chosen.layer ?? layer) === layer ? chosen.neuron : null;
  const size = pass.a[layer + 1].length;
  if (zoom === "map") at.neuron = asked.neuron; // it has nothing to choose in
  if (at.neuron >= size) at.neuron = null;
  const votes = layer === last - 1 && at.sum?.products;
  const counts = back?.deltas[0] ?? (votes || pass.a[layer + 1]);
  // The one that speaks for the answer most, until another one is chosen; first those that are not
  // at the end of their curve, where there is less to see.
  const bent = counts.map((count, k) => (pass.a[layer + 1][k] < FLAT ? count : 0));
  const first = bent.some((count) => count > 0) ? bent : counts;
  if (closely) at.neuron ??= first.indexOf(Math.max(...first));
  at.shown = in_column(counts);
  if (at.neuron !== null && !at.shown.includes(at.neuron))
    at.shown[at.shown.length - 1] = at.neuron;
  if (at.neuron !== null && (closely || !is_empty))
    at.terms = neuron_sum(network, pass, layer, at.neuron);
  if (back?.after) at.after = after_of(at);
  return at;
}

// Of a network that has nothing to read.
export function silent(network, image) {
  const zs = network.layers.map(({ b }) => Array(b.length).fill(0));
  return { a: [[...image], ...zs.slice(0, -1), zs.at(-1).map(() => NaN)], zs };
}

function after_of({ network, output, back, pass: before }) {
  const layer = { w: back.after.weights.flat(), b: back.after.biases };
  const changed = { ...network, layers: [...network.layers.slice(0, -1), layer] };
  const after = back.after;
  const pass = { a: [before.a[0], ...after.activations], zs: after.zs };
  const voted = neuron_sum(changed, pass, network.layers.length - 1, output);
  return { network: changed, pass, sum: voted, answer: answer_of(pass.a.at(-1)).digit };
}

// Places to click, tap or reach with the keyboard, over the outputs and the neurons.
function place_picks(at, items) {
  const { picks } = living;
  const discs = items.filter(({ kind, key }) => kind === "disc" && /^[yh]\d/.test(key));
  const wanted = discs.map((disc) => {
    const is_output = disc.key.startsWith("y");
    const index = is_output ? Number(disc.key.slice(1)) : disc.neuron;
    return { ...disc, is_output, index, layer: at.layer };
  });
  while (picks.children.length > wanted.length) picks.lastChild.remove();
  while (picks.children.length < wanted.length) {
    const pick = picks.appendChild(document.createElement("button"));
    // Enter chooses, and a second click takes the choice back.
    pick.addEventListener("click", ({ detail }) => choose(pick.of, !detail));
    pick.addEventListener("keydown", step_through);
  }
  const focused = document.activeElement;
  wanted.forEach((disc, k) => {
    const pick = picks.children[k];
    const chosen = disc.is_output ? at.output : at.neuron;
    const is_chosen = disc.index === chosen;
    const neighbours = wanted.filter(({ is_output }) => is_output === disc.is_output);
    const tall = neighbours.length > 1 ? neighbours[1].y - neighbours[0].y : 2 * disc.r;
    const reach = Math.max(disc.r, (at.width < 36 * at.letter ? 1.4 : 0.7) * at.letter);
    const wide = disc.is_output && !at.is_last ? [disc.r + 4, at.width * 0.14] : [reach, reach];
    const style = `left:${disc.x - wide[0]}px;top:${disc.y - tall / 2}px;width:${wide[0] + wide[1]}px;height:${tall}px`;
    if (pick.style_now !== style) pick.style.cssText = pick.style_now = style;
    pick.of = disc;
    pick.title = pick.ariaLabel = named_pick(at, disc);
    pick.setAttribute("aria-pressed", is_chosen);
    const is_first = neighbours[0] === disc;
    const has_chosen = neighbours.some(({ index }) => index === chosen);
    pick.tabIndex = is_chosen || (is_first && !has_chosen) || pick === focused ? 0 : -1;
  });
}

function named_pick(at, { is_output, index, off }) {
  const a = at.pass.a.at(is_output ? -1 : at.layer + 1)[index];
  if (is_output) return Number.isFinite(a) ? `output ${index}: ${fixed(a, 4)}` : `output ${index}`;
  const votes =
    at.zoom === "answer" && at.sum
      ? `, vote for ${at.output}: ${signed(at.sum.products[index])}`
      : "";
  if (off) return `neuron ${index + 1}: switched off`;
  return `neuron ${index + 1}: a = ${fixed(a, 4)}${votes}`;
}

// Up and down, from one to the next; left and right belong to the page's steps.
function step_through(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const next = by && living.picks.children[[...living.picks.children].indexOf(event.target) + by];
  if (!by || next?.of.is_output !== event.target.of.is_output) return;
  event.preventDefault();
  next.focus();
  choose(next.of, true);
}

function choose({ is_output, index, layer }, stays = false) {
  const { chosen, asked } = living;
  const name = is_output ? "output" : "neuron";
  const is_again = chosen[name] === index && !stays && !asked.back;
  chosen[name] = is_again ? null : index;
  draw_picture_of_network(true);
  // Of the outputs the page wants to know only where it is about them.
  const last = living.network.layers.length - 1;
  if (is_output) return asked.output >= 0 && tell("chosen", { neuron: index, layer: last });
  living.told = chosen.neuron;
  chosen.layer = layer;
  tell("chosen", { neuron: chosen.neuron, layer });
}

// The grey of the pixel that is pointed at, and what a neuron makes of it. Among the numbers of the
// digit the window follows.
function point({ offsetX, offsetY }) {
  if (!living?.items) return;
  const inside = (value, from, size) => value >= from && value < from + size;
  const paper = living.items.find(
    ({ key, x, y, w }) =>
      /^[pws]paper$/.test(key) && inside(offsetX, x, w) && inside(offsetY, y, w),
  );
  living.part.title = "";
  if (!paper) return;
  const [row, column] = [offsetY - paper.y, offsetX - paper.x].map((at) =>
    Math.floor((at * ROWS) / paper.w),
  );
  const { terms, image } = living.at;
  const pixel = row * ROWS + column;
  living.part.title = `row ${row + 1}, column ${column + 1}: ${fixed(image[pixel], 4)}`;
  if (terms?.products.length === image.length)
    living.part.title += ` × weight ${signed(terms.weights[pixel], 4)} = ${signed(terms.products[pixel], 4)}`;
  if (living.asked.zoom !== "pixels") return;
  const [top, left] = [row, column].map((at) => clip(at - WINDOW / 2, 0, ROWS - WINDOW));
  living.pointed = top * ROWS + left;
  draw_picture_of_network(false);
}

// The picture for somebody who does not see it.
function in_one_sentence(at) {
  const { pass, answer, output, sum: voted, neuron, terms, network, zoom } = at;
  if (at.is_empty && !terms) return "The network with nothing to read.";
  const sizes = pass.a.map(({ length }) => length);
  const names = sizes.map((size) => `${size} hidden neurons`);
  const begin = [`${sizes[0]} pixels`, ...names.slice(1, -1), "10 outputs"].join(", ");
  if (zoom === "pixels") return `The digit as ${sizes[0]} numbers, 0 for paper and 1 for ink.`;
  if (["neuron", "activation", "map"].includes(zoom)) {
    const name = at.is_last ? `Output ${neuron}` : `Neuron ${neuron + 1}`;
    const [up, down, bias] = adding_up(summands(terms), terms.z);
    const vote = zoom === "map" ? vote_in_words(at) : "";
    return `${name}: red pixels ${up}, blue pixels ${down}, bias ${bias}, so z is ${fixed(terms.z)} and its activation ${fixed(terms.a)}${vote.replace("Its", "; its")}.`;
  }
  if (at.back) {
    const errors = at.back.deltas.at(-2) ?? [];
    const hears = errors.length
      ? `; the error reaches ${reached(errors)} of ${errors.length} hidden neurons`
      : "";
    const now = at.after && at.phase === "after" ? at.after.answer : answer;
    return `${begin}: it should be ${at.back.label}, the answer is ${now}${hears}.`;
  }
  const says =
    answer === null
      ? "it sees no digit"
      : `the answer is ${answer}, with an output of ${pass.a.at(-1)[answer].toFixed(2)}`;
  if (network.layers.length === 1) return `${begin}: ${says}.`;
  const order = [...voted.products.keys()].sort((i, j) => voted.products[j] - voted.products[i]);
  const [most, least] = [order[0], order.at(-1)];
  return (
    `${begin}: ${says}; for output ${output}, neuron ${most + 1} votes most, ${signed(voted.products[most])}, and neuron ` +
    `${least + 1} least, ${signed(voted.products[least])}; with the bias ${signed(voted.bias)}, z is ${fixed(voted.z)}.`
  );
}
