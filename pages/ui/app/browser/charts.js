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

// A chart is one picture for a screen reader: its sentence, which Streamlit gives to the element around
// it. Plotly's own drawing below that would be read as a row of numbers without any words.
if (!window.tnCharts) {
  const asPictures = () => {
    for (const chart of document.querySelectorAll('[data-testid="stPlotlyChart"][role="figure"]'))
      chart.role = "img";
    for (const drawn of document.querySelectorAll(".js-plotly-plot:not([aria-hidden])"))
      drawn.ariaHidden = "true";
  };
  window.tnCharts = new MutationObserver(asPictures);
  window.tnCharts.observe(document.body, { childList: true, subtree: true });
  asPictures();
}
