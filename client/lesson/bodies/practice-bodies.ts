/** Stops whose matter is practice: bets, tries, the leash, and what happens without it. */

import type { TasteBoard } from "../../../shared/protocol/lesson.ts";
import type { LessonScreen } from "../../../shared/round/lesson/screens.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { type Mood, momoFace } from "../../ui/momo.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { bars, bigNumber, curve, isTooClose, leashPicture, ofTotal, rateBar, scoreText } from "./figures.ts";
import { quote } from "./text-bodies.ts";

type ScreenOf<Name extends LessonScreen["name"]> = Extract<LessonScreen, { readonly name: Name }>;
type TasteRound = TasteBoard["rounds"][number];

/** Tries that a screen has room for. */
const TRIES = 4;
const BETS = 2;

/** How Momo feels about a round of bets: in doubt while its interval holds a coin's half. */
export function moodOf(round: Pick<TasteRound, "hits" | "knew"> | undefined): Mood {
  if (round === undefined || !round.knew) return "unsure";
  if (round.hits.high < 0.5) return "sad";
  return round.hits.low > 0.5 ? "happy" : "unsure";
}

/** The round that was just voted on: how often Momo was right, with its doubt, and some of its bets. */
export function betsBody({ taste }: ScreenOf<"bets">): HTMLElement {
  const last = taste?.rounds.at(-1);
  const face = element("div", { class: "momo-large" }, momoFace(moodOf(last)));
  if (last === undefined || taste === null)
    return element(
      "div",
      { class: "lesson-two" },
      face,
      element("p", { class: "lesson-lead", text: t("lesson.bets.none") }),
    );
  const { rate, low, high, of } = last.hits;
  const doubt = last.knew
    ? t("lesson.bets.band", { votes: of, low: decimals(100 * low, 0), high: decimals(100 * high, 0) })
    : t("lesson.bets.coin");
  const bets = taste.bets.filter((bet) => bet.roundId === last.roundId && isTaken(bet)).slice(0, BETS);
  return element(
    "div",
    { class: "lesson-two" },
    face,
    element(
      "div",
      { class: "lesson-stack" },
      bigNumber(percent(rate), t("lesson.bets.right")),
      element("p", { class: "lesson-note", text: doubt }),
      last.knew ? element("ul", { class: "bets" }, ...bets.map(betItem)) : null,
    ),
  );
}

/** Momo took a side. */
const isTaken = ({ chanceOfA }: TasteBoard["bets"][number]) => chanceOfA !== null && Math.abs(chanceOfA - 0.5) > 0.005;

function betItem({ a, b, chosen, chanceOfA }: TasteBoard["bets"][number]): HTMLElement {
  const sure = chanceOfA === null ? 0.5 : Math.max(chanceOfA, 1 - chanceOfA);
  const isHit = chanceOfA !== null && chanceOfA >= 0.5 === (chosen === "a");
  return element(
    "li",
    { class: isHit ? "bet hit" : "bet" },
    element("p", { class: "bet-text", text: t("lesson.bets.liked", { text: chosen === "a" ? a : b }) }),
    element("strong", {
      text: t(isHit ? "lesson.bets.hit" : "lesson.bets.miss", { percent: decimals(100 * sure, 0) }),
    }),
  );
}

/** All rounds of votes: the hit rate rising from a coin's. */
export function hitsBody({ taste }: ScreenOf<"hits">): HTMLElement {
  const rounds = taste?.rounds ?? [];
  const [first, last] = [rounds[0], rounds.at(-1)];
  const rows = rounds.map(({ hits }, i) => rateBar(t("lesson.bets.round", { round: i + 1 }), hits));
  const change =
    first === undefined || last === undefined ? "–" : `${percent(first.hits.rate)} → ${percent(last.hits.rate)}`;
  return element(
    "div",
    { class: "lesson-two" },
    element("div", { class: "momo-large" }, momoFace(moodOf(last))),
    element(
      "div",
      { class: "lesson-stack" },
      bigNumber(change, t("lesson.bets.right")),
      rows.length === 0 ? element("p", { class: "lesson-note", text: t("lesson.bets.none") }) : bars(rows, 0.5),
    ),
  );
}

/** Tries with their scores, the leash, and the mean score before and now. */
export function triesBody(screen: ScreenOf<"tries">): HTMLElement {
  const { tries, before, after, leash, rightGuesses } = screen;
  // Half from the top, half from the bottom: kept and dropped stand beside each other.
  const shown = tries.length <= TRIES ? tries : [...tries.slice(0, TRIES / 2), ...tries.slice(-TRIES / 2)];
  const items = shown.map(({ text, score, kept }) =>
    element(
      "li",
      { class: kept ? "try kept" : "try" },
      element("strong", { class: "try-score", text: scoreText(score) }),
      element("p", { class: "try-text", text, attributes: { lang: "en" } }),
      element("span", { class: "try-fate", text: t(kept ? "lesson.tries.kept" : "lesson.tries.dropped") }),
    ),
  );
  return element(
    "div",
    { class: "practice" },
    element("ol", { class: "tries" }, ...items),
    element(
      "div",
      { class: "practice-side" },
      element(
        "div",
        { class: "lesson-pair" },
        bigNumber(scoreText(before), t("lesson.tries.before")),
        bigNumber(scoreText(after), t("lesson.tries.after")),
      ),
      leashPicture(leash),
      rightGuesses.of === 0
        ? null
        : element("p", { class: "lesson-note guessed", text: t("lesson.tries.guessed", { ...rightGuesses }) }),
    ),
  );
}

/** The score rises, and so does the strangeness. */
export function runawayBody({ curve: steps, leashed }: ScreenOf<"runaway">): HTMLElement {
  const last = steps.at(-1)?.iteration ?? 0;
  return element(
    "div",
    { class: "runaway" },
    curve({
      className: "reward",
      label: t("lesson.runaway.reward"),
      values: steps.map(({ reward }) => reward),
      level: leashed.reward,
    }),
    curve({
      className: "strange",
      label: t("lesson.runaway.strange"),
      values: steps.map(({ nats }) => nats),
      level: leashed.nats,
    }),
    element(
      "p",
      { class: "lesson-note runaway-note" },
      element("span", { text: t("lesson.runaway.axis", { steps: last }) }),
      element("span", { class: "level-key", text: t("lesson.runaway.leashed") }),
    ),
  );
}

export function leashedBody({ preferred, pairs }: ScreenOf<"leashed">): HTMLElement {
  const [pair] = pairs;
  const words = preferred.of === 0 ? t("lesson.preferred.nobody") : t("lesson.preferred.leashed", { ...preferred });
  const score = (value: number) => t("lesson.score", { score: scoreText(value) });
  return element(
    "div",
    { class: "lesson-split" },
    element(
      "div",
      { class: "lesson-stack" },
      bigNumber(ofTotal(preferred), words),
      isTooClose(preferred) && preferred.of > 0
        ? element("p", { class: "lesson-note", text: t("lesson.preferred.close") })
        : null,
    ),
    pair === undefined
      ? null
      : element(
          "div",
          { class: "quotes" },
          element("h2", { class: "before-prompt", text: pair.prompt, attributes: { lang: "en" } }),
          quote(`${t("lesson.mark.leashed")} · ${score(pair.leashed.score)}`, pair.leashed.text, "new"),
          quote(`${t("lesson.mark.loose")} · ${score(pair.loose.score)}`, pair.loose.text, "old"),
        ),
  );
}
