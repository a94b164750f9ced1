// When each part of a picture moves on the stage, as two shares of the movement, by the parts' names:
// one thing after the other, so that a voice can follow.

const FIRST = [0, 0.3]; // what is not named below
const BEATS = {
  pixels: [
    [/^(near\d+n|near_head)/, 0.35, 0.45],
    [/^(near|window|lens)/, 0.25, 0.4],
    [/^row_head/, 0.92, 1],
  ],
  neuron: [
    [/^w|^head1/, 0.2, 0.35],
    [/^s|^head2/, 0.35, 0.5],
    [/^drop_up/, 0.5, 0.66],
    [/^fall0/, 0.58, 0.7],
    [/^drop_down/, 0.6, 0.78],
    [/^fall1/, 0.68, 0.8],
    [/^fall2/, 0.78, 0.88],
    [/^fall3/, 0.88, 1],
  ],
  activation: [
    [/^ball/, 0.3, 0.55],
    [/^(up|across)/, 0.5, 0.65],
    [/^(big|a)$/, 0.65, 0.8],
    [/^other/, 0.85, 1],
  ],
  answer: [
    [/^o/, 0.3, 0.6],
    [/^([ynt]\d|ten)/, 0.25, 0.4],
    [/^[bv]\d/, 0.55, 0.7],
    [/^part\d+$/, 0.62, 0.92],
    [/^part/, 0.9, 1],
    [/^sum/, 0.9, 1],
  ],
  // Backwards: whom the error reaches, then what each is told.
  back: [
    [/^(full|said|sign)/, 0, 0.15],
    [/^o/, 0.15, 0.45],
    [/^h/, 0.4, 0.5],
    [/^(i|told)/, 0.7, 0.95],
  ],
};

export function beat_of({ key }, { zoom, beside, back }, image) {
  if (beside) return [0, 0.35];
  const row = /^row(\d+)$/.exec(key); // one line of pixels flies after the other
  if (row) return [0.4, 0.55].map((begins) => begins + (0.4 * row[1]) / image.length);
  return BEATS[back ? "back" : zoom]?.find(([names]) => names.test(key))?.slice(1) ?? FIRST;
}
