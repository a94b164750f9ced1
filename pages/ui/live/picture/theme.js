// The colours of the picture, [red, green, blue] each.

const COLOURS = ["positive", "negative", "too_much", "too_little", "here", "other"];
export const BLACK = [0, 0, 0];
export const WHITE = [255, 255, 255];
export const GREY = [128, 128, 128];

// The colours of the page's styles, in the theme that it shows.
export function theme_of(element) {
  const style = getComputedStyle(element);
  const numbers = style.color.match(/[\d.]+/g);
  const ink = numbers.slice(0, 3).map(Number);
  const is_dark = ink[0] > 128;
  const theme = { ink, paper: is_dark ? [0, 0, 0] : [255, 255, 255] };
  for (const name of COLOURS) {
    const both = style.getPropertyValue(`--tn-${name}`).match(/[\da-f]{6}/g); // or one for both
    const hex = both.at(is_dark ? -1 : 0);
    theme[name] = hex.match(/../g).map((pair) => parseInt(pair, 16));
  }
  return theme;
}

export const mixed = (a, b, t) => a.map((value, k) => value + (b[k] - value) * t);
export const towards = (colour, share, paper = WHITE) => mixed(paper, colour, share);
export const letters_on = ([red, green, blue]) =>
  0.3 * red + 0.59 * green + 0.11 * blue > 120 ? BLACK : WHITE;
export const colour_for = (value, theme) => (value < 0 ? theme.negative : theme.positive);
