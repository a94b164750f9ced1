// The host's question on a phone: a sheet over all else, until it is put away; and this phone's guess.
// Of others' guesses the phone knows nothing. One module with phone.js, which comes after and has `ask`,
// `show` and `pen`.

const SHEET = `
  <h1 class="tn-sheet-text" tabindex="-1" autofocus></h1>
  <div class="tn-sheet-answers"></div>
  <p class="tn-sheet-says" role="status"></p>
  <p class="tn-sheet-bad" role="alert"></p>
  <button class="tn-sheet-back">Back to drawing</button>`;
const NUMBER = `
  <input inputmode="decimal" autocomplete="off" enterkeyhint="send" maxlength="20"
    aria-label="Your guess" /><span></span><button>Guess</button>`;
const THOUSANDS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const A_LINE = 99; // letters: such a choice has a line of its own

let put_away; // the state of the question in which it was put away

const state_of = ({ asked, revealed, known }) => `${asked} ${revealed} ${known}`;
const sheet_part = (sheet, name) => sheet.querySelector(`.tn-sheet-${name}`);

export function set_text(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Some type 89,5 for 89.5. The server says so of what is no number.
function number_in(text) {
  const typed = text.replace(/[\s%]/g, "").replace("−", "-");
  const plain = THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

export function make_sheet() {
  const sheet = document.createElement("dialog");
  [sheet.className, sheet.ariaLabel] = ["tn-sheet", "A question from the host"];
  sheet.innerHTML = SHEET;
  sheet_part(sheet, "back").onclick = () => sheet.close();
  sheet.onclose = () => {
    put_away = state_of(sheet.question);
    show();
  };
  return sheet;
}

function make_answers(sheet) {
  const { choices, unit, asked } = sheet.question;
  const answers = sheet_part(sheet, "answers");
  if (sheet.built === asked) return;
  sheet.built = asked;
  const guess = (value) => ask("guess", { question: asked, guess: value });
  const lengths = choices.map(({ length }) => length);
  answers.style.setProperty("--longest", choices.length ? Math.max(...lengths) : A_LINE);
  if (choices.length) {
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
    form.firstElementChild.blur(); // the keyboard would hide what the answer is
    guess(number_in(form.firstElementChild.value));
  };
  answers.replaceChildren(form);
}

// Show the question in the sheet, and on the button that brings it back.
export function show_question(sheet, button, question, bad) {
  const has_part = question && (!question.revealed || question.guess !== null || sheet.open);
  if (question) sheet.question = question;
  if (!has_part || put_away === state_of(question)) sheet.close();
  else if (!pen && !sheet.open) sheet.showModal();
  button.hidden = !has_part || sheet.open;
  if (!question) return;
  make_answers(sheet);
  button.onclick = () => {
    put_away = undefined;
    show();
  };
  const answers = sheet_part(sheet, "answers");
  answers.hidden = question.revealed;
  answers.querySelectorAll("button").forEach((choice, place) => {
    choice.disabled = is_sending();
    if (question.choices.length) choice.ariaPressed = place === question.guess;
  });
  set_text(sheet_part(sheet, "text"), question.text);
  set_text(sheet_part(sheet, "says"), is_sending() ? "Sending …" : question.says);
  set_text(sheet_part(sheet, "bad"), bad);
  set_text(button, `${question.revealed ? "The guesses" : "Guess"}: ${question.text}`);
  sheet.classList.toggle("tn-sheet-over", question.revealed);
}
