import { t } from "../../i18n/t.ts";
import { element, setText } from "../element.ts";
import type { LearningCard } from "./learning-card.ts";

/** What the trainer is doing, and four figures about the machine. */
export function learningPanel(): { root: HTMLElement; update(card: LearningCard): void } {
  const state = element("p", { class: "learning-state", attributes: { "aria-live": "polite" } });
  const arrived = element("p", { class: "learning-arrived", attributes: { "aria-live": "polite" } });
  const rejected = element("p", { class: "hint" });
  const version = figure(t("learning.version"), "");
  const votes = figure(t("learning.votes"), "");
  const accuracy = figure(t("learning.accuracy"), t("learning.accuracyHint"));
  const change = figure(t("learning.kl"), "");
  const figures = element("dl", { class: "figures" }, version.root, votes.root, accuracy.root, change.root);
  const root = element("div", { class: "panel learning" }, arrived, state, figures, rejected);
  return {
    root,
    update(card) {
      setText(state, t(`learning.state.${card.state}`));
      setText(arrived, card.arrived === null ? "" : t("learning.arrived", { version: card.arrived }));
      arrived.hidden = card.arrived === null;
      setText(version.value, card.version === null ? t("learning.none") : String(card.version));
      setText(votes.value, String(card.votes));
      setText(accuracy.value, card.accuracyPercent === null ? t("learning.none") : `${card.accuracyPercent} %`);
      setText(change.value, t(card.change === null ? "learning.none" : `learning.change.${card.change.word}`));
      change.root.title = `${t("learning.klHint")}${card.change === null ? "" : `: ${t("learning.klValue", { nats: card.change.nats })}`}`;
      setText(rejected, card.rejected === null ? "" : t("learning.rejected", { reason: card.rejected }));
    },
  };
}

function figure(label: string, hint: string): { root: HTMLElement; value: HTMLElement } {
  const value = element("dd");
  const root = element("div", { class: "figure" }, element("dt", { text: label }), value);
  if (hint !== "") root.title = hint;
  return { root, value };
}
