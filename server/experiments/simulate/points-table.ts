import { mean } from "../../stats/moments.ts";
import type { SessionEffect } from "../crowd/measure-policy.ts";
import type { VariantName } from "./variants.ts";

/** One run at one number of votes. */
export interface Point extends SessionEffect {
  readonly taste: string;
  readonly method: VariantName;
  readonly seed: number;
  readonly votes: number;
  readonly heldOutAccuracy: number;
  readonly rejected: number;
  readonly klCoefficient: number;
  readonly seconds: number;
}

export const HEADER =
  "taste seed votes win    low   high  kl   sftNll d2ratio top4  unique rmAcc heldAcc words beta rejected s phrase";

export function print(p: Point): void {
  const f = (x: number, digits: number) => x.toFixed(digits);
  process.stdout.write(
    `${p.taste.padEnd(12)} ${p.seed} ${String(p.votes).padStart(4)} ${f(p.winRate, 3)} ${f(p.winRateLow, 3)} ${f(p.winRateHigh, 3)} ` +
      `${f(p.kl, 2)} ${f(p.sftNll, 2)} ${f(p.distinct2Ratio, 2)} ${f(p.topPhraseShare, 3)} ${f(p.uniqueShare, 2)} ` +
      `${f(p.rewardAccuracy, 2)} ${f(p.heldOutAccuracy, 2)} ${f(p.meanWords, 1)} ${f(p.klCoefficient, 2)} ${p.rejected} ${f(p.seconds, 0)} "${p.topPhrase}"\n`,
  );
}

export function summarise(points: readonly Point[]): void {
  for (const [votes, some] of Map.groupBy(points, (point) => point.votes)) {
    const byTaste = [...Map.groupBy(some, (point) => point.taste)].map(
      ([taste, its]) => `${taste} ${mean(its.map((p) => p.winRate)).toFixed(3)}`,
    );
    process.stdout.write(
      `${votes} votes: mean win rate ${mean(some.map((p) => p.winRate)).toFixed(3)}, kl ${mean(some.map((p) => p.kl)).toFixed(2)}, ` +
        `sftNll ${mean(some.map((p) => p.sftNll)).toFixed(2)}, distinct2Ratio ${mean(some.map((p) => p.distinct2Ratio)).toFixed(2)}, ` +
        `topPhraseShare ${mean(some.map((p) => p.topPhraseShare)).toFixed(3)} (${some.length} runs; ${byTaste.join(", ")})\n`,
    );
  }
}
