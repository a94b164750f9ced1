// Puts number and curve on the page, which curves.py has made: `st.html` would take SVG away.

import { own_element } from "../app/browser/component.js";
import { set_html } from "../live/reading/answer.js";

export function curve({ data, parentElement }) {
  const element = own_element(parentElement, "tn-curve");
  set_html(element, data); // not if it is the same: a hint that is open would close
  return () => element.remove();
}

// Tells the server when the browser has drawn the page; what is large may come then. Safari is not
// asked whether it has something to do: it is given the time.
export function idle({ setTriggerValue }) {
  const when_idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 300));
  when_idle(() => setTriggerValue("idle", true), { timeout: 2000 });
}
