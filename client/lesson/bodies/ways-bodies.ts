/** The last stop, and the end: other ways to learn, and what the class has found. */

import { PRINCIPLES, type PrincipleName } from "../../../shared/protocol/principles.ts";
import type { LessonScreen } from "../../../shared/round/lesson/screens.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { momoFace } from "../../ui/momo.ts";
import { percent } from "../../ui/numbers.ts";
import { bars, bigNumber, isTooClose, ofTotal, rateBar, scoreText } from "./figures.ts";
import { quote } from "./text-bodies.ts";

type ScreenOf<Name extends LessonScreen["name"]> = Extract<LessonScreen, { readonly name: Name }>;

/** Judges that a screen has room for. */
const JUDGES = 4;

/** An AI judge beside the class, and the blind vote before it. */
export function feedbackBody({ judges, examples, dpo }: ScreenOf<"feedback">): HTMLElement {
  const [best] = judges;
  const [example] = examples;
  const close = dpo.of > 0 && isTooClose(dpo) ? ` ${t("lesson.preferred.close")}` : "";
  const chosen = (side: "a" | "b") => (side === "a" ? example?.a : example?.b) ?? "";
  return element(
    "div",
    { class: "lesson-split" },
    element(
      "div",
      { class: "lesson-stack" },
      best === undefined
        ? null
        : bigNumber(
            percent(best.agrees.rate),
            t("lesson.agrees", { judge: ruleOf(best.judge), pairs: best.agrees.of }),
          ),
      bars(
        judges.slice(0, JUDGES).map(({ judge, agrees }) => rateBar(ruleOf(judge), agrees)),
        0.5,
      ),
      dpo.of === 0
        ? null
        : element("p", { class: "lesson-note", text: `${t("lesson.preferred.dpo", { ...dpo })}${close}` }),
    ),
    example === undefined
      ? null
      : quotes(
          example.prompt,
          quote(t("lesson.feedback.you"), chosen(example.people), "new"),
          quote(t("lesson.feedback.it"), chosen(example.judge), example.judge === example.people ? "new" : "old"),
        ),
  );
}

/** What a judge goes by: most judges are called like a principle; the taste `concise` is the principle `short`. */
function ruleOf(judge: string): string {
  const name = judge === "concise" ? "short" : judge;
  return isPrinciple(name) ? t(`principle.${name}`) : judge;
}

const isPrinciple = (name: string): name is PrincipleName => (PRINCIPLES as readonly string[]).includes(name);

/** Texts of one prompt, one above the other. */
function quotes(prompt: string, ...texts: readonly HTMLElement[]): HTMLElement {
  const heading = element("h2", { class: "before-prompt", text: prompt, attributes: { lang: "en" } });
  return element("div", { class: "quotes" }, heading, ...texts);
}

/** How often the rules of the class are obeyed, before and after. */
export function obeyedBody({ principles, examples, revised }: ScreenOf<"obeyed">): HTMLElement {
  const [example] = examples;
  const rules = principles.map(({ name, before, after }) =>
    element(
      "li",
      {},
      element("strong", { text: t(`principle.${name}`) }),
      bars([rateBar(t("lesson.obeyed.before"), before), rateBar(t("lesson.obeyed.after"), after, true)]),
    ),
  );
  return element(
    "div",
    { class: "lesson-split" },
    element(
      "div",
      { class: "lesson-stack" },
      element("ul", { class: "obeyed-rules" }, ...rules),
      element("p", { class: "lesson-note", text: t("lesson.obeyed.revised", { count: revised }) }),
    ),
    example === undefined
      ? null
      : quotes(
          example.prompt,
          quote(t("lesson.obeyed.draft"), example.draft, "old"),
          quote(t("lesson.obeyed.revision"), example.revision, "new"),
        ),
  );
}

/** The numbers of the class, stop by stop. */
export function farewellBody({ figures }: ScreenOf<"farewell">): HTMLElement {
  const { words, written, hits, rewards, leashed, dpo } = figures;
  const rows = [
    words && bigNumber(ofTotal(words), t("lesson.end.words")),
    written === null ? null : bigNumber(String(written), t("lesson.end.written")),
    hits && bigNumber(`${percent(hits.first)} → ${percent(hits.last)}`, t("lesson.end.hits")),
    rewards && bigNumber(`${scoreText(rewards.before)} → ${scoreText(rewards.after)}`, t("lesson.end.rewards")),
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
