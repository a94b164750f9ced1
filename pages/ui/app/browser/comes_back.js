// An error inside Streamlit can take the whole page away, for good and without a word. The page is then
// loaded anew, with all that the visitor had; once in a while only, so that it never does nothing else.
if (!window.tnComesBack) {
  window.tnComesBack = true;
  const EVERY = 500; // milliseconds between two looks
  const SELDOM = 10_000; // milliseconds between two times
  const KEY = "tn-came-back"; // when it was, in the tab's storage

  const look = () => {
    if (document.querySelector('[data-testid="stApp"]')) return;
    const now = Date.now();
    if (now - Number(sessionStorage.getItem(KEY)) < SELDOM) return;
    sessionStorage.setItem(KEY, now);
    location.reload();
  };
  setInterval(look, EVERY);
}
