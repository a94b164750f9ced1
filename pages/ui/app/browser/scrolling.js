// What scrolls by itself, such as a long equation on a phone, is reached with Tab, so that the arrow
// keys can scroll it.
if (!window.tnScrolling) {
  window.tnScrolling = true;
  const PARTS = ".katex-display, .tn-bp-scroll, .tn-phone-own, [data-testid='stMain'] pre";
  const REST = 100; // milliseconds
  let waiting = 0;
  const look = () => {
    waiting = 0;
    for (const part of document.querySelectorAll(PARTS)) {
      const scrolls = getComputedStyle(part).overflowX !== "visible";
      if (scrolls && part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else if (part.tabIndex === 0) part.removeAttribute("tabindex");
    }
  };
  const soon = () => (waiting ||= setTimeout(look, REST));
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", soon);
  soon();
}
