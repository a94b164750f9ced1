// On a phone the menu lies over the page: it closes when a page was chosen.
if (!window.tnMenuCloses) {
  window.tnMenuCloses = true;
  const narrow = matchMedia("(max-width: 768px)"); // where Streamlit lays it over the page
  const close = (event) => {
    const menu = event.target.closest?.('[data-testid="stSidebar"]');
    if (!menu || !event.target.closest("a[href]") || !narrow.matches) return;
    const button = menu.querySelector('[data-testid="stSidebarCollapseButton"] button');
    setTimeout(() => button?.click()); // when Streamlit has heard of the page
  };
  window.addEventListener("click", close, { capture: true });
}
