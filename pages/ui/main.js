// All components of the app, by the names that Python calls them (scripts.py). Each tab loads them once,
// so that two components have the same modules and what these know.

export { every_page, into_view } from "./every_page/every_page.js";
export { digit_reader } from "./live/digit_parts.js";
export { weights } from "./live/reading/reader.js";
export { hill } from "./live/picture/hill.js";
export { greeting } from "./every_page/tab/greeting.js";
export { phone } from "./join/phone.js";
export { asked } from "./mistakes/asked.js";
export { number_reader } from "./numbers/number_parts.js";
export { wall } from "./room/wall.js";
export { notes } from "./talk/notes.js";
export { remote } from "./talk/remote.js";
export { curve, idle } from "./train/curve.js";
