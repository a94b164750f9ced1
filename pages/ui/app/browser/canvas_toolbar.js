// The canvas's own toolbar lies over its upper right corner, unseen until one points there: a finger
// that begins a stroke there would press its Reset. The canvas has no setting for it, and no style of
// the page gets into its shadow root, which comes a moment after its place and anew with every visit.
if (!window.tnCanvasAlone) {
  const none = new CSSStyleSheet();
  none.replaceSync(".dc-toolbar { display: none !important; }");
  let waiting = 0; // for a frame in which the shadow root may be there
  const takeAway = () => {
    waiting = 0;
    if (!document.querySelector(".st-key-canvas")) return;
    const roots = [...document.querySelectorAll(".st-key-canvas *")]
      .map((element) => element.shadowRoot)
      .filter(Boolean);
    for (const root of roots)
      if (!root.adoptedStyleSheets.includes(none)) root.adoptedStyleSheets.push(none);
    if (!roots.length) waiting = requestAnimationFrame(takeAway);
  };
  window.tnCanvasAlone = new MutationObserver(() => waiting || takeAway());
  window.tnCanvasAlone.observe(document.body, { childList: true, subtree: true });
  takeAway();
}
