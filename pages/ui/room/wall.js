// The wall of a room: a tile for each digit, as large as all of them fit below each other.

import { own_element, set_text } from "../app/browser/component.js";
import { on, once, when_it_comes } from "../app/browser/page.js";

const TALLER = 1.3; // times its width is a tile
const GAP = 0.06; // times a tile's width, between two
const WIDEST = 260; // pixels
const NARROWEST = 30;
const BAR = ".st-key-next_page"; // lies over the page's end, and comes last
const above_end = () => (document.querySelector(BAR) ? 64 : 20); // pixels, free
const NAMES = { "–": "no digit", "?": "not said" };

let root;
let tell;
let tiles = new Map(); // elements, by the digit's id and whether it is face up

function make(tile) {
  const button = document.createElement("button");
  button.className = "tn-tile tn-tile-new";
  if (tile.image) {
    const image = new Image();
    [image.src, image.alt] = [tile.image, ""];
    button.append(image, document.createElement("span"));
  } else button.append("?");
  button.onclick = () => tile.image && tell("choose", tile.id);
  return button;
}

function fill(button, { image, meant, read, wrong, pale }, is_chosen, what) {
  button.classList.toggle("tn-tile-wrong", Boolean(wrong));
  button.classList.toggle("tn-tile-pale", Boolean(pale));
  button.classList.toggle("tn-tile-chosen", is_chosen);
  button.ariaPressed = is_chosen;
  if (!image) return (button.ariaLabel = `A hidden ${what}`);
  const is_read = read !== undefined;
  set_text(button.lastChild, is_read ? `${meant}→${read}` : "");
  if (!is_read) return (button.ariaLabel = pale ? "A sign, learnt from" : "A sign");
  const [is, reads] = [meant, read].map((sign) => NAMES[sign] ?? sign);
  button.ariaLabel = `Meant ${is}, read as ${reads}`;
}

// A digit that is turned over has another tile.
const key_of = ({ id, image }) => `${id} ${Boolean(image)}`;

function show({ tiles: wanted, chosen, what }) {
  const [before, keys] = [tiles, wanted.map(key_of)];
  for (const [key, button] of before) if (!keys.includes(key)) button.remove();
  tiles = new Map();
  wanted.forEach((tile, k) => {
    const button = before.get(keys[k]) ?? make(tile);
    if (!before.size) button.classList.remove("tn-tile-new");
    else if (before.has(`${tile.id} false`)) button.classList.add("tn-tile-turned");
    if (root.children[k] !== button) root.insertBefore(button, root.children[k] ?? null);
    fill(button, tile, tile.id === chosen, what);
    tiles.set(keys[k], button);
  });
  // Else a tile would flee from whoever touches it.
  if (before.size !== tiles.size || keys.some((key) => !before.has(key))) fit();
}

// As large as possible, with all of them in the window.
function fit() {
  if (!root?.isConnected) return;
  const box = root.getBoundingClientRect();
  const high = window.innerHeight - Math.max(box.top, 0) - above_end();
  const fits = (wide) => {
    const gap = Math.ceil(wide * GAP);
    const columns = Math.floor((box.width + gap) / (wide + gap));
    return columns * Math.floor((high + gap) / (Math.ceil(wide * TALLER) + gap)) >= tiles.size;
  };
  let wide = WIDEST;
  while (wide > NARROWEST && !fits(wide)) wide -= 1;
  root.style.setProperty("--tile", `${wide}px`);
  root.style.setProperty("--gap", `${Math.ceil(wide * GAP)}px`);
}

const start = once(() => {
  on("resize", fit);
  when_it_comes(BAR, fit);
});

export function wall({ data, parentElement, setTriggerValue }) {
  start();
  tell = setTriggerValue;
  // When the page changes, the next one is there before the one before it has gone.
  const own = own_element(parentElement, "tn-wall");
  // React may call the one before once more, and this one after it: it begins empty again.
  if (own !== root) [root, tiles] = [own, new Map()];
  if (!tiles.size) own.replaceChildren();
  show(data);
  return () => {
    own.remove();
    if (own === root) root = undefined;
  };
}
