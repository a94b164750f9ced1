// Places to click, tap or reach with the keyboard, over the outputs and the neurons.

import { set_html } from "../reading/answer.js";
import { answer_of } from "../reading/forward_pass.js";
import { named } from "./in_words.js";

// Each calls `choose` with its disc, and with whether it stays chosen when it is already.
export function place_picks(picks, at, items, choose) {
  const discs = items
    .filter(({ kind, key }) => kind === "disc" && /^[yh]\d/.test(key))
    .map((disc) => ({ ...disc, is_output: disc.key.startsWith("y"), layer: at.layer }));
  while (picks.children.length > discs.length) picks.lastChild.remove();
  while (picks.children.length < discs.length) {
    const pick = picks.appendChild(document.createElement("button"));
    // Enter chooses, and a second click takes the choice back.
    pick.addEventListener("click", ({ detail }) => {
      if (detail && at.stage) pick.blur(); // the next key would show a ring around it
      choose(pick.of, !detail);
    });
    pick.addEventListener("keydown", (event) => step_through(event, choose));
  }
  const focused = document.activeElement;
  discs.forEach((disc, k) => {
    const pick = picks.children[k];
    const chosen = disc.is_output ? at.output : at.neuron;
    const neighbours = discs.filter(({ is_output }) => is_output === disc.is_output);
    const style = style_of(disc, neighbours, at);
    if (pick.style_now !== style) pick.style.cssText = pick.style_now = style;
    pick.of = disc;
    pick.title = pick.ariaLabel = named(at, disc);
    pick.setAttribute("aria-pressed", disc.neuron === chosen);
    const reached = neighbours.find(({ neuron }) => neuron === chosen) ?? neighbours[0];
    pick.tabIndex = disc === reached || pick === focused ? 0 : -1;
  });
}

// A button that asks why it is not the next best digit, and then why it is the answer; and how many
// neurons fire. Both wait for the pen: words that change at every frame slow the picture down.
export function offer_why_not({ answer, output, pass, firing, layer }, ask, pen_is_down) {
  const part = document.querySelector('[data-part="why_not"]');
  if (!part) return;
  const fire = document.querySelector('[data-part="firing"]');
  const is_none = pen_is_down || answer === null || answer < 0; // nothing is read, or no digit
  for (const it of [part, fire]) it.classList.toggle("tn-waits", is_none);
  if (pen_is_down) return;
  set_html(fire, firing === null ? "" : `${firing} of ${pass.a[layer + 1].length} neurons fire.`);
  if (!part.firstChild) part.appendChild(document.createElement("button"));
  const { runner_up } = answer_of(pass.a.at(-1));
  const [button, other] = [part.firstChild, output === runner_up ? answer : runner_up];
  button.textContent = `Why ${other === answer ? "" : "not "}${other === 8 ? "an" : "a"} ${other}?`;
  button.onclick = () => ask(other);
}

function style_of({ x, y, r, is_output }, neighbours, { width, letter, is_last }) {
  const tall = neighbours.length > 1 ? neighbours[1].y - neighbours[0].y : 2 * r;
  const reach = Math.max(r, (width < 36 * letter ? 1.4 : 0.7) * letter);
  const [left, right] = is_output && !is_last ? [r + 4, width * 0.14] : [reach, reach];
  return `left:${x - left}px;top:${y - tall / 2}px;width:${left + right}px;height:${tall}px`;
}

// Up and down, from one to the next; left and right belong to the page's steps.
function step_through(event, choose) {
  const side = { ArrowUp: "previousSibling", ArrowDown: "nextSibling" }[event.key];
  const next = event.target[side];
  if (next?.of.is_output !== event.target.of.is_output) return;
  event.preventDefault();
  next.focus();
  choose(next.of, true);
}
