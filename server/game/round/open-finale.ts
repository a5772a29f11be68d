import { setTimeout as sleep } from "node:timers/promises";
import { FINALE_PAIRS } from "../../../shared/round/beats/finale.ts";
import type { Command } from "../../../shared/round/command.ts";
import type { DealtFinale, FinaleAbsence, FinalePair } from "../../../shared/round/finale.ts";
import type { Finales } from "../../ports/finale.ts";
import type { Policies } from "../../ports/models.ts";
import type { PairRecord } from "../../ports/pool.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { answersAnything } from "../packs/pack-prompts.ts";

/** How long a class waits for the answers of a version that was promoted a moment ago; an older one's stand in for it then. */
const PATIENCE_MS = 4_000;
const RETRY_MS = 250;

export interface FinaleStores {
  readonly finales: Pick<Finales, "standing" | "deal">;
  readonly policies: Pick<Policies, "list">;
}

/** What opening a finale tells its game. */
export type FinaleOpening = Extract<Command, { type: "finaleDealt" }>;

/**
 * Deals the session's finale: the newest promoted version against the one that dealt the first round. Says why there is none where nothing can be
 * compared. Rejects when the signal is aborted.
 * @param index of the finale's round
 * @param now milliseconds of any clock
 */
export async function openFinale(
  { finales, policies }: FinaleStores,
  { id: sessionId, arenaId, settings }: SessionRecord,
  index: number,
  now: () => number,
  signal: AbortSignal,
): Promise<FinaleOpening> {
  if (settings.packId !== null && !answersAnything(await policies.list(arenaId))) return without("prompts");
  const until = now() + PATIENCE_MS;
  for (;;) {
    const isLate = now() >= until;
    const { began, newest, answered } = await finales.standing(sessionId);
    if (began === null || newest <= began) return without("unchanged");
    if (answered === newest || (answered !== null && isLate)) {
      const dealt = await finales.deal({ sessionId, index, began, now: answered, count: FINALE_PAIRS });
      return dealt === null
        ? without("unanswered")
        : { type: "finaleDealt", finale: { roundId: dealt.roundId, ...finaleOf(dealt.pairs) } };
    }
    if (isLate) return without("unanswered");
    await sleep(RETRY_MS, undefined, { signal });
  }
}

const without = (absent: FinaleAbsence): FinaleOpening => ({
  type: "finaleDealt",
  finale: { absent },
});

/** A finale with its secrets; the newer version of each pair is the one that is compared. */
export function finaleOf(pairs: readonly PairRecord[]): DealtFinale {
  const versions = pairs.flatMap(({ a, b }) => [a.policyVersion, b.policyVersion]);
  return {
    versionBefore: Math.min(...versions),
    versionNow: Math.max(...versions),
    pairs: pairs.map(
      ({ id, prompt, a, b }): FinalePair => ({
        ...{ id, prompt, a: a.text, b: b.text, answerA: a.id, answerB: b.id },
        nowIsA: a.policyVersion > b.policyVersion,
      }),
    ),
  };
}
