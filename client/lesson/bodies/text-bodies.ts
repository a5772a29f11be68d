/** Stops whose matter is texts: reading and imitating. */

import type { LessonScreen } from "../../../shared/round/lesson/screens.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { bars, bigNumber, ofTotal, rateBar } from "./figures.ts";

type ScreenOf<Name extends LessonScreen["name"]> = Extract<LessonScreen, { readonly name: Name }>;

/** Of a guess among four words. */
const CHANCE = 0.25;

/** What a stage of reading is called. */
export function stageName(read: number): string {
  if (read === 0) return t("lesson.read.none");
  return read >= 1 ? t("lesson.read.all") : t("lesson.read.some", { percent: decimals(100 * read, 0) });
}

/** The same text continued after each stage of reading, one line after another. */
export function growingBody({ stages, continuations }: ScreenOf<"growing">): HTMLElement {
  const [shown] = continuations;
  const lines = stages.map(({ read, words }, i) => {
    const line = element(
      "li",
      { class: "growing-line" },
      element(
        "p",
        { class: "growing-stage" },
        element("strong", { text: stageName(read) }),
        element("span", { text: t("lesson.read.words", { words: decimals(words, 0) }) }),
      ),
      element(
        "p",
        { class: "growing-text", attributes: { lang: "en" } },
        element("b", { text: `${shown?.prompt ?? ""} ` }),
        element("span", { text: shown?.texts[i] ?? "" }),
      ),
    );
    line.style.setProperty("--nth", String(i));
    return line;
  });
  return element("ol", { class: "growing" }, ...lines);
}

/** The class's accuracy beside that of each stage. */
export function accuracyBody({ stages, mine }: ScreenOf<"accuracy">): HTMLElement {
  const share = mine.of === 0 ? 0 : mine.count / mine.of;
  const own = { label: t("lesson.you"), share, value: mine.of === 0 ? "–" : percent(share), mine: true };
  const rows = stages.map(({ read, accuracy }) => rateBar(stageName(read), accuracy));
  return element(
    "div",
    { class: "lesson-two" },
    bigNumber(ofTotal(mine), t("lesson.end.words")),
    element(
      "div",
      {},
      bars([...rows, own], CHANCE),
      element("p", { class: "lesson-note", text: t("lesson.chance", { percent: decimals(100 * CHANCE, 0) }) }),
    ),
  );
}

/** A question answered by the model that has only read, and by the one that has imitated. */
export function beforeBody({ pairs }: ScreenOf<"before">): HTMLElement {
  const items = pairs
    .slice(0, 2)
    .map(({ prompt, before, after }) =>
      element(
        "li",
        { class: "before-pair" },
        element("h2", { class: "before-prompt", text: prompt, attributes: { lang: "en" } }),
        quote(t("lesson.before.read"), before, "old"),
        quote(t("lesson.before.imitated"), after, "new"),
      ),
    );
  return element("ul", { class: "before" }, ...items);
}

/** What somebody wrote, with who it was. */
export function quote(who: string, text: string, className = ""): HTMLElement {
  return element(
    "figure",
    { class: `quote ${className}` },
    element("figcaption", { text: who }),
    element("blockquote", { text, attributes: { dir: "auto" } }),
  );
}

/** While the class writes: how many have. */
export function demonstrateBody({ prompt, written }: ScreenOf<"demonstrate">): HTMLElement {
  return element(
    "div",
    { class: "lesson-middle" },
    element("p", { class: "lesson-prompt", text: prompt, attributes: { lang: "en" } }),
    bigNumber(String(written), t("lesson.end.written")),
  );
}

export function demonstratedBody({ prompt, texts, written, read }: ScreenOf<"demonstrated">): HTMLElement {
  const shown = texts.map((text) => element("li", { class: "written-text", text, attributes: { dir: "auto" } }));
  const count = t("lesson.demonstrated.count", { written, read: decimals(read, 0) });
  return element(
    "div",
    { class: "lesson-middle" },
    element("p", { class: "lesson-prompt", text: prompt, attributes: { lang: "en" } }),
    written === 0
      ? element("p", { class: "lesson-note", text: t("lesson.demonstrated.none") })
      : element("ul", { class: "written-texts" }, ...shown),
    element("p", { class: "lesson-count", text: count }),
  );
}
