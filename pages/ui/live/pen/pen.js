// What the pen draws on the canvas, as strokes: listened to beside the canvas, which is in a shadow
// root and says nothing itself. Which strokes count is the reader's (reader.js).

import { on } from "../../app/browser/page.js";

// A stroke as the canvas draws it: fabric.js's PencilBrush, which takes no coalesced events.

const NEAREST = 0.4 ** 2; // pixels, squared, between two points
const LONGER = 0.001; // times the pen's width
const LIFTED = { bubbles: true, composed: true };
const HUNDREDTHS = 100; // of a pixel: so exactly points are kept and sent
const same = (point, other) => point[0] === other[0] && point[1] === other[1];
const rounded = (value) => Math.round(HUNDREDTHS * value) / HUNDREDTHS;

function add_point(points, point, straight) {
  if (points.length > 1 && same(point, points.at(-1))) return;
  if (straight && points.length > 1) points.pop();
  points.push(point);
}

function stroke_of({ recorded, width, erases, is_ours }) {
  const [first, last] = [recorded[0], recorded.at(-1)];
  const apart = [first];
  for (const point of recorded.slice(1, is_ours ? -1 : -2))
    if ((point[0] - apart.at(-1)[0]) ** 2 + (point[1] - apart.at(-1)[1]) ** 2 >= NEAREST)
      apart.push(point);
  apart.push(last);
  // Both ends are a little longer, so that a dot is a line.
  const lengthened = ([x, y], from, to, share) => {
    const toward = apart.length > 2 ? [0, 1].map((k) => Math.sign(to[k] - from[k])) : [1, 0];
    return [x + toward[0] * share * width, y + toward[1] * share * width];
  };
  const points = [
    lengthened(first, apart[1], apart[2], -LONGER),
    ...apart.filter((here, k) => k < apart.length - 1 && !same(here, apart[k + 1])),
    lengthened(last, apart.at(-2), last, LONGER),
  ];
  return { points: points.map((point) => point.map(rounded)), width, erases };
}

function place_of(event, canvas) {
  const [box, whole] = [canvas.getBoundingClientRect(), event.pointerType === "touch"];
  // The canvas hears of a mouse and a pen by mouse events, which have whole pixels.
  const [x, y] = [event.clientX, event.clientY].map((value) => (whole ? value : Math.floor(value)));
  return [
    ((x - box.left) * canvas.width) / box.width,
    ((y - box.top) * canvas.height) / box.height,
  ];
}

// Listen to the pen. `tool()` is { width, erases }, or nothing where nothing can be drawn; with
// `is_ours` where fabric.js does not draw. `act` has a function for each thing that happens:
// begun(canvas), moved() and ended(stroke).
export function listen_to_pen(tool, act) {
  let pen; // what is drawn now
  const ended = []; // a new canvas may be there before its tool is known: then they wait
  const stroke = (one) => stroke_of({ ...tool(), ...one });
  function hear(event) {
    const target = event.composedPath()[0];
    const on_canvas = target.matches?.("canvas.upper-canvas");
    if (!event.isPrimary) return;
    if (event.type === "pointerdown" && on_canvas && event.button === 0) {
      const start = place_of(event, target);
      pen = { ...tool(), recorded: [start, start], canvas: target };
      act.begun(target);
    } else if (!pen) return;
    else if (event.type === "pointercancel" || !pen.canvas.isConnected) pen = undefined;
    else if (event.buttons & 1 && pen.canvas.offsetWidth)
      add_point(pen.recorded, place_of(event, pen.canvas), event.shiftKey);
    else {
      // A step of a talk may hide the canvas under the pen: the stroke ends, for fabric.js as well.
      if (event.buttons & 1) pen.canvas.dispatchEvent(new MouseEvent("mouseup", LIFTED));
      ended.push(pen);
      pen = undefined;
      return hand_over();
    }
    act.moved();
  }
  function hand_over() {
    for (const one of tool() ? ended.splice(0) : [])
      if (one.canvas.isConnected) act.ended(stroke(one));
  }
  on("pointerdown pointermove pointerup pointercancel", hear);
  return {
    drawn: () => (pen && tool() ? [stroke(pen)] : []),
    is_down: () => pen !== undefined,
    hand_over, // once the tool is known
  };
}
