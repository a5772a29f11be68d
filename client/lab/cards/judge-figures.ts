import type { JudgeBoard } from "../../../shared/protocol/lab.ts";
import { decimals, percent } from "../../ui/numbers.ts";

/** An AI judge at a glance; null where nothing is known yet. */
export interface JudgeFigures {
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
