// A place on the page for one part of what is read; reader.js fills it.

export default function part({ data, parentElement }) {
  const parts = (window.tnParts ??= new Map());
  const element = document.createElement("div");
  parentElement.append(element);
  parts.set(data.part, element);
  window.dispatchEvent(new Event("tn-parts"));
  return () => {
    if (parts.get(data.part) === element) parts.delete(data.part);
    element.remove();
  };
}
