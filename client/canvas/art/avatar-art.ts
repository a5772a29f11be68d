import { PALETTE } from "./palette.ts";

/** Avatars 0-63: eight creatures in eight colours, drawn as SVG text on a 100 x 100 canvas. */
export const AVATARS = 64;

const COLOURS = ["#ff8a5c", "#4fb3c8", "#ffd166", "#8ccf7e", "#c59bff", "#ff9ec0", "#9db4ff", "#d9b382"] as const;
const INK = PALETTE.ink;

type Creature = (fill: string) => string;
const head = (fill: string) => `<circle cx="50" cy="56" r="34" fill="${fill}"/>`;
const eyes = (x = 13, y = 52, r = 5) =>
  `<g stroke="none" fill="${INK}"><circle cx="${50 - x}" cy="${y}" r="${r}"/><circle cx="${50 + x}" cy="${y}" r="${r}"/></g>`;
const smile = (y = 66, w = 10) => `<path d="M${50 - w} ${y}q${w} ${w} ${2 * w} 0" fill="none"/>`;

const CREATURES: readonly Creature[] = [
  // Cat
  (f) =>
    `<path d="M20 46 18 12l24 14zM80 46l2-34-24 14z" fill="${f}"/>${head(f)}${eyes()}<path d="M46 62h8l-4 5z" fill="${INK}"/>${smile(69, 8)}`,
  // Bear
  (f) =>
    `<circle cx="24" cy="26" r="13" fill="${f}"/><circle cx="76" cy="26" r="13" fill="${f}"/>${head(f)}${eyes()}<ellipse cx="50" cy="67" rx="14" ry="11" fill="#fffdf8"/><circle cx="50" cy="63" r="4" fill="${INK}"/>`,
  // Rabbit
  (f) =>
    `<ellipse cx="36" cy="22" rx="9" ry="20" fill="${f}"/><ellipse cx="64" cy="22" rx="9" ry="20" fill="${f}"/>${head(f)}${eyes()}<path d="M44 68h12v10H44z" fill="#fffdf8"/><path d="M36 67h28" fill="none"/>`,
  // Frog
  (f) =>
    `<circle cx="30" cy="28" r="15" fill="${f}"/><circle cx="70" cy="28" r="15" fill="${f}"/><ellipse cx="50" cy="60" rx="38" ry="30" fill="${f}"/><circle cx="30" cy="28" r="8" fill="#fffdf8"/><circle cx="70" cy="28" r="8" fill="#fffdf8"/>${eyes(20, 28, 4)}${smile(64, 20)}`,
  // Robot
  (f) =>
    `<path d="M50 24V10" fill="none"/><circle cx="50" cy="9" r="6" fill="${PALETTE.sun}"/><rect x="16" y="24" width="68" height="62" rx="14" fill="${f}"/><rect x="27" y="38" width="46" height="20" rx="10" fill="#fffdf8"/>${eyes(11, 48, 5)}<path d="M34 72h32" fill="none"/>`,
  // Owl
  (f) =>
    `<path d="M20 40 18 14l22 12zM80 40l2-26-22 12z" fill="${f}"/>${head(f)}<circle cx="36" cy="50" r="13" fill="#fffdf8"/><circle cx="64" cy="50" r="13" fill="#fffdf8"/>${eyes(14, 50, 5)}<path d="M43 62h14l-7 11z" fill="${PALETTE.sun}"/>`,
  // Visitor with three eyes
  (f) =>
    `<path d="M34 26 26 8M66 26l8-18" fill="none"/><circle cx="26" cy="9" r="5" fill="${PALETTE.sun}"/><circle cx="74" cy="9" r="5" fill="${PALETTE.sun}"/><path d="M50 20c26 0 36 20 34 38S66 90 50 90 18 76 16 58 24 20 50 20z" fill="${f}"/><g stroke="none" fill="${INK}"><circle cx="50" cy="42" r="6"/><circle cx="33" cy="52" r="6"/><circle cx="67" cy="52" r="6"/></g>${smile(68, 12)}`,
  // Ghost
  (f) =>
    `<path d="M50 12c22 0 34 16 34 38v40l-11-9-11 9-12-9-12 9-11-9-11 9V50c0-22 12-38 34-38z" fill="${f}"/>${eyes(12, 46, 6)}<ellipse cx="50" cy="63" rx="7" ry="9" fill="${INK}"/>`,
];

export function avatarArt(avatar: number): string {
  const n = ((Math.trunc(avatar) % AVATARS) + AVATARS) % AVATARS;
  const creature = CREATURES[n % CREATURES.length]!;
  const colour = COLOURS[Math.floor(n / CREATURES.length)]!;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200" viewBox="0 0 100 100"><g stroke="${INK}" stroke-width="4.5" stroke-linejoin="round" stroke-linecap="round">${creature(colour)}</g></svg>`;
}

export function artUrl(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
