import { PALETTE } from "./palette.ts";

/** Contestants, 160 x 200: before the reveal two masked figures in their side's colour, afterwards the version's own character. */
const INK = PALETTE.ink;

const wrap = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="400" viewBox="0 0 160 200"><g stroke="${INK}" stroke-width="5" stroke-linejoin="round" stroke-linecap="round">${inner}</g></svg>`;

const limbs = (fill: string) =>
  `<path d="M58 165v26M102 165v26" fill="none" stroke-width="9"/><path d="M44 193h24M92 193h24" fill="none" stroke-width="9"/><path d="M32 120 12 140M128 120l20 20" fill="none" stroke-width="8"/><circle cx="12" cy="142" r="9" fill="${fill}"/><circle cx="148" cy="142" r="9" fill="${fill}"/>`;

const label = (text: string, colour: string) =>
  `<rect x="50" y="122" width="60" height="36" rx="12" fill="${PALETTE.white}"/><text x="80" y="149" text-anchor="middle" font-family="system-ui, Open Sans, sans-serif" font-weight="800" font-size="${text.length > 3 ? 20 : 26}" fill="${colour}" stroke="none">${text}</text>`;

export function maskedArt(side: "a" | "b"): string {
  const colour = side === "a" ? PALETTE.a : PALETTE.b;
  return wrap(
    `${limbs(colour)}<path d="M80 22c40 0 54 36 54 76s-14 74-54 74-54-34-54-74 14-76 54-76z" fill="${colour}"/><path d="M30 66c30-10 70-10 100 0v30c-30 8-70 8-100 0z" fill="${INK}"/><ellipse cx="60" cy="80" rx="11" ry="9" fill="${PALETTE.white}" stroke="none"/><ellipse cx="100" cy="80" rx="11" ry="9" fill="${PALETTE.white}" stroke="none"/><circle cx="62" cy="81" r="5" fill="${INK}" stroke="none"/><circle cx="98" cy="81" r="5" fill="${INK}" stroke="none"/>${label(side.toUpperCase(), colour)}`,
  );
}

const BODIES = [
  '<rect x="28" y="44" width="104" height="128" rx="26" fill="FILL"/>',
  '<path d="M80 36c36 0 56 34 56 78s-18 58-56 58-56-14-56-58 20-78 56-78z" fill="FILL"/>',
  '<path d="M80 38 134 66v72l-54 34-54-34V66z" fill="FILL"/>',
  '<rect x="38" y="36" width="84" height="136" rx="42" fill="FILL"/>',
  '<path d="M44 40h72l20 132H24z" fill="FILL"/>',
] as const;

const HATS = [
  `<path d="M80 40V18" fill="none"/><circle cx="80" cy="14" r="8" fill="${PALETTE.sun}"/>`,
  `<path d="M62 42 52 16M98 42l10-26" fill="none"/><circle cx="52" cy="14" r="7" fill="${PALETTE.sun}"/><circle cx="108" cy="14" r="7" fill="${PALETTE.sun}"/>`,
  `<path d="m52 44 6-30 22 16 22-16 6 30z" fill="${PALETTE.sun}"/>`,
  `<path d="M80 40c-2-14 6-22 20-24-2 14-8 20-20 24z" fill="#8ccf7e"/>`,
] as const;

const dot = (x: number, r: number) =>
  `<circle cx="${x}" cy="84" r="${r}" fill="${PALETTE.white}"/><circle cx="${x}" cy="85" r="${r * 0.45}" fill="${INK}" stroke="none"/>`;
const EYES = [`${dot(62, 14)}${dot(98, 14)}`, dot(80, 22), `${dot(54, 10)}${dot(80, 13)}${dot(106, 10)}`] as const;

/** Golden-angle hues: neighbouring versions never look alike, and a version always looks the same. */
export function contestantArt(version: number): string {
  const fill = `hsl(${Math.round((version * 137.5 + 40) % 360)} 72% 68%)`;
  const body = BODIES[version % BODIES.length]!.replace("FILL", fill);
  const hat = HATS[version % HATS.length]!;
  const eyes = EYES[version % EYES.length]!;
  return wrap(
    `${limbs(fill)}${hat}${body}${eyes}<path d="M64 106q16 12 32 0" fill="none"/>${label(`v${version}`, INK)}`,
  );
}

export function thumbArt(direction: "up" | "down", colour: string): string {
  const turn = direction === "up" ? "" : ' transform="rotate(180 32 32)"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 64 64"><g${turn} fill="${PALETTE.white}" stroke="${INK}" stroke-width="4" stroke-linejoin="round"><path d="M24 30 33 10c5 0 8 4 7 9l-2 9h13c4 0 6 3 5 7l-3 14c-1 3-3 5-6 5H24z"/><rect x="9" y="28" width="15" height="27" rx="4" fill="${colour}"/></g></svg>`;
}

/** The learning mind, 240 x 200: eyes open while a trainer works, closed while there is none. */
export function mindArt(awake: boolean): string {
  const fill = awake ? PALETTE.mindSoft : PALETTE.grey;
  const lids = awake
    ? `<circle cx="92" cy="96" r="18" fill="${PALETTE.white}"/><circle cx="148" cy="96" r="18" fill="${PALETTE.white}"/><circle cx="95" cy="98" r="8" fill="${INK}" stroke="none"/><circle cx="145" cy="98" r="8" fill="${INK}" stroke="none"/><path d="M104 134q16 14 32 0" fill="none"/>`
    : `<path d="M76 98q16 12 32 0M132 98q16 12 32 0" fill="none"/><ellipse cx="120" cy="138" rx="9" ry="7" fill="${INK}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="400" viewBox="0 0 240 200"><g stroke="${INK}" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"><path d="M70 170c-34 2-54-20-50-46-18-22-8-54 20-60 6-28 40-40 64-24 18-16 52-14 64 8 28-4 48 18 42 44 18 20 10 52-16 60-10 22-40 28-58 16-18 14-48 14-66 2z" fill="${fill}"/>${lids}</g></svg>`;
}
