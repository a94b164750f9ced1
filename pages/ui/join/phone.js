// A phone in a room: a canvas of its own, the live answer, what the digit was meant to be, Send.
//
//   fingers -> strokes -> (tnRead, the live answer) -> Send -> phone.py -> the wall
//
// The canvas keeps its drawing when the phone is turned: a stroke is in units of SIDE, whatever its
// size on the screen. Nothing goes to the server before Send. The host's question is question.js's.

const SIDE = 560;
const PEN = 34;
const KEPT = "tn-phone"; // in the tab, for a reload
const PATIENCE = 8_000 * (window.tnPatience ?? 1); // milliseconds: by then the server has answered
const NOT_HEARD = "It did not arrive. Send it again.";
const PAGE = `
  <h1 class="tn-unseen">Draw a digit for the room</h1>
  <div class="tn-phone-top">
    <b class="tn-phone-code"></b><div class="tn-phone-own"></div><span class="tn-phone-left"></span>
  </div>
  <button class="tn-phone-question" hidden></button>
  <div class="tn-phone-says" role="status"></div>
  <div class="tn-phone-ask" hidden></div>
  <div class="tn-phone-board">
    <canvas width="${SIDE}" height="${SIDE}"></canvas>
    <button class="tn-phone-undo">Undo</button><button class="tn-phone-clear">Clear</button>
  </div>
  <div class="tn-phone-answer"><b></b><span></span></div>
  <div class="tn-unseen tn-phone-aloud" role="status"></div>
  <div class="tn-phone-meant" role="group" aria-label="It is a …"><span>It is a …</span>
    ${[...Array(10).keys()].map((digit) => `<button value="${digit}">${digit}</button>`).join("")}
  </div>
  <button class="tn-phone-send">Send</button>`;

let root; // the component's element
let tell; // sends the server a trigger
let words; // the server's latest
let strokes = [];
let meant = null; // the digit that it was meant to be
let drawing; // the name of both: what is sent twice hangs once
let pen = null; // the stroke that is drawn now
let waits = null; // { name, event, question }: what the server has not answered yet
let frame = 0;
let bad = { text: "" }; // what could not be done; of a guess, with the `question`
let sheet; // with the host's question, of question.js

const part = (name) => root.querySelector(`.tn-phone-${name}`);

// Keeping

const new_name = () => `${Date.now()}-${Math.random()}`;

function keep() {
  drawing = new_name();
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ code: words?.code, strokes, meant, drawing }));
  } catch {
    // Some browsers refuse to keep anything.
  }
}

function take_kept() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    if (kept?.code === words.code) ({ strokes, meant, drawing } = kept);
  } catch {
    // Nothing was kept.
  }
}

// Drawing

// What is drawn now is another stroke at each frame: what was read of a stroke is remembered.
const all_drawn = () => (pen ? [...strokes, { ...pen, points: [...pen.points] }] : strokes);

function paint() {
  const canvas = root.querySelector("canvas");
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, SIDE, SIDE);
  Object.assign(context, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
  context.strokeStyle = "#14213d";
  for (const { points } of all_drawn()) {
    context.beginPath();
    context.moveTo(...points[0]);
    for (const point of points.slice(1)) context.lineTo(...point);
    if (points.length === 1) context.lineTo(points[0][0] + 0.1, points[0][1]);
    context.stroke();
  }
}

function soon() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    if (!root) return;
    paint();
    show_answer();
  });
}

function place_of(event) {
  const box = event.currentTarget.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * SIDE) / box.width,
    ((event.clientY - box.top) * SIDE) / box.height,
  ].map((value) => Math.round(value * 10) / 10);
}

function pen_down(event) {
  if (!event.isPrimary || event.button !== 0 || is_sending()) return;
  event.preventDefault();
  if (event.isTrusted) event.currentTarget.setPointerCapture(event.pointerId); // not of pen_keys.js
  pen = { points: [place_of(event)], width: PEN, erases: false };
  say("");
  soon();
}

function pen_moves(event) {
  if (!pen || !event.isPrimary) return;
  const [here, before] = [place_of(event), pen.points.at(-1)];
  if (Math.hypot(here[0] - before[0], here[1] - before[1]) < 2) return;
  pen.points.push(here);
  soon();
}

function pen_up(event) {
  if (!pen || !event.isPrimary) return;
  if (event.type === "pointerup") strokes = all_drawn();
  pen = null;
  keep();
  show();
  say_answer();
}

function undo() {
  strokes = strokes.slice(0, -1);
  keep();
  show();
}

function clear() {
  [strokes, meant] = [[], null];
  keep();
  say("");
}

// Asking the server

const is_sending = () => waits !== null;

function ask(event, value) {
  if (is_sending()) return;
  const [name, { question }] = [new_name(), value];
  waits = { name, event, question };
  say("", question);
  tell(event, { name, ...value });
  setTimeout(() => {
    if (waits?.name !== name) return;
    waits = null;
    say(NOT_HEARD, question);
  }, PATIENCE);
}

function hear() {
  const answered = words.heard === waits?.name ? waits : undefined;
  if (!answered) return show();
  waits = null;
  if (answered.event === "send" && !words.refused) clear();
  say(words.refused, answered.question);
}

// Showing

function say(text, question) {
  bad = { text, question };
  show();
}

function show_says() {
  const text = bad.question ? "" : bad.text;
  set_text(part("says"), text || words.says);
  part("says").classList.toggle("tn-phone-bad", Boolean(text || words.trouble));
}

function show_answer() {
  const element = part("answer");
  const read = words.live && window.tnRead;
  const drawn = all_drawn();
  const [digit, below] =
    read && drawn.length ? read(drawn, [SIDE, SIDE]) : ["", words.live ? "Draw a digit" : ""];
  element.hidden = !words.live;
  element.children[0].innerHTML = digit;
  element.children[1].innerHTML = digit
    ? `${below}<br><small>read by ${words.network}</small>`
    : below;
}

// At the end of a stroke, to a screen reader. A new element is heard even if its words are the same.
function say_answer() {
  const [, , sentence] = (words.live && window.tnRead?.(strokes, [SIDE, SIDE])) || [];
  const said = document.createElement("p");
  said.textContent = sentence ?? "";
  part("aloud").replaceChildren(said);
}

function show_own() {
  const buttons = words.own.map(
    ({ id, image, meant: was }) =>
      `<button value="${id}" data-meant="${was}" aria-label="Your ${was}: take it back">
        <img src="${image}" alt=""></button>`,
  );
  const [element, html] = [part("own"), buttons.join("")];
  if (element.shown !== html) element.innerHTML = element.shown = html;
}

function offer_back({ value: id, dataset }) {
  const element = part("ask");
  element.hidden = false;
  element.innerHTML = `<p>Take this ${dataset.meant} off the wall?</p>
    <button value="yes">Take it back</button><button>Keep it</button>`;
  element.onclick = ({ target }) => {
    element.hidden = target.matches("button");
    if (target.value) ask("take_back", { id });
  };
}

function show() {
  if (!root || !words) return;
  set_text(part("code"), words.code);
  const left = words.left === 1 ? "1 digit left" : `${words.left} digits left`;
  part("left").textContent = words.left ? left : "";
  show_own();
  show_says();
  const drawn = strokes.length > 0;
  const ready = drawn && meant !== null && words.open && words.left > 0 && !is_sending();
  part("send").disabled = !ready;
  part("send").textContent = is_sending()
    ? "Sending …"
    : drawn && meant === null
      ? "Say which digit it is"
      : "Send";
  for (const button of part("meant").querySelectorAll("button")) {
    const is_it = Number(button.value) === meant;
    button.ariaPressed = is_it;
    button.disabled = is_sending();
  }
  for (const name of ["undo", "clear"]) part(name).hidden = !drawn;
  const about_it = bad.question !== undefined && bad.question === words.question?.asked;
  show_question(sheet, part("question"), words.question, about_it ? bad.text : "");
  soon();
}

function build() {
  root.classList.add("tn-phone");
  root.innerHTML = PAGE;
  root.append((sheet = make_sheet()));
  const canvas = root.querySelector("canvas");
  canvas.addEventListener("pointerdown", pen_down);
  canvas.addEventListener("pointermove", pen_moves);
  canvas.addEventListener("pointerup", pen_up);
  canvas.addEventListener("pointercancel", pen_up);
  // Safari scrolls and magnifies without this.
  canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  part("undo").onclick = undo;
  part("clear").onclick = clear;
  part("send").onclick = () => ask("send", { strokes, meant, drawing });
  part("own").onclick = ({ target }) =>
    target.closest("button") && offer_back(target.closest("button"));
  part("meant").onclick = ({ target }) => {
    if (!target.value) return;
    meant = Number(target.value);
    keep();
    show();
  };
}

window.addEventListener("tn-read", soon);

export default function phone({ data, parentElement, setTriggerValue }) {
  [tell, words] = [setTriggerValue, data];
  // When the page changes, the next one is there before the one before it has gone.
  if (root?.parentElement !== parentElement) {
    root = parentElement.appendChild(document.createElement("div"));
    take_kept();
    build();
  }
  hear();
  const built = root;
  return () => {
    built.remove();
    if (built === root) root = waits = pen = null;
  };
}
