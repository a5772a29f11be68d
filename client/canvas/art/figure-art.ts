import { EXTERNAL_MODEL } from "../../../shared/round/authors.ts";
import { PALETTE } from "./palette.ts";

/** Figures, 160 x 200: before the reveal two masked ones in their side's colour, afterwards the version's own character. */
const INK = PALETTE.ink;

const wrap = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="400" viewBox="0 0 160 200"><g stroke="${INK}" stroke-width="5" stroke-linejoin="round" stroke-linecap="round">${inner}</g></svg>`;

const limbs = (fill: string) =>
  `<path d="M58 165v26M102 165v26" fill="none" stroke-width="9"/><path d="M44 193h24M92 193h24" fill="none" stroke-width="9"/><path d="M32 120 12 140M128 120l20 20" fill="none" stroke-width="8"/><circle cx="12" cy="142" r="9" fill="${fill}"/><circle cx="148" cy="142" r="9" fill="${fill}"/>`;

const label = (text: string, colour: string) =>
  `<rect x="50" y="122" width="60" height="36" rx="12" fill="${PALETTE.white}"/><text x="80" y="149" text-anchor="middle" font-family="system-ui, Open Sans, sans-serif" font-weight="800" font-size="${text.length > 3 ? 20 : 26}" fill="${colour}" stroke="none">${text}</text>`;

/** Drawn as lines, since SVG images cannot use the page's fonts. */
const LETTERS = {
  a: '<path d="m69 150 11-24 11 24M73.5 142h13" fill="none"/>',
  b: '<path d="M72 126v24h9c10 0 10-12 0-12h-9 8c9 0 9-12 0-12z" fill="none"/>',
} as const;
const letterLabel = (side: "a" | "b", colour: string) =>
  `<rect x="50" y="120" width="60" height="36" rx="12" fill="${PALETTE.white}"/><g stroke="${colour}" stroke-width="6">${LETTERS[side]}</g>`;

export const MASKED_POSES = ["rest", "talk", "blink"] as const;
export type MaskedPose = (typeof MASKED_POSES)[number];

export function maskedArt(side: "a" | "b", pose: MaskedPose): string {
  const colour = side === "a" ? PALETTE.a : PALETTE.b;
  const look = side === "a" ? 3 : -3;
  const eyes =
    pose === "blink"
      ? `<path d="M50 81h20M90 81h20" stroke="${PALETTE.white}" fill="none"/>`
      : `<g stroke="none"><ellipse cx="60" cy="80" rx="12" ry="10" fill="${PALETTE.white}"/><ellipse cx="100" cy="80" rx="12" ry="10" fill="${PALETTE.white}"/><circle cx="${60 + look}" cy="81" r="5.5" fill="${INK}"/><circle cx="${100 + look}" cy="81" r="5.5" fill="${INK}"/></g>`;
  const mouth =
    pose === "talk"
      ? `<ellipse cx="80" cy="110" rx="10" ry="8" fill="${INK}"/><path d="M74 114q6-4 12 0" stroke="none" fill="#ff9d8a"/>`
      : `<path d="M72 110q8 5 16 0" fill="none"/>`;
  const knot = side === "a" ? "M30 74 8 60l6 16-10 8 26-2" : "M130 74l22-14-6 16 10 8-26-2";
  return wrap(
    `<path d="${knot}" fill="${INK}"/>${limbs(colour)}<path d="M80 22c40 0 54 36 54 76s-14 74-54 74-54-34-54-74 14-76 54-76z" fill="${colour}"/><path d="M44 50c6-12 16-18 30-19" fill="none" stroke="${PALETTE.white}" stroke-opacity=".55" stroke-width="7"/><path d="M28 66c30-10 74-10 104 0v29c-30 8-74 8-104 0z" fill="${INK}"/>${eyes}${mouth}${letterLabel(side, colour)}`,
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
export function figureArt(version: number): string {
  if (version === EXTERNAL_MODEL) return visitorArt();
  if (version < 0) return personArt();
  const fill = `hsl(${Math.round((version * 137.5 + 40) % 360)} 72% 68%)`;
  const body = BODIES[version % BODIES.length]!.replace("FILL", fill);
  const hat = HATS[version % HATS.length]!;
  const eyes = EYES[version % EYES.length]!;
  return wrap(
    `${limbs(fill)}${hat}${body}<path d="M50 62c4-8 12-12 20-13" fill="none" stroke="${PALETTE.white}" stroke-opacity=".6" stroke-width="6"/>${eyes}<path d="M64 106q16 12 32 0" fill="none"/>${label(`v${version}`, INK)}`,
  );
}

/** A player who wrote an answer, instead of a version. */
function personArt(): string {
  const [skin, shirt] = ["#e8b48a", "#8ccf7e"];
  return wrap(
    `${limbs(skin)}<path d="M34 172c-4-40 10-62 46-62s50 22 46 62z" fill="${shirt}"/><circle cx="80" cy="70" r="40" fill="${skin}"/><path d="M40 66c-4-34 20-50 42-48 26 0 42 18 38 46-10-4-20-14-26-24-12 14-32 22-54 26z" fill="${INK}"/>${dot(66, 9)}${dot(96, 9)}<path d="M70 94q11 8 22 0" fill="none"/>${label("✎", INK)}`,
  );
}

/** An external model, with a flag instead of a number. */
function visitorArt(): string {
  const fill = PALETTE.grey;
  return wrap(
    `${limbs(fill)}<path d="M118 40V8h26l-7 10 7 10h-26" fill="${PALETTE.sun}"/><rect x="26" y="40" width="108" height="132" rx="34" fill="${fill}"/><path d="M44 66h72v30H44z" fill="${INK}"/><circle cx="62" cy="81" r="8" fill="${PALETTE.sun}" stroke="none"/><circle cx="98" cy="81" r="8" fill="${PALETTE.sun}" stroke="none"/><path d="M66 108h28" fill="none"/>${label("?!", INK)}`,
  );
}

export function thumbArt(direction: "up" | "down", colour: string): string {
  const turn = direction === "up" ? "" : ' transform="rotate(180 32 32)"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 64 64"><g${turn} fill="${PALETTE.white}" stroke="${INK}" stroke-width="4" stroke-linejoin="round"><path d="M24 30 33 10c5 0 8 4 7 9l-2 9h13c4 0 6 3 5 7l-3 14c-1 3-3 5-6 5H24z"/><rect x="9" y="28" width="15" height="27" rx="4" fill="${colour}"/></g></svg>`;
}

/** The head of the learning mind, 240 x 240, open above, where its net of thoughts is drawn: awake while a trainer works. */
export function mindArt(awake: boolean): string {
  const fill = awake ? PALETTE.mindSoft : PALETTE.grey;
  const face = awake
    ? `<circle cx="92" cy="176" r="16" fill="${PALETTE.white}"/><circle cx="148" cy="176" r="16" fill="${PALETTE.white}"/><circle cx="94" cy="174" r="7" fill="${INK}" stroke="none"/><circle cx="146" cy="174" r="7" fill="${INK}" stroke="none"/><path d="M106 203q14 12 28 0" fill="none"/>`
    : `<path d="M78 176q14 10 28 0M134 176q14 10 28 0" fill="none"/><ellipse cx="120" cy="206" rx="8" ry="6" fill="${INK}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480" viewBox="0 0 240 240"><g stroke="${INK}" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"><path d="M22 106c0-54 42-96 98-96s98 42 98 96v54c0 42-36 72-98 72s-98-30-98-72z" fill="${fill}"/><path d="M36 108c0-48 36-84 84-84s84 36 84 84c0 18-6 30-18 36H54c-12-6-18-18-18-36z" fill="#1d0f45"/><path d="M60 62c10-16 24-25 42-28" fill="none" stroke="${PALETTE.white}" stroke-opacity=".5" stroke-width="8"/><circle cx="14" cy="150" r="12" fill="${PALETTE.sun}"/><circle cx="226" cy="150" r="12" fill="${PALETTE.sun}"/>${face}</g></svg>`;
}
