// The host's question on a phone: a sheet over all else, until it is put away; and this phone's guess.
// Of others' guesses the phone knows nothing.

const SHEET = `
  <h1 class="tn-sheet-text" tabindex="-1"></h1>
  <div class="tn-sheet-answers"></div>
  <p class="tn-sheet-says" role="status"></p>
  <p class="tn-sheet-bad" role="alert"></p>
  <button class="tn-sheet-back">Back to drawing</button>`;
const NUMBER = `
  <input inputmode="decimal" autocomplete="off" enterkeyhint="send" maxlength="20"
    aria-label="Your guess" /><span></span><button>Guess</button>`;
const NO_NUMBER = "Type a number, such as 60.";
const THOUSANDS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const SHORT = 3; // letters: so short choices stand five in a row
const MEDIUM = 11; // and these two

let put_away; // the state of the question in which it was put away
let is_open = false;

const state_of = ({ asked, revealed, known }) => `${asked} ${revealed} ${known}`;
const sheet_part = (sheet, name) => sheet.querySelector(`.tn-sheet-${name}`);

// Some type 89,5 for 89.5.
function number_in(text) {
  const typed = text.replace(/[\s%]/g, "").replace("−", "-");
  const plain = THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

function make_sheet(actions) {
  const sheet = document.createElement("div");
  sheet.className = "tn-sheet";
  sheet.hidden = true;
  sheet.role = "dialog";
  sheet.ariaModal = "true";
  sheet.ariaLabel = "A question from the host";
  sheet.innerHTML = SHEET;
  const close = () => {
    put_away = state_of(sheet.question);
    actions.closed();
  };
  sheet_part(sheet, "back").onclick = close;
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return sheet;
}

function make_answers(sheet, actions) {
  const { choices, unit, asked } = sheet.question;
  const answers = sheet_part(sheet, "answers");
  if (sheet.built === asked) return;
  sheet.built = asked;
  const guess = (value) => actions.guess({ question: asked, guess: value });
  if (choices.length) {
    const longest = Math.max(...choices.map(({ length }) => length));
    answers.dataset.columns = longest <= SHORT ? 5 : longest <= MEDIUM ? 2 : 1;
    answers.replaceChildren(
      ...choices.map((choice, place) => {
        const button = document.createElement("button");
        button.textContent = choice;
        button.onclick = () => guess(place);
        return button;
      }),
    );
    return;
  }
  const form = document.createElement("form");
  form.innerHTML = NUMBER;
  form.children[1].textContent = unit;
  form.onsubmit = (event) => {
    event.preventDefault();
    const value = number_in(form.firstElementChild.value);
    if (!Number.isFinite(value)) return actions.refuse(NO_NUMBER);
    form.firstElementChild.blur(); // the keyboard would hide what the answer is
    guess(value);
  };
  delete answers.dataset.columns;
  answers.replaceChildren(form);
}

// Show the question in the sheet, and on the button that brings it back.
function show_question(sheet, button, question, { bad, waits, draws }, actions) {
  const has_part = question && (!question.revealed || question.guess !== null || is_open);
  if (!draws) {
    const opens = Boolean(has_part) && put_away !== state_of(question);
    const is_new = opens && !is_open;
    sheet.hidden = !opens;
    for (const other of sheet.parentElement.children) if (other !== sheet) other.inert = opens;
    if (is_new) setTimeout(() => sheet_part(sheet, "text").focus({ preventScroll: true }));
    is_open = opens;
  }
  button.hidden = !has_part || is_open;
  if (!question) return;
  sheet.question = question;
  make_answers(sheet, actions);
  button.onclick = () => {
    put_away = undefined;
    actions.opened();
  };
  const answers = sheet_part(sheet, "answers");
  answers.hidden = question.revealed;
  answers.querySelectorAll("button").forEach((choice, place) => {
    choice.disabled = waits;
    if (question.choices.length) choice.ariaPressed = place === question.guess;
  });
  const texts = { text: question.text, says: waits ? "Sending …" : question.says, bad };
  for (const [name, text] of Object.entries(texts)) {
    const element = sheet_part(sheet, name);
    if (element.textContent !== text) element.textContent = text;
  }
  const label = `${question.revealed ? "The guesses" : "Guess"}: ${question.text}`;
  if (button.textContent !== label) button.textContent = label;
  sheet.classList.toggle("tn-sheet-over", question.revealed);
}

export { make_sheet, show_question };
