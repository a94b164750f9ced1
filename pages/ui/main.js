// All components of the app, by the names that Python calls them (scripts.py). Each tab loads them once,
// so that two components have the same modules and what these know.

export { every_page, into_view } from "./app/browser/every_page.js";
export { digit_reader } from "./app/canvas/digit_parts.js";
export { weights } from "./app/canvas/reader.js";
export { hill } from "./app/picture/hill.js";
export { greeting } from "./app/tab/greeting.js";
export { phone, phone_reading } from "./join/phone.js";
export { number_reader } from "./numbers/number_parts.js";
export { wall } from "./room/wall.js";
export { notes } from "./talk/notes.js";
export { remote } from "./talk/remote.js";
export { curve } from "./train/curve.js";

// A server that was started with other scripts has sent them to a tab that has the old ones. These go
// with the page, and all that they listen to; a new page has everything that the visitor had.
const { dataset } = document.documentElement;
const digest = import.meta.url.split("/").at(-2);
if (dataset.tnScripts && dataset.tnScripts !== digest) location.reload();
dataset.tnScripts = digest; // style.css: they are not late any more
