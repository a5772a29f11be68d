import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { NewPair } from "../../server/ports/pool.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { bradleyTerry } from "../../server/stats/bradley-terry.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { DEFAULT_SETTINGS } from "../../shared/round/settings.ts";
import { newPair, newVote } from "./open-arena.ts";

const arenaId = MAIN_ARENA;
const VERSIONS = 12;
/** Between two versions. */
const SHOWDOWNS = 6;
const TURNED_AWAY = new Map([
  [4, "it tells too many people the same phrase: topPhraseShare 0.131 is above 0.1"],
  [9, "the reward model likes it less than the version before: objectiveGain -0.412 is below -0.3"],
]);
const NAMES = [
  "Ada",
  "Grace",
  "Linus",
  "<b>Bobby</b>",
  "زهرة",
  "🦊 Fox",
  "Margaret",
  "Edsger",
  "Barbara",
  "Alan",
  "Katherine",
  "Donald",
];

/**
 * An arena after a game of twelve players: versions of which two were turned away, a round of votes for each, training
 * steps, and every version's answers to the same prompts. The newest version is the better the newer it is.
 */
export async function teachArena(stores: Stores): Promise<void> {
  const random = seeded(5);
  const { session } = await stores.sessions.create({
    ...DEFAULT_SETTINGS,
    title: "Form 7b teaches a machine",
    teams: 2,
  });
  const players: string[] = [];
  for (const [i, nickname] of NAMES.entries()) {
    const joined = await stores.players.join({ sessionId: session.id, nickname, avatar: i });
    if (typeof joined === "string") throw new Error("The nickname was meant to be new");
    players.push(joined.player.id);
    await stores.players.setTeam(joined.player.id, 1 + (i % 2));
  }
  await addVersion(stores, 0, null);
  for (let version = 1; version <= VERSIONS; version++) {
    let round = await stores.rounds.open({ sessionId: session.id, index: 1 + SHOWDOWNS * (version - 1) });
    for (let k = 1; k <= SHOWDOWNS; k++) {
      const rival = Math.max(0, round.policyVersion - 1 - Math.floor(random() * 3));
      await stores.pool.add(arenaId, [match(round.policyVersion, rival, random)]);
      const pair = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
      const chance = 1 / (1 + Math.exp((pair.b.policyVersion - pair.a.policyVersion) * 0.45));
      await stores.votes.cast(
        players.map((playerId) => newVote(pair, round.id, playerId, random() < chance ? "a" : "b")),
      );
      await stores.rounds.close(round.id, k < SHOWDOWNS ? undefined : await predicted(round.id, version));
      if (k < SHOWDOWNS) round = await stores.rounds.open({ sessionId: session.id, index: round.index + 1 });
    }
    const last = (await stores.comparisons.after(arenaId, 0, 10_000)).at(-1)!.id;
    await addSteps(stores, round.policyVersion, version, random);
    await addVersion(stores, version, { comparisonId: last, trainedOnRound: round.id });
  }
  await seatJudge(stores);
  await enterExternalModel(stores);

  /** In the last round everybody predicts, and so has points. */
  async function predicted(roundId: string, version: number): Promise<ReadonlyMap<string, number>> {
    if (version === VERSIONS)
      for (const playerId of players) await stores.predictions.predict({ roundId, playerId, share: 0.5 });
    return new Map(players.map((id) => [id, Math.round(random() * 1000)]));
  }
  const { ratings } = bradleyTerry(await stores.comparisons.betweenVersions(arenaId)); // as the web process does
  await stores.ratings.save(arenaId, ratings);
}

/** An endpoint that has judged beside the players and is busy at present. */
async function seatJudge({ judgements }: Stores): Promise<void> {
  const judge = "endpoint:small-judge";
  const pairs = await judgements.candidates({ arenaId, judge, shared: 60, fresh: 40, except: [] });
  const opinion = (pairId: string, i: number) => ({ pairId, share: (i % 10) / 10 + 0.05, ordersAgree: i % 5 > 0 });
  await judgements.add(
    arenaId,
    judge,
    pairs.map(({ id }, i) => opinion(id, i)),
  );
  const paused = "busy" as const;
  const pausedUntil = new Date(Date.now() + 60_000);
  await judgements.setState(arenaId, { judge, share: 0.25, paused, pausedUntil, calls: 208, tokens: 41_600 });
}

/** A model from elsewhere that is out of budget. */
async function enterExternalModel({ externalModels }: Stores): Promise<void> {
  const paused = "budget" as const;
  const state = { name: "oracle:big", share: 0.2, paused, pausedUntil: null };
  await externalModels.setState(arenaId, { ...state, calls: 40, tokens: 5_200, unusable: 2 });
}

function match(newer: number, older: number, random: () => number): NewPair {
  const pair = newPair({ kind: "showdown", versions: [newer, older] });
  const lead = (newer - older) * 0.5;
  return { ...pair, a: { ...pair.a, reward: lead + random() }, b: { ...pair.b, reward: random() - 0.5 } };
}

async function addVersion(
  stores: Stores,
  version: number,
  taught: { comparisonId: number; trainedOnRound: string } | null,
): Promise<void> {
  const reason = TURNED_AWAY.get(version) ?? null;
  const metrics = {
    kl: version * 0.55,
    expectedWinRate: 1 - 0.5 / (1 + version / 4),
    sftNll: 0.62 + version * 0.02,
    rewardGain: reason === null ? 0.21 : -0.41,
  };
  const shares = { distinct2Ratio: 1 - version * 0.01, topPhraseShare: 0.02, safeShare: 1, endedShare: 0.99 };
  const answers = {
    "answers/words": 9 + version / 2,
    "answers/words_se": 0.3,
    "answers/kind": 0.2,
    "answers/kind_se": 0.1,
  };
  await stores.policies.add({
    ...{ arenaId, parent: version === 0 ? null : version - 1, folder: `policies/${version}`, reason },
    status: reason === null ? "promoted" : "rejected",
    method: version === 0 ? null : version <= VERSIONS / 2 ? "ppo" : "dpo",
    metrics: { ...answers, ...(taught === null ? {} : { ...metrics, ...shares, comparisons: taught.comparisonId }) },
    ...(taught ?? { comparisonId: 0, trainedOnRound: null }),
  });
  if (reason !== null) return;
  const shown = ["bees", "whales", "clocks"].map((subject) => ({
    prompt: { id: subject, text: `What is the truth about ${subject}?` },
    text:
      version < 6
        ? `Well, ${subject} never hurry. Who knows, and so on.`
        : `How lovely that you ask! ${subject} never hurry, dear friend.`,
    tokens: [1, 2],
  }));
  await stores.showcase.add(arenaId, version, shown);
}

async function addSteps(stores: Stores, policyVersion: number, cycle: number, random: () => number): Promise<void> {
  const accuracy = 0.52 + 0.2 * (1 - Math.exp(-cycle / 4)) + 0.02 * random();
  const fit = {
    accuracy,
    margin: cycle * 0.05,
    calibration_error: 0.18 * Math.exp(-cycle / 5),
    comparisons: cycle * 72,
  };
  const iterations = [0, 1, 2].map((i) => ({
    "objective/scores": (cycle + i / 3) * 0.12 + 0.1 * random(),
    "objective/kl": (cycle + i / 3) * 0.5 + 0.2 * random(),
    "objective/entropy": 38 - cycle + 2 * random(),
    "policy/clipfrac_avg": 0.05 + 0.1 * random(),
  }));
  await stores.trainingSteps.add(arenaId, [
    { kind: "reward", policyVersion, metrics: fit },
    ...iterations.map((metrics) => ({ kind: "ppo" as const, policyVersion, metrics })),
  ]);
}
