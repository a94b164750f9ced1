// Browsers have a clipboard only for pages over https and on this computer. In a class the app is opened
// over plain http: there, a selected text is copied the old way, for Streamlit's copy buttons and for
// those of this app (`data-tn-copy`).
if (!window.tnCopies) {
  window.tnCopies = true;
  const COPIED = "Copied";
  const NOT_COPIED = "This browser does not copy";
  const writeText = async (text) => {
    const field = document.createElement("textarea");
    const focused = document.activeElement;
    field.value = text;
    field.readOnly = true; // no keyboard on a phone
    field.style.cssText = "position: fixed; top: 0; opacity: 0; font-size: 16px";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    if (!copied) throw new Error("The browser does not copy.");
  };
  if (!navigator.clipboard)
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  const copy = async (event) => {
    const button = event.target.closest?.("[data-tn-copy]");
    if (!button) return;
    const words = button.textContent;
    if (words === COPIED || words === NOT_COPIED) return;
    const copying = navigator.clipboard.writeText(button.dataset.tnCopy);
    button.textContent = await copying.then(
      () => COPIED,
      () => NOT_COPIED,
    );
    setTimeout(() => (button.textContent = words), 2000);
  };
  window.addEventListener("click", copy);
}
