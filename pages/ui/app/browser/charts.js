// A finger on a chart: a swipe scrolls the page, a tap is a click. Plotly would take every touch for the
// start of a drag, and nothing of these charts can be dragged. Without it, the browser scrolls, and
// sends what a mouse would send after a tap.
if (!window.tnTouchScrolls) {
  window.tnTouchScrolls = true;
  const leave = (event) => {
    if (event.target.closest?.(".js-plotly-plot")) event.stopImmediatePropagation();
  };
  for (const kind of ["touchstart", "touchmove", "touchend"])
    window.addEventListener(kind, leave, { capture: true, passive: true });
}
