import type { LengthEffect } from "../../shared/protocol/boards.ts";
import { isTold } from "../../shared/protocol/ratings.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "./element.ts";
import { decimals } from "./numbers.ts";

/** The effect of an answer's length on its rating, in a sentence; "" while the votes don't tell. */
export function lengthEffectText(effect: LengthEffect | null): string {
  if (effect === null || !isTold(effect, 0)) return "";
  const { points, low, high } = effect;
  return t("boards.lengthEffect", {
    points: decimals(points, 0),
    low: decimals(low, 0),
    high: decimals(high, 0),
  });
}

export function lengthEffectLine(): { root: HTMLElement; update(effect: LengthEffect | null): void } {
  const root = element("p", { class: "hint" });
  root.hidden = true;
  return {
    root,
    update(effect) {
      const text = lengthEffectText(effect);
      root.hidden = text === "";
      setText(root, text);
    },
  };
}
