// The accuracy over the epochs, below its number. The axes are those of the whole run, so all that a new
// point changes is the end of a curve. curves.py says what it shows; style.css has letters and colours.
// Places are in per cent of width and height.

const FIRST = 40; // per cent of the width at least, for the first epoch: most is learnt in it
const MOST_STEPS = 5; // between the numbers below the other epochs

const line = (x1, y1, x2, y2, kind) =>
  `<line x1="${x1}%" y1="${y1}%" x2="${x2}%" y2="${y2}%" class="tn-curve-${kind}"/>`;
const letters = (x, y, place, text) => `<text x="${x}%" y="${y}%" ${place}>${text}</text>`;

function safe(text) {
  const part = document.createElement("i");
  part.textContent = text;
  return part.innerHTML;
}

function axis_of(epochs) {
  const first = Math.max(FIRST, 100 / epochs);
  return (at) => (at <= 1 ? first * at : first + ((100 - first) * (at - 1)) / (epochs - 1));
}

function axes(epochs, x_of) {
  const shares = [0, 20, 40, 60, 80, 100].map(
    (share) =>
      line(0, 100 - share, 100, 100 - share, "grid") +
      letters(0, 100 - share, 'dx="-0.5em" dy="0.35em" text-anchor="end"', `${share} %`),
  );
  const step = [1, 2, 5, 10, 20, 50, 100].find((step) => epochs / step <= MOST_STEPS);
  const later = Array.from({ length: epochs / step }, (_, k) => (k + 1) * step);
  const moments = [0, 0.5, 1, ...later.filter((at) => at > 1)].map((at) =>
    letters(x_of(at), 100, 'dy="1.3em" text-anchor="middle"', at),
  );
  const title = epochs > 1 ? "epochs; the first is drawn wider" : "epochs";
  moments.push(letters(100, 100, 'dy="2.6em" text-anchor="end"', title));
  return [...shares, line(x_of(1), 0, x_of(1), 100, "grid"), ...moments];
}

function one_curve([kind, name, points], x_of) {
  const places = points.map(([at, share]) => [x_of(at), 100 * (1 - share)]);
  const dots = places.map(([x, y], k) => {
    const [at, share] = points[k];
    const moment = `${Number(at.toPrecision(4))} epoch${at === 1 ? "" : "s"}`;
    const said = `${safe(name)}: ${(100 * share).toFixed(2)} % after ${moment}`;
    return `<circle cx="${x}%" cy="${y}%" r="0.28em"><title>${said}</title></circle>`;
  });
  return `<g class="tn-curve-${kind}">
    <svg viewBox="0 0 100 100" preserveAspectRatio="none"><polyline points="${places.join(" ")}"/></svg>
    ${dots.join("")}</g>`;
}

function one_change([at, text], x_of) {
  const words = `<text transform="rotate(-90)" dx="0.5em" dy="1em">${safe(text)}</text>`;
  const foot = `<svg x="${x_of(at)}%" y="100%">${words}</svg>`;
  return line(x_of(at), 0, x_of(at), 100, "change") + foot;
}

export default function curve({ data, parentElement }) {
  let element = parentElement.querySelector(":scope > .tn-curve");
  element ??= parentElement.appendChild(document.createElement("div"));
  element.className = "tn-curve";
  const is_new = JSON.stringify(data) !== JSON.stringify(element.says);
  element.says = data;
  if (!is_new) return () => element.remove(); // or a hint that is open would close
  const { head, epochs, curves, changes, alt } = data;
  const x_of = axis_of(epochs);
  const legend = curves.map(
    ([kind, name]) => `<span class="tn-curve-${kind}">${safe(name)}</span>`,
  );
  const drawn = [
    ...axes(epochs, x_of),
    ...changes.map((change) => one_change(change, x_of)),
    ...curves.map((one) => one_curve(one, x_of)).toReversed(), // the first on top
  ];
  element.innerHTML = `<div>${head}</div><div>Read right: ${legend.join("")}</div>
    <svg role="img">${drawn.join("")}</svg>`;
  element.lastElementChild.ariaLabel = alt;
  return () => element.remove();
}
