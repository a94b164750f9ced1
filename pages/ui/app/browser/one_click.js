// Play and Pause stand in the same place, so the second click of a double click would undo the first.
if (!window.tnOneClick) {
  window.tnOneClick = true;
  const places = ".st-key-play, .st-key-status_play, .st-key-status_pause";
  const ignore = (event) => {
    if (event.detail > 1 && event.target.closest?.(places)) event.stopImmediatePropagation();
  };
  window.addEventListener("click", ignore, { capture: true });
}
