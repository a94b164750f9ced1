// Says the answer to a screen reader, in one place: at the end of a stroke, and when another digit is
// read; not at every frame, and not at every second of a network that learns. The answer on the page
// carries its sentence (data-says), whether the browser or the server has read it.
if (!window.tnAnnouncer) {
  window.tnAnnouncer = true;
  const ANSWER = ".st-key-answer .tn-answer, .tn-said";
  const EVERY = 250; // milliseconds between two looks at what the server says that is read

  const aloud = document.createElement("div");
  aloud.className = "tn-unseen tn-answer-aloud";
  aloud.setAttribute("role", "status");
  document.body.append(aloud);

  let said; // the latest sentence
  let reading; // what the server says that is read
  let changed = false; // that, since something was said
  let drawing = false; // the pen is down
  let ended = false; // a stroke, of which nothing has been said

  // A new element is heard even if its words are the same.
  function say(always) {
    const sentence = document.querySelector(ANSWER)?.dataset.says;
    if (sentence && (always || sentence !== said)) {
      const words = document.createElement("p");
      words.textContent = said = sentence;
      aloud.replaceChildren(words);
    }
    changed = ended = false;
  }

  function look() {
    const now = document.querySelector(".tn-reading")?.dataset.reading;
    if (now === reading) {
      if (changed && !drawing) say(ended);
      return;
    }
    const is_new_page = reading === undefined;
    changed = now !== undefined && !is_new_page;
    reading = now;
    if (is_new_page) said = document.querySelector(ANSWER)?.dataset.says;
  }

  function pen_down(event) {
    drawing = Boolean(event.composedPath()[0].matches?.("canvas.upper-canvas"));
  }

  function pen_up() {
    ended ||= drawing;
    drawing = false;
  }

  window.addEventListener("pointerdown", pen_down, { capture: true });
  for (const name of ["pointerup", "pointercancel"])
    window.addEventListener(name, pen_up, { capture: true });
  window.addEventListener("tn-stroke-read", () => ended && say(true)); // of live.js
  setInterval(look, EVERY);
}
