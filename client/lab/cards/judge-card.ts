import type { JudgeBoard } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { decimals, moment, percent } from "../../ui/numbers.ts";

const NAMES = ["share", "labels", "agreement", "selfConsistency", "cost"] as const;

/** The AI judge beside the players: what it gives, how far it agrees with people, and why it pauses. Hidden where there is none. */
export function judgeCard(): { root: HTMLElement; update(board: JudgeBoard | null): void } {
  const who = element("p", {});
  const paused = element("p", { class: "lab-told", attributes: { role: "status" } });
  const values = new Map(NAMES.map((name) => [name, element("dd", { text: "–" })]));
  const figures = NAMES.map((name) =>
    element("div", { class: "lab-figure" }, element("dt", { text: t(`lab.judge.${name}`) }), values.get(name)!),
  );
  const root = element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: t("lab.section.judge") }),
    element("p", { class: "hint", text: t("lab.section.judgeHint") }),
    who,
    paused,
    element("div", { class: "lab-glance" }, element("dl", {}, ...figures)),
  );
  root.hidden = true;
  return {
    root,
    update(board) {
      root.hidden = board === null;
      if (board === null) return;
      const { cost, ...known } = judgeFigures(board);
      setText(who, t("lab.judge.who", { judge: board.judge, share: percent(board.wanted) }));
      setText(paused, board.paused === null ? "" : pauseText(board.paused));
      for (const name of ["share", "labels", "agreement", "selfConsistency"] as const)
        setText(values.get(name)!, known[name] ?? "–");
      setText(values.get("cost")!, cost === null ? "–" : t("lab.judge.costs", cost));
      figures.at(-1)!.hidden = cost === null;
    },
  };
}

/** Why an endpoint pauses, and until when. */
export function pauseText({ reason, until }: NonNullable<JudgeBoard["paused"]>): string {
  const why = t(`lab.pause.${reason}`);
  return until === null
    ? t("lab.judge.paused", { reason: why })
    : t("lab.judge.pausedUntil", { reason: why, until: moment(until) });
}

/** An AI judge at a glance; null where nothing is known yet. */
interface JudgeFigures {
  readonly share: string;
  readonly labels: string;
  readonly agreement: string | null;
  readonly selfConsistency: string | null;
  /** Null for a judge without an endpoint. */
  readonly cost: { readonly calls: string; readonly tokens: string } | null;
}

export function judgeFigures({ share, labels, agreement, constancy, calls, tokens }: JudgeBoard): JudgeFigures {
  return {
    share: percent(share),
    labels: decimals(labels, 0),
    agreement:
      agreement === null ? null : `${percent(agreement.rate)} (${percent(agreement.low)}–${percent(agreement.high)})`,
    selfConsistency: constancy === null ? null : percent(constancy),
    cost: calls === 0 ? null : { calls: decimals(calls, 0), tokens: decimals(tokens, 0) },
  };
}
