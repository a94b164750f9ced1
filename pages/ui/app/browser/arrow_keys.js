// A choice, menu or switch that has the focus keeps the arrow keys for itself. Keyboard users need
// that; after a click with the mouse it would only keep them from the next step. A mouse click has a
// detail above 0; a press of Enter or Space has 0.
if (!window.tnArrowsGoOn) {
  window.tnArrowsGoOn = true;
  const steps = ".st-key-story_next, .st-key-backprop_next"; // the arrows' own button on the page
  let chosenByMouse = false;
  document.addEventListener(
    "click",
    (event) => {
      const choice = "[role=radio], [role=option], label:has(input[type=checkbox])";
      chosenByMouse =
        event.detail > 0 && event.target.closest(choice) && document.querySelector(steps);
    },
    true,
  );
  window.addEventListener(
    "keydown",
    (event) => {
      const arrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
      const focused = document.activeElement;
      if (arrow && chosenByMouse && focused !== document.body && !focused.matches("textarea")) {
        event.stopImmediatePropagation();
        event.preventDefault();
        focused.blur();
        const { key, code } = event;
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true }));
      }
      chosenByMouse = false;
    },
    true,
  );
}
