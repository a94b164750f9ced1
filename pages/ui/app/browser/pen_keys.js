// A pen for the keyboard. Tab goes to the canvas; the arrow keys move a pen that one sees, two at once
// slantwise, with Shift further; Space lowers and lifts it; Escape leaves. It draws by a mouse's
// events, so that the canvas, and what reads it, take its strokes for anybody's.
//
// The canvas is marked while the keys are the pen's (data-tn-keys): a talk's keys leave those to it.
if (!window.tnPenKeys) {
  window.tnPenKeys = true;
  const STEP = 1 / 70; // of the canvas's height
  const FAR = 1 / 14; // with Shift
  const FINE = 1 / 140; // between two points of a stroke: far ones would have round corners
  const TOGETHER = 40 * (window.tnPatience ?? 1); // milliseconds between two keys pressed at once
  const EVERY = 300; // milliseconds: a new canvas is looked for, since no observer sees it come
  const RESTED = 400; // milliseconds, before it says where the pen is
  const ARROWS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const HELP =
    "Arrow keys move the pen, with Shift further. Space lowers and lifts it. Escape leaves.";
  const INSTEAD = {
    ".st-key-digit_from": " Or choose a picture or a test digit above.",
    ".st-key-number_from": " Or choose a picture above.",
  };

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    canvas:focus { outline: none; }
    canvas[data-tn-keys] { outline: 4px solid #2563c9; outline-offset: -4px; }
    .tn-pen { display: none; position: absolute; z-index: 20; width: 26px; height: 26px;
      margin: -13px; box-sizing: border-box; border: 4px solid #2563c9; border-radius: 50%;
      box-shadow: 0 0 0 2px #ffffff, inset 0 0 0 2px #ffffff; pointer-events: none; }
    .tn-pen.tn-down { background: #d9482b; border-color: #d9482b; }
    canvas[data-tn-keys] ~ .tn-pen { display: block; }
    .tn-pen-help { position: absolute; z-index: 20; inset: auto 4px 4px; margin: 0; padding: 8px 12px;
      opacity: 0; font: 22px/1.3 "Source Sans", sans-serif; color: #ffffff; background: #14213d;
      pointer-events: none; }
    canvas[data-tn-keys]:not([data-tn-drawn]) ~ .tn-pen-help { opacity: 1; }
    .tn-phone-board .tn-pen-help { font-size: 15px; }
    @media (forced-colors: active) {
      .tn-pen, .tn-pen.tn-down { border-color: Highlight; forced-color-adjust: none; }
    }`);

  let canvas; // that the keys draw on
  let at; // where the pen is: across and down, in heights of the canvas
  let down = false;
  let moving; // a timer, until it is known which keys are pressed at once
  let resting; // a timer, until the pen has rested
  const held = new Set(); // arrow keys
  const places = new WeakMap(); // of the pen, by canvas

  const aloud = document.createElement("div");
  aloud.className = "tn-unseen tn-pen-aloud";
  aloud.setAttribute("role", "status");
  document.body.append(aloud);

  const box_of = (element) => element.getBoundingClientRect();
  const part = (name) => canvas.parentElement.querySelector(`.${name}`);

  function send(name, buttons) {
    const { left, top, height } = box_of(canvas);
    const [clientX, clientY] = [left + at[0] * height, top + at[1] * height].map(Math.round);
    const init = { bubbles: true, cancelable: true, composed: true, view: window, buttons };
    const place = { ...init, clientX, clientY };
    const pointer = { ...place, pointerType: "mouse", isPrimary: true };
    canvas.dispatchEvent(new PointerEvent(`pointer${name}`, pointer));
    canvas.dispatchEvent(new MouseEvent(`mouse${name}`, place));
  }

  function lower() {
    down = true;
    canvas.toggleAttribute("data-tn-drawn", true);
    send("move", 0);
    send("down", 1);
    show();
    say();
  }

  function lift() {
    if (!down) return;
    down = false;
    send("up", 0);
    show();
    say();
  }

  function move(far) {
    moving = clearTimeout(moving);
    const { width, height } = box_of(canvas);
    const most = [width / height, 1];
    const by = [0, 1].map((k) => [...held].reduce((sum, key) => sum + ARROWS[key][k], 0));
    const from = at;
    const to = at.map((value, k) =>
      Math.min(Math.max(value + by[k] * (far ? FAR : STEP), 0), most[k] - 1 / height),
    );
    const points = Math.ceil(Math.max(...to.map((value, k) => Math.abs(value - from[k]))) / FINE);
    for (let point = 1; point <= points; point += 1) {
      at = from.map((value, k) => value + ((to[k] - value) * point) / points);
      send("move", down ? 1 : 0);
    }
    places.set(canvas, at);
    show();
    say();
  }

  function show() {
    const { width, height } = box_of(canvas);
    const pen = part("tn-pen");
    pen.style.left = `${(100 * at[0] * height) / width}%`;
    pen.style.top = `${100 * at[1]}%`;
    pen.classList.toggle("tn-down", down);
  }

  function say() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (!canvas) return;
      const { width, height } = box_of(canvas);
      const [across, deep] = [(at[0] * height) / width, at[1]].map((k) => Math.round(100 * k));
      aloud.textContent = `Pen ${down ? "down" : "up"}, ${across} % across, ${deep} % down`;
    }, RESTED);
  }

  function press(event) {
    if (!canvas || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
      held.add(event.key);
      if (event.repeat) move(event.shiftKey);
      else moving ??= setTimeout(move, TOGETHER, event.shiftKey);
    } else if (event.key === " ") {
      if (moving) move(event.shiftKey);
      if (!event.repeat) (down ? lift : lower)();
    } else if (event.key === "Escape") canvas.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function release(event) {
    if (!canvas || !(event.key in ARROWS)) return;
    if (moving) move(event.shiftKey);
    held.delete(event.key);
  }

  // Only whoever comes by the keyboard has the pen: after a stroke with the mouse, a presenter remote's
  // arrows are the talk's.
  function begin({ target }) {
    if (!target.matches(":focus-visible")) return;
    canvas = target;
    canvas.toggleAttribute("data-tn-keys", true);
    at = places.get(canvas) ?? [0.5, 0.5];
    show();
    say();
  }

  function end() {
    if (!canvas) return;
    lift();
    moving = clearTimeout(moving);
    held.clear();
    for (const mark of ["data-tn-keys", "data-tn-drawn"]) canvas.removeAttribute(mark);
    canvas = aloud.textContent = null;
  }

  function prepare(element) {
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    const { width, height } = box_of(element);
    const what = width > 1.2 * height ? "a number" : "a digit";
    element.setAttribute("aria-label", `Canvas: draw ${what} here`);
    element.setAttribute("aria-describedby", "tn-pen-help");
    const help = document.createElement("p");
    [help.id, help.className] = ["tn-pen-help", "tn-pen-help"];
    const choice = Object.keys(INSTEAD).find((selector) => document.querySelector(selector));
    help.textContent = HELP + (INSTEAD[choice] ?? "");
    const pen = document.createElement("div");
    [pen.className, pen.ariaHidden] = ["tn-pen", "true"];
    element.after(help, pen);
    for (const other of element.getRootNode().querySelectorAll(".lower-canvas"))
      other.setAttribute("aria-hidden", "true");
    const root = element.getRootNode();
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    const listeners = { focus: begin, blur: end, keydown: press, keyup: release };
    for (const [name, listener] of Object.entries(listeners))
      element.addEventListener(name, listener);
  }

  function look() {
    if (canvas && !canvas.isConnected) {
      down = false;
      end();
    }
    const roots = [...document.querySelectorAll(".st-key-canvas *")].map((e) => e.shadowRoot);
    const found = roots.map((root) => root?.querySelector("canvas.upper-canvas"));
    for (const element of [...found, document.querySelector(".tn-phone-board canvas")])
      if (element && !element.hasAttribute("aria-describedby")) prepare(element);
  }

  // A hand on the mouse takes the pen away.
  const take = (event) => event.isTrusted && end();
  window.addEventListener("pointerdown", take, { capture: true });
  setInterval(look, EVERY);
}
