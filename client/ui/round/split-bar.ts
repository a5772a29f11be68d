import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";
import type { RevealCard } from "./reveal-card.ts";

/** The crowd's split as one bar with both percentages, marked where the reward model and the viewer (`mine`, 0-1) had guessed. */
export function splitBar(card: RevealCard, mine: number | null): HTMLElement {
  const label = t("reveal.split", { a: card.percentA, b: card.percentB });
  const bar = element(
    "div",
    { class: "split", attributes: { role: "img", "aria-label": label } },
    element("span", { text: `A ${card.percentA} %` }),
    element("span", { text: `B ${card.percentB} %` }),
  );
  bar.style.setProperty("--at", `${card.percentA}%`);
  if (card.machinePercent !== null) bar.append(mark("split-machine", card.machinePercent, ""));
  if (mine !== null) bar.append(mark("split-mine", Math.round(mine * 100), t("reveal.mine")));
  return bar;
}

function mark(name: string, percent: number, text: string): HTMLElement {
  const node = element("span", { class: name, text, attributes: { "aria-hidden": "true" } });
  node.style.left = `${percent}%`;
  return node;
}
