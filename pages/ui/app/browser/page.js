// What modules share that listen to the whole page. A module does nothing when it is loaded: it begins
// when Streamlit first shows its component, and what begins once is never put away.

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

// Milliseconds for which something is waited for; a test has more patience, or less.
export const patience = (milliseconds) => milliseconds * (window.tnPatience ?? 1);

// Wait for what may come, or never: nothing is at work meanwhile, so a test waits less.
export const rest = (act, milliseconds) => setTimeout(act, milliseconds * (window.tnRest ?? 1));

export function once(act) {
  let is_done = false;
  return () => {
    if (!is_done) act();
    is_done = true;
  };
}

// Listen on the window, before whatever is below it.
export function on(kinds, hear, options = { capture: true }) {
  for (const kind of kinds.split(" ")) window.addEventListener(kind, hear, options);
}

// What comes onto the page: style.css gives it an animation, which begins as soon as it is there. So
// nothing has to watch the page or look again and again.
const comes = [];
const listen = once(() =>
  on("animationstart", ({ animationName, target }) => {
    if (animationName !== "tn-comes") return;
    for (const [selector, meet] of comes) if (target.matches(selector)) meet(target);
  }),
);

export function when_it_comes(selector, act) {
  const known = new WeakSet(); // what is here now may have its animation yet to begin
  const meet = (element) => {
    if (!known.has(element)) act(element);
    known.add(element);
  };
  document.querySelectorAll(selector).forEach(meet);
  comes.push([selector, meet]);
  listen();
}
