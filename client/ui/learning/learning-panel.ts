import type { Grasp } from "../../../shared/round/grasp.ts";
import type { LearningView } from "../../../shared/round/view-learning.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../element.ts";
import { percent } from "../numbers.ts";
import { workBar } from "./work-bar.ts";

/**
 * What the trainer is doing, and three figures about the model.
 * @param down what is said while no trainer runs: players can do nothing about it
 */
export function learningPanel(down = t("learning.state.down")): {
  root: HTMLElement;
  update(card: LearningCard): void;
} {
  const state = element("p", { class: "learning-state", attributes: { "aria-live": "polite" } });
  const bar = workBar();
  const arrived = element("p", { class: "learning-arrived", attributes: { "aria-live": "polite" } });
  const grasp = element("p", { class: "learning-grasp", attributes: { "aria-live": "polite" } });
  const rejected = element("p", { class: "hint" });
  const version = figure(t("learning.version"), "");
  const votes = figure(t("learning.votes"), "");
  const accuracy = figure(t("learning.accuracy"), t("learning.accuracyHint"));
  const figures = element("dl", { class: "figures" }, version.root, votes.root, accuracy.root);
  const root = element("div", { class: "panel learning" }, arrived, state, bar.root, grasp, figures, rejected);
  return {
    root,
    update(card) {
      setText(state, card.state === "down" ? down : t(`learning.state.${card.state}`));
      bar.show(card.progress);
      setText(arrived, card.arrived === null ? "" : t("learning.arrived", { version: card.arrived }));
      arrived.hidden = card.arrived === null;
      setText(grasp, card.grasp === null ? "" : t(`learning.grasp.${card.grasp}`));
      setText(version.value, card.version === null ? t("learning.none") : String(card.version));
      setText(votes.value, String(card.votes));
      setText(accuracy.value, card.accuracyPercent === null ? t("learning.none") : percent(card.accuracyPercent / 100));
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

interface LearningCard {
  readonly state: LearningView["state"];
  readonly awake: boolean;
  /** 0-1; -1 while it does nothing that takes long. */
  readonly progress: number;
  /** Null before there is one. */
  readonly version: number | null;
  readonly votes: number;
  /** Null before the first fit. */
  readonly grasp: Grasp | null;
  /** Whole percent, null before the first fit, and while it may be chance. */
  readonly accuracyPercent: number | null;
  /** The version that came while this learning break was on the screen, else null. */
  readonly arrived: number | null;
  readonly rejected: string | null;
}

/** `versionBefore`: the policy version when the break began. */
export function learningCard(learning: LearningView, versionBefore: number): LearningCard {
  const grasp = learning.grasp === "" ? null : learning.grasp;
  const isAccuracyTold = learning.rewardAccuracy >= 0 && (grasp === null || grasp === "sure");
  return {
    state: learning.state,
    awake: learning.state !== "down",
    progress: learning.progress,
    version: learning.policyVersion < 0 ? null : learning.policyVersion,
    votes: learning.votes,
    grasp,
    accuracyPercent: isAccuracyTold ? Math.round(learning.rewardAccuracy * 100) : null,
    arrived: learning.policyVersion > versionBefore ? learning.policyVersion : null,
    // That nothing can be learnt is said in plainer words than the gate's.
    rejected: learning.rejected === "" || grasp === "none" ? null : learning.rejected,
  };
}
