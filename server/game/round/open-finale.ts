import { setTimeout as sleep } from "node:timers/promises";
import { FINALE_PAIRS } from "../../../shared/round/beats/finale.ts";
import type { Command } from "../../../shared/round/command.ts";
import type { DealtFinale, FinaleAbsence, FinalePair } from "../../../shared/round/finale.ts";
import type { TrainerState } from "../../../shared/round/trainer-states.ts";
import type { Finales } from "../../ports/finale.ts";
import type { Policies } from "../../ports/models.ts";
import type { PairRecord } from "../../ports/pool.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { packAnswering } from "../packs/pack-prompts.ts";

/** How long a class waits for what its last votes are teaching, and for the answers of a version that was promoted a moment ago. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 250;
/** States of a trainer that may be about to promote a version. */
const LEARNING: readonly string[] = ["reward", "improve", "gate"] satisfies readonly TrainerState[];

export interface FinaleStores {
  readonly finales: Pick<Finales, "standing" | "deal">;
  readonly policies: Pick<Policies, "list">;
  readonly learning: { current(): { readonly state: string } };
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/** What opening a finale tells its game. */
export type FinaleOpening = Extract<Command, { type: "finaleDealt" }>;

/**
 * Deals the session's finale: the newest promoted version against the one that dealt the first round. Says why there is none where nothing can be
 * compared. Rejects when the signal is aborted.
 * @param index of the finale's round
 */
export async function openFinale(
  { finales, policies, learning, now }: FinaleStores,
  { id: sessionId, arenaId, settings }: SessionRecord,
  index: number,
  signal: AbortSignal,
): Promise<FinaleOpening> {
  if (settings.packId !== null && packAnswering(await policies.list(arenaId), []) !== "policy")
    return without("prompts");
  const until = now() + PATIENCE_MS;
  for (;;) {
    const isLate = now() >= until;
    const waits = !isLate && LEARNING.includes(learning.current().state);
    const { began, newest, answered } = await finales.standing(sessionId);
    const isNewer = began !== null && newest > began;
    if (!waits && !isNewer) return without("unchanged");
    if (!waits && isNewer && answered !== null && (answered === newest || isLate)) {
      const dealt = await finales.deal({ sessionId, index, began, now: answered, count: FINALE_PAIRS });
      if (dealt === null) return without("unanswered");
      return { type: "finaleDealt", finale: { roundId: dealt.roundId, ...finaleOf(dealt.pairs) } };
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
