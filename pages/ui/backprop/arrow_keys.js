// A choice and its menu keep the arrow keys for themselves while they have the focus. Somebody who
// came with the keyboard needs that; after a click with the mouse it would only stop the next step.
// Such a click counts its clicks; for a press of Enter or Space that count is 0.
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
