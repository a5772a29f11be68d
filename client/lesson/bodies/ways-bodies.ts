/** The last stop, and the end: other ways to learn, and what the class has found. */

import type { LessonScreen } from "../../../shared/round/lesson/screens.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { momoFace } from "../../ui/momo.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { bars, bigNumber, isTooClose, ofTotal, rateBar } from "./figures.ts";
import { quote } from "./text-bodies.ts";

type ScreenOf<Name extends LessonScreen["name"]> = Extract<LessonScreen, { readonly name: Name }>;

/** An AI judge beside the class, and the blind vote before it. */
export function feedbackBody({ judges, examples, dpo }: ScreenOf<"feedback">): HTMLElement {
  const [best] = judges;
  const [example] = examples;
  const close = dpo.of > 0 && isTooClose(dpo) ? ` ${t("lesson.preferred.close")}` : "";
  const chosen = (side: "a" | "b") => (side === "a" ? example?.a : example?.b) ?? "";
  return element(
    "div",
    { class: "lesson-middle" },
    best === undefined
      ? null
      : bigNumber(
          percent(best.agrees.rate),
          t("lesson.agrees", { percent: decimals(100 * best.agrees.rate, 0), pairs: best.agrees.of }),
        ),
    bars(
      judges.map(({ judge, agrees }) => rateBar(judge, agrees)),
      0.5,
    ),
    example === undefined
      ? null
      : element(
          "div",
          { class: "before-pair" },
          element("h2", { class: "before-prompt", text: example.prompt, attributes: { lang: "en" } }),
          quote(t("lesson.feedback.you"), chosen(example.people), "new"),
          quote(t("lesson.feedback.it"), chosen(example.judge), example.judge === example.people ? "new" : "old"),
        ),
    dpo.of === 0
      ? null
      : element("p", { class: "lesson-note", text: `${t("lesson.preferred.dpo", { ...dpo })}${close}` }),
  );
}

/** How often the rules of the class are obeyed, before and after. */
export function obeyedBody({ principles, examples, revised }: ScreenOf<"obeyed">): HTMLElement {
  const [example] = examples;
  const rows = principles.flatMap(({ name, before, after }) => [
    rateBar(`${t(`principle.${name}`)}, ${t("lesson.obeyed.before")}`, before),
    rateBar(`${t(`principle.${name}`)}, ${t("lesson.obeyed.after")}`, after, true),
  ]);
  return element(
    "div",
    { class: "lesson-middle" },
    bars(rows),
    example === undefined
      ? null
      : element(
          "div",
          { class: "before-pair" },
          element("h2", { class: "before-prompt", text: example.prompt, attributes: { lang: "en" } }),
          quote(t("lesson.obeyed.draft"), example.draft, "old"),
          quote(t("lesson.obeyed.revision"), example.revision, "new"),
        ),
    element("p", { class: "lesson-note", text: t("lesson.obeyed.revised", { count: revised }) }),
  );
}

/** The numbers of the class, stop by stop. */
export function farewellBody({ figures }: ScreenOf<"farewell">): HTMLElement {
  const { words, written, hits, rewards, leashed, dpo } = figures;
  const rows = [
    words && bigNumber(ofTotal(words), t("lesson.end.words")),
    written === null ? null : bigNumber(String(written), t("lesson.end.written")),
    hits && bigNumber(fromTo(100 * hits.first, 100 * hits.last, 0, "%"), t("lesson.end.hits")),
    rewards && bigNumber(fromTo(rewards.before, rewards.after, 1), t("lesson.end.rewards")),
    leashed && bigNumber(ofTotal(leashed), t("lesson.end.leashed")),
    dpo && bigNumber(ofTotal(dpo), t("lesson.end.dpo")),
  ];
  return element(
    "div",
    { class: "lesson-two" },
    element("div", { class: "momo-large" }, momoFace("happy")),
    element("div", { class: "lesson-figures" }, ...rows),
  );
}

const fromTo = (before: number, after: number, digits: number, unit = ""): string =>
  `${decimals(before, digits)}${unit} → ${decimals(after, digits)}${unit}`;
