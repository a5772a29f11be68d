import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { EvidenceBoard, TrainingBoard } from "../../../shared/protocol/lab.ts";
import { isTold } from "../../../shared/protocol/ratings.ts";
import { isMethod, type StepKind } from "../../../shared/protocol/training-methods.ts";
import { type Grasp, graspIn } from "../../../shared/round/grasp.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { decimals, percent, significant } from "../../ui/numbers.ts";
import { goesBy } from "./goes-by.ts";

const NAMES = ["version", "winRate", "votes", "accuracy", "kl", "fresh"] as const;

/** What the trainer is doing, and the six figures that matter most. */
export function labGlance(): {
  root: HTMLElement;
  trainer(state: TrainingBoard["trainer"]): void;
  update(figures: LabFigures): void;
} {
  const state = element("p", { class: "lab-trainer", attributes: { role: "status" } });
  const grasp = element("p", { class: "lab-grasp", attributes: { role: "status" } });
  const by = element("p", { class: "lab-grasp", attributes: { role: "status" } });
  const values = new Map(NAMES.map((name) => [name, element("dd", { text: "–" })]));
  const figures = NAMES.map((name) =>
    element("div", { class: "lab-figure" }, element("dt", { text: t(`lab.glance.${name}`) }), values.get(name)!),
  );
  return {
    root: element("section", { class: "lab-glance" }, state, grasp, by, element("dl", {}, ...figures)),
    trainer(now) {
      state.dataset.state = now;
      setText(state, now === "down" ? t("boards.trainerDown") : t(`learning.state.${now}`));
    },
    update(known) {
      setText(grasp, known.grasp === null ? "" : t(`lab.grasp.${known.grasp}`));
      setText(by, known.goesBy);
      for (const name of NAMES) setText(values.get(name)!, known[name] ?? "–");
    },
  };
}

/** The lab at a glance; null where nothing is known yet. */
interface LabFigures {
  readonly version: string | null;
  readonly winRate: string | null;
  readonly accuracy: string | null;
  /** Whether held-out votes are predicted at all. */
  readonly grasp: Grasp | null;
  /** In words; empty where nothing is to be said. */
  readonly goesBy: string;
  readonly kl: string | null;
  readonly votes: string;
  readonly fresh: string | null;
}

function winRateText({ rate, low, high }: EvidenceBoard["winRates"][number]): string {
  const interval = `${percent(low)}–${percent(high)}`;
  return isTold({ low, high }, 0.5) ? `${percent(rate)} (${interval})` : t("lab.early", { figure: interval });
}

export function labFigures(
  versions: VersionsBoard | null,
  evidence: EvidenceBoard | null,
  steps: TrainingBoard["steps"],
): LabFigures {
  const newest = versions?.versions.findLast(({ status }) => status === "promoted")?.version;
  const latest = evidence?.winRates.at(-1);
  const last = (isOf: (kind: StepKind) => boolean, metric: string) =>
    steps.findLast((step) => isOf(step.kind) && Number.isFinite(step.metrics[metric]))?.metrics[metric];
  const accuracy = last((kind) => kind === "reward", "accuracy");
  const fit = steps.findLast(({ kind }) => kind === "reward");
  const kl = last(isMethod, "objective/kl");
  const counted = evidence?.rounds.filter(({ fresh }) => fresh !== null) ?? [];
  return {
    version: newest === undefined ? null : String(newest),
    winRate: latest === undefined ? null : winRateText(latest),
    accuracy: accuracy === undefined ? null : percent(accuracy),
    grasp: fit === undefined ? null : graspIn(fit.metrics),
    goesBy: goesBy(steps),
    kl: kl === undefined ? null : significant(kl),
    votes: decimals(evidence?.votes.total ?? 0, 0),
    fresh: counted.length === 0 ? null : percent(counted.filter(({ fresh }) => fresh).length / counted.length),
  };
}
