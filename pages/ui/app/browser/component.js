// What a component has: its element, its voice, and what the tab keeps for it.

// A component's own element in the place that Streamlit has for it, made when there is none.
export function own_element(place, kind) {
  const made = place.querySelector(`:scope > .${kind}`) ?? document.createElement("div");
  made.classList.add(kind);
  if (!made.isConnected) place.append(made);
  return made;
}

// What a screen reader says, from the second time on: a new element is heard even if it says the same.
export function voice(kind) {
  const region = document.createElement("div");
  [region.className, region.role] = [`tn-unseen ${kind}`, "status"];
  return (textContent) => {
    if (!region.isConnected) document.body.append(region);
    region.replaceChildren(Object.assign(document.createElement("p"), { textContent }));
  };
}

export function set_text(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// What a tab keeps for a reload. Some browsers refuse to keep anything, or so much.
export function remembered(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A reload begins anew.
  }
}
