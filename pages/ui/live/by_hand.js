// Look inside: what changes a neuron by hand. All that is read follows at once; the server hears of it
// when the hand rests, and then says how many test images are read.

import { set_html } from "./reading/answer.js";
import { fixed } from "./picture/arithmetic.js";
import { change, is_held, tell_change } from "./reading/reader.js";

const RESTS = 300; // milliseconds
const UNCHANGED = { scale: 1, shift: 0, off: false };

let timer; // until the hand rests
let tell = () => {}; // the server of the latest change

export function by_hand(part, changes) {
  const { layer, neuron, sliders } = JSON.parse(part.dataset.says);
  const is_this = (it) => it.layer === layer && it.neuron === neuron;
  const now = changes.find(is_this) ?? { layer, neuron, ...UNCHANGED };
  const values = sliders.map(([name]) => now[name]);
  set_html(part, html_of(sliders, values));
  const [off, ...ranges] = part.querySelectorAll("input");
  const button = part.querySelector("button");
  if (off.checked !== now.off) off.checked = now.off;
  ranges.forEach((range, k) => {
    if (Number(range.value) !== values[k]) range.value = values[k];
  });
  const is_idle = `${!changes.length}`; // it keeps the focus
  if (button.ariaDisabled !== is_idle) button.ariaDisabled = is_idle;
  const shares = document.querySelector(".st-key-inside_reads");
  if (shares?.classList.contains("tn-old") !== is_held()) shares?.classList.toggle("tn-old");

  part.oninput = () => {
    const moved = sliders.map(([name], k) => [name, Number(ranges[k].value)]);
    const what = { layer, neuron, ...Object.fromEntries(moved), off: off.checked };
    change([...changes.filter((it) => !is_this(it)), what]);
    clearTimeout(timer);
    tell = () => {
      clearTimeout(timer);
      tell = () => {};
      tell_change(what);
    };
    timer = setTimeout(() => tell(), RESTS);
  };
  part.onpointerup = part.onfocusout = () => tell(); // who lets go, or goes elsewhere, does not wait
  button.onclick = () => {
    clearTimeout(timer);
    tell = () => {};
    change([]);
    tell_change(null);
  };
}

function html_of(sliders, values) {
  const ranges = sliders.map(
    ([, label, min, max, step], k) =>
      `<label>${label} <b>${fixed(values[k], 1)}</b><input type="range" aria-label="${label}" min="${min}" max="${max}" step="${step}"></label>`,
  );
  const off = '<label class="tn-off"><input type="checkbox" role="switch">Switch it off</label>';
  return `<div class="tn-hand">${off}${ranges.join("")}<button>Reset</button></div>`;
}
