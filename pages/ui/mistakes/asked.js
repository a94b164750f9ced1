// On the stage: what a person is asked turns grey while the slider moves. When it comes, the slider goes
// by itself to where it stands.

import { own_element, set_text } from "../app/browser/component.js";
import { calm } from "../app/browser/page.js";
import { set_html } from "../live/reading/answer.js";

const MOVES = 3000; // milliseconds
const AWAY = 500; // of a component that Streamlit takes off and mounts again at once

let value; // of the slider, once it has come
let begun; // when it came, as `performance.now` says
let seen = -Infinity; // when it was there last, likewise
let frame; // that has been asked for

export function asked({ data, parentElement, setStateValue }) {
  if (!parentElement.querySelector(".tn-asked") && performance.now() - seen > AWAY)
    [value, begun] = [data.least, calm.matches ? -Infinity : performance.now()];
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
  function move() {
    const passed = Math.min((performance.now() - begun) / MOVES, 1);
    slider.value = passed * value;
    show();
    if (passed < 1) frame = requestAnimationFrame(move);
  }
  cancelAnimationFrame(frame);
  move();
  slider.oninput = () => {
    cancelAnimationFrame(frame);
    [value, begun] = [Number(slider.value), -Infinity];
    show();
  };
  slider.onchange = () => setStateValue("least", value);
  return () => {
    cancelAnimationFrame(frame);
    seen = performance.now();
    element.remove();
  };
}
