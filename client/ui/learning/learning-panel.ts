import type { LearningView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../element.ts";

/** What the trainer is doing, and four figures about the model. */
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

type ChangeWord = "hardly" | "little" | "clear" | "much";

interface LearningCard {
  readonly state: LearningView["state"];
  readonly awake: boolean;
  /** Null before there is one. */
  readonly version: number | null;
  readonly votes: number;
  /** Whole percent, null before the first fit. */
  readonly accuracyPercent: number | null;
  /** Its KL from the starting model, in words and in nats with one decimal; null before the first step. */
  readonly change: { readonly word: ChangeWord; readonly nats: string } | null;
  /** The version that came while this learning break was on the screen, else null. */
  readonly arrived: number | null;
  readonly rejected: string | null;
}

/** A word for a KL divergence. The trainer aims at 4 nats. */
function changeWord(nats: number): ChangeWord {
  if (nats < 0.5) return "hardly";
  if (nats < 2) return "little";
  return nats < 4 ? "clear" : "much";
}

/** `versionBefore`: the policy version when the break began. */
export function learningCard(learning: LearningView, versionBefore: number): LearningCard {
  return {
    state: learning.state,
    awake: learning.state !== "down",
    version: learning.policyVersion < 0 ? null : learning.policyVersion,
    votes: learning.votes,
    accuracyPercent: learning.rewardAccuracy < 0 ? null : Math.round(learning.rewardAccuracy * 100),
    change: learning.kl < 0 ? null : { word: changeWord(learning.kl), nats: learning.kl.toFixed(1) },
    arrived: learning.policyVersion > versionBefore ? learning.policyVersion : null,
    rejected: learning.rejected === "" ? null : learning.rejected,
  };
}
