import { artUrl } from "../canvas/art/avatar-art.ts";
import { PALETTE } from "../canvas/art/palette.ts";
import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

/**
 * Momo: the face of the reward model. Momo guesses what people like, and says by a mood how sure the guess is or how it went. The two
 * feelers stand for the answers A and B, in their colours.
 */
export const MOODS = ["sure", "unsure", "happy", "sad"] as const;
export type Mood = (typeof MOODS)[number];

const { ink, a, b, white } = PALETTE;
const BODY = "#7fd6b4";
const BELLY = "#c6f0df";
const CHEEK = "#ff9ec0";

/** Feelers, eyes, brows and mouth of a mood, on a canvas of 120 x 120. */
const FACES: Readonly<Record<Mood, string>> = {
  sure:
    feelers("M45 34 38 14", [38, 12], "M75 34 82 14", [82, 12]) +
    eyes(0, 0) +
    `<path d="M36 47q8-5 15-2M69 45q7-3 15 2M48 79q14 11 25-3" fill="none"/>`,
  unsure:
    feelers("M45 34 40 15", [40, 13], "M75 34q6-12 19-8", [96, 27]) +
    eyes(5, -3) +
    `<path d="M36 44q8-7 15-3M69 48q7 2 15-1M47 82q6-7 12-1t13-2" fill="none"/>`,
  happy:
    feelers("M45 34 33 12", [32, 10], "M75 34 87 12", [88, 10]) +
    `<path d="M35 61q9-13 18 0M67 61q9-13 18 0" fill="none"/><path d="M44 74h32q-2 18-16 18T44 74z" fill="${ink}"/><path d="M52 87q8-6 16 0-8 7-16 0z" fill="${CHEEK}" stroke="none"/>`,
  sad:
    feelers("M45 34q-12-10-21 2", [22, 39], "M75 34q12-10 21 2", [98, 39]) +
    eyes(0, 4) +
    `<path d="M36 49q9-1 15-6M69 43q6 5 15 6M48 86q12-10 24 0" fill="none"/>`,
};

function feelers(
  left: string,
  [ax, ay]: readonly [number, number],
  right: string,
  [bx, by]: readonly [number, number],
) {
  return `<path d="${left}${right}" fill="none"/><circle cx="${ax}" cy="${ay}" r="8" fill="${a}"/><circle cx="${bx}" cy="${by}" r="8" fill="${b}"/>`;
}

/** Round eyes that look `x` and `y` away from straight ahead. */
function eyes(x: number, y: number) {
  const one = (cx: number) =>
    `<circle cx="${cx}" cy="60" r="11" fill="${white}"/><circle cx="${cx + x}" cy="${60 + y}" r="5.5" fill="${ink}" stroke="none"/>`;
  return one(44) + one(76);
}

export function momoArt(mood: Mood): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 -3 120 120"><g stroke="${ink}" stroke-width="4.5" stroke-linejoin="round" stroke-linecap="round"><path d="M60 30c28 0 46 19 46 45 0 24-18 38-46 38S14 99 14 75c0-26 18-45 46-45z" fill="${BODY}"/><path d="M60 66c17 0 27 9 27 22 0 14-11 21-27 21s-27-7-27-21c0-13 10-22 27-22z" fill="${BELLY}" stroke="none"/><g fill="${CHEEK}" stroke="none"><ellipse cx="26" cy="76" rx="6" ry="4"/><ellipse cx="94" cy="76" rx="6" ry="4"/></g>${FACES[mood]}</g></svg>`;
}

/** Momo as a picture that says its mood to screen readers. Its size is the style sheet's: `.momo`. */
export function momoFace(mood: Mood): HTMLImageElement {
  return element("img", { class: "momo", attributes: { src: artUrl(momoArt(mood)), alt: t(`momo.${mood}`) } });
}

/** Changes the mood of a picture that stays where it is. */
export function showMood(face: HTMLImageElement, mood: Mood): void {
  const src = artUrl(momoArt(mood));
  if (face.src === src) return;
  face.src = src;
  face.alt = t(`momo.${mood}`);
}
