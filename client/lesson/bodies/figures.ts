/** How the lesson draws numbers: large, each with its words. */

import type { MeasuredRate, PractisesExhibit } from "../../../shared/protocol/lesson.ts";
import { artUrl } from "../../canvas/art/avatar-art.ts";
import { PALETTE } from "../../canvas/art/palette.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { decimals, percent } from "../../ui/numbers.ts";

const SVG = "http://www.w3.org/2000/svg";

/** The one number of a screen, and what it counts. */
export function bigNumber(value: string, words: string): HTMLElement {
  return element("p", { class: "lesson-number" }, element("strong", { text: value }), element("span", { text: words }));
}

interface Bar {
  readonly label: string;
  /** 0-1. */
  readonly share: number;
  readonly value: string;
  /** Where it may really be. */
  readonly band?: Pick<MeasuredRate, "low" | "high">;
  /** The class's own among the model's. */
  readonly mine?: boolean;
}

/** Bars below each other, each with its number and its interval as a thin line. */
export function bars(rows: readonly Bar[], mark: number | null = null): HTMLElement {
  const items = rows.map(({ label, share, value, band, mine = false }) => {
    const fill = element("span", { class: "bar-fill" });
    fill.style.width = `${100 * clamped(share)}%`;
    const track = element("span", { class: "bar-track", attributes: { "aria-hidden": "true" } }, fill);
    if (mark !== null) track.append(placed("bar-mark", mark, mark));
    if (band !== undefined) track.append(placed("bar-band", band.low, band.high));
    return element(
      "li",
      { class: mine ? "bar mine" : "bar" },
      element("span", { class: "bar-label", text: label }),
      track,
      element("strong", { class: "bar-value", text: value }),
    );
  });
  return element("ul", { class: "bars" }, ...items);
}

function placed(className: string, low: number, high: number): HTMLElement {
  const node = element("span", { class: className });
  node.style.left = `${100 * clamped(low)}%`;
  node.style.width = `${100 * (clamped(high) - clamped(low))}%`;
  return node;
}

const clamped = (share: number) => Math.min(1, Math.max(0, share));

export const rateBar = (label: string, { rate, low, high }: MeasuredRate, mine = false): Bar => ({
  ...{ label, share: rate, value: percent(rate), band: { low, high }, mine },
});

/** A score with one decimal, and no minus before a zero. */
export const scoreText = (score: number): string => decimals(Math.round(10 * score) / 10 || 0, 1);

/** A share of counted votes as "17 of 24", "-" where there are none. */
export const ofTotal = ({ count, of }: { readonly count: number; readonly of: number }): string =>
  of === 0 ? "–" : t("lesson.ofTotal", { count, of });

/**
 * Whether a share of votes can't be told from a half: it is within 1.96 standard errors of it, as counted for a fair coin.
 */
export const isTooClose = ({ count, of }: { readonly count: number; readonly of: number }): boolean =>
  of === 0 || Math.abs(count / of - 0.5) < 0.98 / Math.sqrt(of);

export interface Curve {
  readonly className: string;
  readonly label: string;
  readonly values: readonly number[];
  /** A level for comparison, drawn as a broken line. */
  readonly level?: number;
}

/** One line from left to right over its own scale, with the first and the last value beside it. */
export function curve({ className, label, values, level }: Curve): HTMLElement {
  const all = level === undefined ? values : [...values, level];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value: number) => 94 - 88 * (high === low ? 0.5 : (value - low) / (high - low));
  const x = (i: number) => (values.length < 2 ? 150 : (300 * i) / (values.length - 1));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 300 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const path = (className: string, d: string) => {
    const node = document.createElementNS(SVG, "path");
    node.setAttribute("class", className);
    node.setAttribute("d", d);
    svg.append(node);
  };
  if (level !== undefined) path("curve-level", `M0 ${y(level)}H300`);
  path(
    "curve-line",
    values.map((value, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join(""),
  );
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  return element(
    "figure",
    { class: `curve ${className}` },
    element("figcaption", { text: label }),
    svg as unknown as HTMLElement,
    element(
      "p",
      { class: "curve-ends" },
      element("span", { text: `${scoreText(first)} → ` }),
      element("strong", { text: scoreText(last) }),
    ),
  );
}

const { ink, mind, mindSoft, sun, white, a } = PALETTE;
/** Where the post stands, and where the longest leash ends, on a canvas of 400 x 130. */
const POST = 40;
const END = 350;

/** A leash from a post, where the model began, to the model now; as long as its KL is of the most that is let pass. */
function leashArt({ kl, limit }: Pick<PractisesExhibit["leash"], "kl" | "limit">): string {
  const share = limit > 0 ? Math.min(1, Math.max(0, kl / limit)) : 0;
  const x = POST + 44 + (END - POST - 44) * share;
  const slack = 40 * (1 - share);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 130"><g stroke="${ink}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"><path d="M10 112h380" fill="none"/><path d="M${END + 26} 40v72" fill="none" stroke="${a}" stroke-dasharray="3 12"/><rect x="${POST - 9}" y="36" width="18" height="76" rx="6" fill="${sun}"/><path d="M${POST} 52C${POST + (x - POST) / 3} ${52 + slack} ${POST + (2 * (x - POST)) / 3} ${62 + slack} ${x - 22} 66" fill="none" stroke="${mind}" stroke-width="7"/><circle cx="${x}" cy="80" r="28" fill="${mindSoft}"/><g stroke="none"><circle cx="${x - 9}" cy="74" r="7" fill="${white}"/><circle cx="${x + 11}" cy="74" r="7" fill="${white}"/><circle cx="${x - 7}" cy="74" r="3.5" fill="${ink}"/><circle cx="${x + 13}" cy="74" r="3.5" fill="${ink}"/></g><path d="M${x - 8} 90q9 7 18 0" fill="none" stroke-width="4"/></g></svg>`;
}

/** The leash with its length in nats. */
export function leashPicture(leash: PractisesExhibit["leash"]): HTMLElement {
  const words = t("lesson.leash.drawn", { kl: decimals(leash.kl, 1), limit: decimals(leash.limit, 0) });
  return element(
    "figure",
    { class: "leash" },
    element("img", { attributes: { src: artUrl(leashArt(leash)), alt: "" } }),
    element("figcaption", { text: words }),
  );
}
