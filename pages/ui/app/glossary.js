// Shows what a technical word means: at once, by pointing at it, by focus or by a tap. The words are
// links with a title (glossary.py), which the browser alone would show late, and not for a finger.

import { on } from "./browser/page.js";

const WORD = 'a[href="#meaning"]';
const AWAY = 200; // milliseconds, from a word to its meaning, with the mouse

export function explain_words() {
  const tip = document.createElement("div");
  [tip.className, tip.role, tip.popover] = ["tn-meaning", "tooltip", "auto"]; // Escape hides it
  document.body.append(tip);
  let word; // whose meaning is shown
  let leaving; // a timer

  function explain(found) {
    clearTimeout(leaving);
    word = found;
    if (word.title) word.ariaDescription = word.title;
    word.removeAttribute("title"); // or the browser would show it as well
    // It hangs outside of the app, where the page's theme does not reach.
    tip.style.colorScheme = getComputedStyle(word).colorScheme;
    tip.textContent = word.ariaDescription;
    if (!tip.matches(":popover-open")) tip.showPopover({ source: word });
    place_tip();
  }

  function place_tip() {
    if (!tip.matches(":popover-open")) return;
    if (!word.isConnected) return tip.hidePopover();
    const { left, top, bottom } = word.getBoundingClientRect();
    const { offsetWidth: wide, offsetHeight: high } = tip;
    const is_below = bottom + high + 8 < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`;
    tip.style.top = `${is_below ? bottom + 4 : Math.max(4, top - high - 4)}px`;
  }

  const word_of = ({ target }) => target.closest?.(WORD);
  on("scroll", place_tip);
  on("pointerover", (event) => {
    if (event.target === tip) clearTimeout(leaving);
    else if (word_of(event) && event.pointerType === "mouse") explain(word_of(event));
    else if (!word?.isConnected) tip.hidePopover(); // the page has changed
  });
  on("pointerout", (event) => {
    if (event.pointerType === "mouse" && (word_of(event) || event.target === tip))
      leaving = setTimeout(() => tip.hidePopover(), AWAY);
  });
  on("focusin", ({ target }) => target.matches(`${WORD}:focus-visible`) && explain(target));
  on("focusout", (event) => word_of(event) && tip.hidePopover());
  on("click", (event) => {
    if (!word_of(event)) return;
    event.preventDefault(); // it leads nowhere
    explain(word_of(event));
  });
}
