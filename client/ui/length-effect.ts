import type { LengthEffect } from "../../shared/protocol/boards.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "./element.ts";
import { decimals } from "./numbers.ts";

/** How much of a win is the length of the answer, in a sentence; nothing while it isn't known. */
export function lengthEffectLine(): { root: HTMLElement; update(effect: LengthEffect | null): void } {
  const root = element("p", { class: "hint" });
  root.hidden = true;
  return {
    root,
    update(effect) {
      root.hidden = effect === null;
      if (effect === null) return;
      const [points, low, high] = [effect.points, effect.low, effect.high].map((value) => decimals(value, 0));
      setText(root, t("boards.lengthEffect", { points: points!, low: low!, high: high! }));
    },
  };
}
