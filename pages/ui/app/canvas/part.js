// A place on the page for one part of what is read; reader.js fills it. Streamlit calls it again when
// the theme changes.

export default function part({ data, parentElement }) {
  const parts = (window.tnParts ??= new Map());
  const element =
    parentElement.querySelector(":scope > .tn-part") ??
    parentElement.appendChild(document.createElement("div"));
  element.className = "tn-part";
  parts.set(data.part, element);
  window.dispatchEvent(new Event("tn-parts"));
  return () => {
    if (parts.get(data.part) === element) parts.delete(data.part);
    element.remove();
  };
}
