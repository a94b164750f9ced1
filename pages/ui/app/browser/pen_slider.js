// After the pen's width was set with the mouse, the arrow and Page keys shall not change it any more.
// A keyboard user's focus stays.
if (!window.tnPenSlider) {
  window.tnPenSlider = true;
  let slider = null;
  const hold = (event) => {
    slider = event.target.closest?.(".st-key-pen")?.querySelector("input[type=range]") ?? null;
  };
  const letGo = () => {
    const held = slider;
    slider = null;
    if (held) setTimeout(() => held.blur()); // when Streamlit has heard of the new width
  };
  window.addEventListener("pointerdown", hold, { capture: true });
  for (const end of ["pointerup", "pointercancel"])
    window.addEventListener(end, letGo, { capture: true });
}
