// A phone in a room: a canvas of its own, the live answer, what the digit was meant to be, Send.
//
//   fingers -> strokes -> the live answer, if the room has that -> Send -> phone.py -> the wall
//
// Nothing goes to the server before Send. The host's question is a sheet over all else, until it is put
// away; of others' guesses the phone knows nothing.

import { own_element, remember, remembered, set_text, voice } from "../app/browser/component.js";
import { on, once, patience } from "../app/browser/page.js";
import { digit_read, LOADING } from "../live/digit_parts.js";
import { make_paper } from "../live/pen/own_canvas.js";
import { network_named } from "../live/reading/reader.js";
import { fetched } from "../live/reading/forward_pass.js";
import { set_html } from "../live/reading/answer.js";

const KEPT = "tn-phone"; // in the tab, for a reload
const ANSWERS = 8_000; // milliseconds: by then the server has answered
const NOT_HEARD = "It did not arrive. Send it again.";
const NO_LINE = "This phone has no network. What you draw stays here.";
const TAKE_BACK = "Touch one to take it back and draw another.";
const PAGE = `
  <h1 class="tn-unseen">Draw a digit for the room</h1>
  <div class="tn-phone-top">
    <b class="tn-phone-code"></b><div class="tn-phone-own"></div><span class="tn-phone-left"></span>
  </div>
  <button class="tn-phone-question" hidden></button>
  <div class="tn-phone-says" role="status"></div>
  <div class="tn-phone-board"></div>
  <div class="tn-phone-answer"><b></b><span></span></div>
  <div class="tn-phone-meant" role="group" aria-label="It is …"><span>It is …</span>
    ${[...Array(10).keys()].map((digit) => `<button value="${digit}">${digit}</button>`).join("")}
    <button value="-1">no digit</button><button value="-2" aria-label="I do not say">?</button>
  </div>
  <button class="tn-phone-send">Send</button>
  <dialog class="tn-sheet" aria-label="A question from the host">
    <h1 class="tn-sheet-text" tabindex="-1" autofocus></h1>
    <div class="tn-sheet-answers"></div>
    <p class="tn-sheet-says" role="status"></p>
    <p class="tn-sheet-bad" role="alert"></p>
    <button class="tn-sheet-back">Back</button>
  </dialog>`;
const NUMBER = `
  <input inputmode="decimal" autocomplete="off" enterkeyhint="send" maxlength="20"
    aria-label="Your guess" /><span></span><button>Guess</button>`;
const THOUSANDS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const A_LINE = 99; // letters: such a choice has a line of its own

let root; // the component's element
let tell; // sends the server a trigger
let words; // the server's latest
let paper; // of own_canvas.js
let meant = null; // the digit that the drawing was meant to be
let drawing; // the name of both: what is sent twice hangs once
let asked; // when, for the sign that the canvas is for; 0 for digits
let waits = null; // { name, event, question, drawing }: what the server has not answered yet
let late = null; // the same, of what nobody waits for any more: it may still arrive
let frame = 0;
let said = { text: "" }; // of what was asked for, with its `question` or the `id` of a digit
let put_away; // the state of the question in which its sheet was put away

const new_name = () => `${Date.now()}-${Math.random()}`;
const say_aloud = voice("tn-phone-aloud");
const its = (name) => root.querySelector(`.tn-phone-${name}`);
const in_sheet = (name) => root.querySelector(`.tn-sheet-${name}`);

// Drawing

function soon() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    if (!root) return;
    paper.paint();
    show_answer();
  });
}

const act = {
  begun: () => say(""),
  moved: soon,
  changed() {
    const strokes = paper.strokes();
    change_meant(strokes.length ? meant : null);
    if (strokes.length) say_aloud(read(strokes)[2] ?? "");
  },
};

function change_meant(to) {
  [meant, drawing] = [to, new_name()];
  remember(KEPT, { code: words.code, strokes: paper.strokes(), meant, drawing });
  show();
}

// Asking the server

function ask(event, value) {
  if (waits) return;
  const [name, { question }] = [new_name(), value];
  [waits, late] = [{ name, event, question, drawing }, null];
  say("");
  tell(event, { name, ...value });
  setTimeout(() => {
    if (waits?.name !== name) return;
    [waits, late] = [null, waits];
    say(NOT_HEARD, { question });
  }, patience(ANSWERS));
}

function begin_anew() {
  paper.anew();
  change_meant(null);
}

function hear() {
  const answered = [waits, late].find((asked) => asked && asked.name === words.heard);
  if (!answered) return show();
  waits = late = null;
  if (answered.event === "send" && !words.refused && answered.drawing === drawing) begin_anew();
  say(words.refused, { question: answered.question });
}

// Showing

function say(text, about) {
  said = { text, ...about };
  show();
}

function read(drawn) {
  const { reads_with, canvas } = words;
  const network = reads_with && network_named(reads_with);
  return network ? digit_read(network, { size: [canvas.side, canvas.side] }, drawn).words : LOADING;
}

function show_answer() {
  const [element, drawn] = [its("answer"), paper.drawn()];
  const [digit = "", below = `Draw ${words.sign ? "the sign" : "a digit"}`] = drawn.length
    ? read(drawn)
    : [];
  element.hidden = !words.reads_with;
  element.children[0].innerHTML = digit;
  const is_read = digit && digit !== LOADING[0];
  const by = is_read ? `<br><small>read by ${words.network}</small>` : "";
  element.children[1].innerHTML = below + by;
}

function show_own() {
  const buttons = words.own.map(
    ({ id, image, meant, was = meant < 0 ? "drawing" : meant }) =>
      `<button value="${id}" data-meant="${was}" aria-label="Your ${was}: take it back">
        <img src="${image}" alt=""></button>`,
  );
  set_html(its("own"), buttons.join(""));
}

function offer_back({ target }) {
  const { value: id, dataset } = target.closest("button") ?? {};
  if (id && id === said.id) ask("take_back", { id });
  else if (id) say(`Touch your ${dataset.meant} again to take it off the wall.`, { id });
}

// The host's question

const state_of = ({ asked, revealed, truth }) => `${asked} ${revealed} ${truth}`;

// Some type 89,5 for 89.5. The server says so of what is no number, and `counts_as` of 60.000.
function number_in(text) {
  const typed = text.replace(/[\s%]/g, "").replace("−", "-");
  const plain = THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

// What is in the field is said as a number, unless it is written as one, or is the guess already.
function counts_as({ guess, revealed }) {
  const typed = in_sheet("answers").querySelector("input")?.value.trim() ?? "";
  const number = number_in(typed);
  const is_clear = revealed || number === guess || typed === `${number}`;
  return is_clear || !Number.isFinite(number) ? "" : `This counts as ${number}.`;
}

function make_answers({ choices, unit, asked, kind, least, most }) {
  const answers = in_sheet("answers");
  if (answers.asked === asked) return;
  answers.asked = asked;
  const send = (guess) => ask("guess", { question: asked, guess });
  const lengths = choices.map(({ length }) => length);
  answers.style.setProperty("--longest", choices.length ? Math.max(...lengths) : A_LINE);
  const buttons = choices.map((textContent, place) => {
    const onclick = () => send(place);
    return Object.assign(document.createElement("button"), { textContent, onclick });
  });
  answers.replaceChildren(...buttons);
  if (choices.length) return;
  const form = answers.appendChild(document.createElement("form"));
  form.innerHTML = NUMBER;
  form.firstElementChild.placeholder = kind && `${least} to ${most}`; // the host's own has no limits
  form.children[1].textContent = unit;
  form.oninput = show;
  form.onsubmit = (event) => {
    event.preventDefault();
    form.firstElementChild.blur(); // the keyboard would hide what the answer is
    send(number_in(form.firstElementChild.value));
  };
}

// Show the question in the sheet, and on the button that brings it back.
function show_question() {
  const { question } = words;
  const [sheet, button] = [root.querySelector("dialog"), its("question")];
  const has_part = question && (!question.revealed || question.guess !== null || sheet.open);
  if (!has_part || put_away === state_of(question)) sheet.close();
  else if (!paper.is_down() && !sheet.open) sheet.showModal();
  button.hidden = !has_part || sheet.open;
  if (!question) return;
  make_answers(question);
  const answers = in_sheet("answers");
  answers.hidden = question.revealed;
  answers.querySelectorAll("button").forEach((choice, place) => {
    choice.disabled = Boolean(waits);
    if (question.choices.length) choice.ariaPressed = place === question.guess;
  });
  set_text(in_sheet("text"), question.text);
  set_text(in_sheet("says"), waits ? "Sending …" : counts_as(question) || question.says);
  const bad = said.question === question.asked ? said.text : "";
  set_text(in_sheet("bad"), navigator.onLine ? bad : NO_LINE);
  set_text(button, `${question.revealed ? "The guesses" : "Guess"}: ${question.text}`);
}

function put_away_in(state) {
  put_away = state;
  show();
}

function show() {
  if (!root || !words) return;
  set_text(its("code"), words.code);
  root.classList.toggle("tn-phone-done", words.left === 0 && !words.tries);
  const { sign, left: n } = words;
  const left = `${n} ${sign ? "sign" : "digit"}${n === 1 ? "" : "s"} left`;
  set_text(its("left"), n ? left : words.own.length && !words.tries ? TAKE_BACK : "");
  show_own();
  if (said.id && !words.own.some(({ id }) => id === said.id)) said = { text: "" }; // it is gone
  const text = navigator.onLine ? !said.question && said.text : NO_LINE;
  set_text(its("says"), text || words.says);
  its("says").classList.toggle("tn-phone-bad", Boolean(text || words.trouble));
  const drawn = paper.strokes().length > 0;
  const can_send = words.open && words.left > 0 && navigator.onLine;
  const asks = drawn && meant === null && !sign;
  its("send").hidden = n === 0;
  its("meant").hidden = n === 0 || Boolean(sign);
  its("send").disabled = !drawn || asks || !can_send || waits;
  its("send").textContent = waits ? "Sending …" : asks ? "Say what it is" : "Send";
  for (const button of its("meant").querySelectorAll("button")) {
    button.ariaPressed = Number(button.value) === meant;
    button.disabled = Boolean(waits);
  }
  its("board").inert = Boolean(waits);
  show_question();
  soon();
}

function build(strokes) {
  root.innerHTML = PAGE;
  paper.lie_in(its("board"), words.canvas, strokes);
  its("send").onclick = () =>
    ask("send", { strokes: paper.strokes(), meant, drawing, sign: words.sign?.asked });
  its("own").onclick = offer_back;
  its("question").onclick = () => put_away_in(undefined);
  in_sheet("back").onclick = () => root.querySelector("dialog").close();
  root.querySelector("dialog").onclose = () =>
    put_away_in(words.question && state_of(words.question));
  its("meant").onclick = ({ target }) => target.value && change_meant(Number(target.value));
}

const start = once(() => {
  on("online offline", show);
  say_aloud("");
  paper = make_paper(act);
});

export function phone({ data, parentElement, setTriggerValue }) {
  start();
  [tell, words] = [setTriggerValue, data];
  // When the page changes, the next one is there before the one before it has gone.
  const own = own_element(parentElement, "tn-phone");
  if (own !== root) {
    root = own;
    const kept = remembered(KEPT);
    const is_same_room = kept?.code === words.code;
    if (is_same_room) ({ meant, drawing } = kept);
    build(is_same_room ? kept.strokes : paper.strokes());
  }
  const now = "sign" in data ? (data.sign?.asked ?? 0) : asked;
  if (asked !== undefined && now && now !== asked) begin_anew();
  asked = now;
  const { reads_with } = words;
  // It comes while one draws. Whoever asks first has it first: so it is there when it is shown.
  if (reads_with && !network_named(reads_with)) fetched(reads_with).then(soon);
  hear();
  return () => {
    own.remove();
    if (own === root) root = null; // what it waits for may still come
  };
}
