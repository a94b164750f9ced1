// The wall of a room: a tile for each digit, as large as all of them fit below each other.

const TALLER = 1.3; // times its width is a tile
const GAP = 0.06; // times a tile's width, between two
const WIDEST = 260; // pixels
const NARROWEST = 30;
const ABOVE_END = 20; // pixels that stay free at the end of the window

let root;
let tell;
const tiles = new Map(); // elements, by the digit's id

function make(tile) {
  const button = document.createElement("button");
  button.className = "tn-tile tn-tile-new";
  if (tile.image) {
    const image = new Image();
    [image.src, image.alt] = [tile.image, ""];
    button.append(image, document.createElement("span"));
  } else button.append("?");
  button.onclick = () => tile.image && tell("choose", tile.id);
  button.face_down = !tile.image;
  return button;
}

function fill(button, { meant, read, wrong }, is_chosen) {
  button.classList.toggle("tn-tile-wrong", Boolean(wrong));
  button.classList.toggle("tn-tile-chosen", is_chosen);
  button.ariaPressed = is_chosen;
  if (button.face_down) return (button.ariaLabel = "A hidden digit");
  const words = `${meant}→${read}`;
  if (button.lastChild.textContent !== words) button.lastChild.textContent = words;
  button.ariaLabel = `Meant ${meant}, read as ${read === "–" ? "no digit" : read}`;
}

function show({ tiles: wanted, chosen, empty }) {
  const ids = new Set(wanted.map(({ id }) => id));
  for (const [id, button] of tiles)
    if (!ids.has(id)) {
      button.remove();
      tiles.delete(id);
    }
  const first = tiles.size === 0;
  wanted.forEach((tile, k) => {
    let button = tiles.get(tile.id);
    if (!button || button.face_down === Boolean(tile.image)) {
      button?.remove();
      tiles.set(tile.id, (button = make(tile)));
      if (first) button.classList.remove("tn-tile-new");
    }
    if (root.children[k] !== button) root.insertBefore(button, root.children[k] ?? null);
    fill(button, tile, tile.id === chosen);
  });
  root.dataset.empty = wanted.length ? "" : empty;
  fit();
}

// As large as possible, with all of them in the window.
function fit() {
  if (!root?.isConnected) return;
  const box = root.getBoundingClientRect();
  const high = window.innerHeight - Math.max(box.top, 0) - ABOVE_END;
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

window.addEventListener("resize", fit);

export default function wall({ data, parentElement, setTriggerValue }) {
  tell = setTriggerValue;
  // When the page changes, the next one is there before the one before it has gone.
  if (root?.parentElement !== parentElement) {
    tiles.clear();
    root = parentElement.appendChild(document.createElement("div"));
    root.className = "tn-wall";
  }
  show(data);
  const built = root;
  return () => {
    built.remove();
    if (built === root) root = undefined;
  };
}
