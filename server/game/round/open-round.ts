import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "../../../shared/round/command.ts";
import { MODES, type ModeRules } from "../../../shared/round/modes.ts";
import type { Contest, Podium, ShowdownPair } from "../../../shared/round/state.ts";
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
  readonly entries: Pick<Entries, "drawPrompt" | "showdown">;
  readonly promptPacks: Pick<PromptPacks, "byId">;
}

interface DealStores {
  readonly pool: RoundStores["pool"];
  readonly entries: Pick<Entries, "showdown">;
}

/** What opening a round tells its game. */
export type Opening = Extract<Command, { type: "asked" | "dealt" }>;

/**
 * Opens a round and deals what its mode is about, waiting for as long as there is no policy or the pool is empty.
 * Rejects when the signal is aborted.
 */
export async function openRound(
  stores: RoundStores,
  session: SessionRecord,
  index: number,
  signal: AbortSignal,
): Promise<Opening> {
  const { id: sessionId, arenaId } = session;
  while ((await stores.policies.newest(arenaId)) === null) await sleep(RETRY_MS, undefined, { signal });
  signal.throwIfAborted();
  const round = await stores.rounds.open({ sessionId, index });
  for (;;) {
    const opening = await open(stores, session, round);
    if (opening !== null) return opening;
    await sleep(RETRY_MS, undefined, { signal });
  }
}

async function open(stores: RoundStores, session: SessionRecord, round: RoundRecord): Promise<Opening | null> {
  const { id: roundId, policyVersion } = round;
  if (MODES[session.settings.mode].beats[0] === "writing") {
    const pack = await packOf(stores, session);
    const prompt = await stores.entries.drawPrompt({ arenaId: session.arenaId, roundId, pack });
    return prompt && { type: "asked", roundId, policyVersion, task: { id: roundId, prompt: prompt.text } };
  }
  const contest = await contestOf(stores, session, roundId);
  return contest && { type: "dealt", roundId, policyVersion, contest };
}

type Deal = (
  stores: DealStores,
  round: { readonly arenaId: SessionRecord["arenaId"]; readonly roundId: string },
) => Promise<Contest | null>;

/** How what everybody judges is dealt. A round has one, whoever asks again. */
const DEALS: Readonly<Record<ModeRules["deals"], Deal>> = {
  async pair({ pool }, round) {
    const pair = await pool.dealShowdown(round);
    return pair && showdownPair(pair);
  },
  async podium({ pool }, round) {
    const podium = await pool.dealPodium(round);
    return podium && podiumOf(round.roundId, podium);
  },
  /** Null until `gatherAnswers` has paired what was written. */
  async entries({ entries }, { roundId }) {
    const pair = await entries.showdown(roundId);
    return pair && showdownPair(pair);
  },
};

/** What everybody judges in a round of the session: dealt now, or before. Null while there is nothing to deal. */
export function contestOf(
  stores: DealStores,
  { arenaId, settings }: Pick<SessionRecord, "arenaId" | "settings">,
  roundId: string,
): Promise<Contest | null> {
  return DEALS[MODES[settings.mode].deals](stores, { arenaId, roundId });
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
    contestantA: a.externalModel,
    contestantB: b.externalModel,
    rewardModelShare: preference(a.reward, b.reward),
  };
}

function podiumOf(id: string, { prompt, answers, pairs }: PodiumRecord): Podium {
  const shown = answers.map(({ id: answerId, text, policyVersion, externalModel, reward }) => ({
    ...{ id: answerId, text, version: policyVersion, contestant: externalModel, reward },
  }));
  return { id, prompt, answers: shown, pairs };
}

/** The Bradley-Terry probability that the first reward wins; -1 without rewards. */
function preference(a: number | null, b: number | null): number {
  return a === null || b === null ? -1 : sigmoid(a - b);
}
