/** Colours that the drawings share with `styles/base.css`. */
export const PALETTE = {
  paper: "#fff4de",
  paperDeep: "#fbe2b5",
  ink: "#231942",
  a: "#c8371f",
  b: "#0b6b84",
  sun: "#ffc637",
  mind: "#6236c0",
  mindSoft: "#d9c7ff",
  white: "#fffdf8",
  grey: "#b9b2c4",
} as const;

/** The number of a CSS colour, as Phaser wants it. */
export function colourNumber(css: string): number {
  return Number.parseInt(css.slice(1), 16);
}

/** Lettering on the canvas. */
export const FONT = '"Fredoka Variable", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", system-ui, sans-serif';

/** A name cut to at most `longest` characters as people count them: an emoji of several code points is one. */
export function fittingName(name: string, longest: number): string {
  const whole = Math.max(2, Math.floor(longest));
  const letters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  return letters.length <= whole ? name : `${letters.slice(0, whole - 1).join("")}…`;
}
