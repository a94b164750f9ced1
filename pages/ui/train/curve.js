// Puts number and curve on the page, which curves.py has made: `st.html` would take SVG away.

export default function curve({ data, parentElement }) {
  let element = parentElement.querySelector(":scope > .tn-curve");
  element ??= parentElement.appendChild(document.createElement("div"));
  element.className = "tn-curve";
  if (element.shown !== data) element.innerHTML = data; // else a hint that is open would close
  element.shown = data;
  return () => element.remove();
}
