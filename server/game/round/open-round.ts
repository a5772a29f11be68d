import type { Command } from "../../../shared/round/command.ts";
import type { Podium, ShowdownPair } from "../../../shared/round/state.ts";
import type { Policies } from "../../ports/models.ts";
import type { PairRecord, PodiumRecord, Pool } from "../../ports/pool.ts";
import type { Entries, RoundRecord, Rounds } from "../../ports/rounds.ts";
import type { PromptPacks, SessionRecord } from "../../ports/sessions.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { packPrompts } from "../packs/pack-prompts.ts";

/** How often a game that waits for its pairs looks again. */
const RETRY_MS = 500;

export interface RoundStores {
  readonly policies: Pick<Policies, "newest">;
  readonly rounds: Pick<Rounds, "open">;
  readonly pool: Pick<Pool, "dealShowdown" | "dealPodium">;
  readonly entries: Pick<Entries, "drawPrompt">;
  readonly promptPacks: Pick<PromptPacks, "byId">;
}

/** What opening a round tells its game. */
export type Opening = Extract<Command, { type: "asked" | "dealt" }>;

/**
 * Opens a round and deals what its mode is about, waiting for as long as there is no policy or the pool is empty.
 * Rejects with the signal's reason when aborted.
 */
export async function openRound(
  stores: RoundStores,
  session: SessionRecord,
  index: number,
  signal: AbortSignal,
): Promise<Opening> {
  const { id: sessionId, arenaId } = session;
  while ((await stores.policies.newest(arenaId)) === null) await pause(signal);
  signal.throwIfAborted();
  const round = await stores.rounds.open({ sessionId, index });
  for (;;) {
    const opening = await open(stores, session, round);
    if (opening !== null) return opening;
    await pause(signal);
  }
}

async function open(stores: RoundStores, session: SessionRecord, round: RoundRecord): Promise<Opening | null> {
  const { arenaId } = session;
  const { id: roundId, policyVersion } = round;
  switch (session.settings.mode) {
    case "duel": {
      const pair = await stores.pool.dealShowdown({ arenaId, roundId });
      return pair && { type: "dealt", roundId, policyVersion, contest: showdownPair(pair) };
    }
    case "podium": {
      const podium = await stores.pool.dealPodium({ arenaId, roundId });
      return podium && { type: "dealt", roundId, policyVersion, contest: podiumOf(roundId, podium) };
    }
    case "bot": {
      const prompt = await stores.entries.drawPrompt({ arenaId, roundId, pack: await packOf(stores, session) });
      return prompt && { type: "asked", roundId, policyVersion, task: { id: roundId, prompt: prompt.text } };
    }
  }
}

async function packOf({ promptPacks }: RoundStores, { settings: { packId } }: SessionRecord) {
  if (packId === null) return null;
  const pack = await promptPacks.byId(packId);
  if (pack === null) throw new Error(`There is no prompt pack ${packId}`);
  return packPrompts(pack);
}

export function showdownPair({ id, prompt, a, b }: PairRecord): ShowdownPair {
  return {
    id,
    prompt,
    a: a.text,
    b: b.text,
    answerA: a.id,
    answerB: b.id,
    versionA: a.policyVersion,
    versionB: b.policyVersion,
    writerA: a.writer,
    writerB: b.writer,
    contestantA: a.contestant,
    contestantB: b.contestant,
    rewardModelShare: preference(a.reward, b.reward),
  };
}

export function podiumOf(id: string, { prompt, answers, pairs }: PodiumRecord): Podium {
  const shown = answers.map(({ id: answerId, text, policyVersion, contestant, reward }) => ({
    ...{ id: answerId, text, version: policyVersion, contestant, reward },
  }));
  return { id, prompt, answers: shown, pairs };
}

/** The Bradley-Terry probability that the first reward wins; -1 without rewards. */
export function preference(a: number | null, b: number | null): number {
  return a === null || b === null ? -1 : sigmoid(a - b);
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, RETRY_MS);
    signal.addEventListener("abort", abort, { once: true });
  });
}
