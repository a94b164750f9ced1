// All components of the app, by the names that Python calls them (scripts.py). Each tab loads them once,
// so that two components have the same modules and what these know.

export { every_page, into_view } from "./app/browser/every_page.js";
export { digit_reader } from "./app/canvas/digit_parts.js";
export { weights } from "./app/canvas/reader.js";
export { hill } from "./app/picture/hill.js";
export { greeting } from "./app/tab/greeting.js";
export { phone } from "./join/phone.js";
export { number_reader } from "./numbers/number_parts.js";
export { wall } from "./room/wall.js";
export { notes } from "./talk/notes.js";
export { remote } from "./talk/remote.js";
export { curve, idle } from "./train/curve.js";
