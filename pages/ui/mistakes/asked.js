// On the stage: what a person is asked turns grey while the slider moves.

import { own_element, set_text } from "../app/browser/component.js";
import { calm } from "../app/browser/page.js";
import { set_html } from "../live/reading/answer.js";

const MOVES = 3000; // milliseconds: at first the slider goes by itself to where it stands

export function asked({ data, parentElement, setStateValue }) {
  const element = own_element(parentElement, "tn-asked");
  set_html(element, data.html);
  const slider = element.querySelector("input");
  const [right, left, least] = element.querySelectorAll("b");
  const tiles = element.querySelectorAll("figure");
  function show() {
    const [share, count] = data.figures[Math.round(100 * slider.value)];
    set_text(least, Number(slider.value).toFixed(2));
    set_text(right, share);
    set_text(left, count);
    tiles.forEach((tile, k) => tile.classList.toggle("tn-left", data.sure[k] < slider.value));
  }
  const begun = performance.now();
  function move() {
    const passed = calm.matches ? 1 : Math.min((performance.now() - begun) / MOVES, 1);
    slider.value = passed * data.least;
    show();
    if (passed < 1) frame = requestAnimationFrame(move);
  }
  const stop = () => cancelAnimationFrame(frame);
  let frame = requestAnimationFrame(move);
  Object.assign(slider, {
    onpointerdown: stop,
    oninput: show,
    onchange: () => setStateValue("least", Number(slider.value)),
  });
  return () => {
    stop();
    element.remove();
  };
}
