import type { TrainingBoard } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import type { LabFigures } from "./lab-figures.ts";

const NAMES = ["version", "winRate", "votes", "accuracy", "kl", "fresh"] as const;

/** What the trainer is doing, and the six figures that matter most. */
export function labGlance(): {
  root: HTMLElement;
  trainer(state: TrainingBoard["trainer"]): void;
  update(figures: LabFigures): void;
} {
  const state = element("p", { class: "lab-trainer", attributes: { role: "status" } });
  const values = new Map(NAMES.map((name) => [name, element("dd", { text: "–" })]));
  const figures = NAMES.map((name) =>
    element("div", { class: "lab-figure" }, element("dt", { text: t(`lab.glance.${name}`) }), values.get(name)!),
  );
  return {
    root: element("section", { class: "lab-glance" }, state, element("dl", {}, ...figures)),
    trainer(now) {
      state.dataset.state = now;
      setText(state, now === "down" ? t("boards.trainerDown") : t(`learning.state.${now}`));
    },
    update(known) {
      for (const name of NAMES) setText(values.get(name)!, known[name] ?? "–");
    },
  };
}
