import { t } from "../i18n/t.ts";
import type { RevealCard } from "../presenters/reveal-card.ts";
import { element } from "./element.ts";

/** The crowd's split as one bar with both percentages, and a mark where the reward model had guessed. */
export function splitBar(card: RevealCard): HTMLElement {
  const label = t("reveal.split", { a: card.percentA, b: card.percentB });
  const bar = element(
    "div",
    { class: "split", attributes: { role: "img", "aria-label": label } },
    element("span", { text: `A ${card.percentA} %` }),
    element("span", { text: `B ${card.percentB} %` }),
  );
  bar.style.setProperty("--at", `${card.percentA}%`);
  if (card.machinePercent !== null) {
    const mark = element("span", { class: "split-machine", attributes: { "aria-hidden": "true" } });
    mark.style.left = `${card.machinePercent}%`;
    bar.append(mark);
  }
  return bar;
}
