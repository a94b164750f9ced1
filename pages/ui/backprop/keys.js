// Buttons of a choice, and its menu, keep the arrow keys for themselves as long as they have the
// focus. Who came with the keyboard needs that; after a click it would only stop the next step.
// Such a click has a number of clicks, a press of Enter or Space has 0.
if (!window.tnArrowsGoOn) {
  window.tnArrowsGoOn = true;
  let chosenByMouse = false;
  document.addEventListener("click", event => {
    chosenByMouse = event.detail > 0 && !!event.target.closest("[role=radio], [role=option]");
  }, true);
  window.addEventListener("keydown", event => {
    const arrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const focused = document.activeElement;
    if (arrow && chosenByMouse && focused !== document.body && !focused.matches("textarea")) {
      event.stopImmediatePropagation();
      event.preventDefault();
      focused.blur();
      const {key, code} = event;
      document.body.dispatchEvent(new KeyboardEvent("keydown", {key, code, bubbles: true}));
    }
    chosenByMouse = false;
  }, true);
}
