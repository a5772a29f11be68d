import { access, constants, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { MethodName } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { readConfig } from "../../config.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { prompts } from "../../world/prompts.ts";
import { type ArenaServer, arenaServer } from "../servers/arena-server.ts";
import { type NetworkSeat, takeSeat } from "../servers/network-seat.ts";
import { startOwnServers } from "../servers/own-servers.ts";
import { openProgress, type Progress } from "../terminal/progress.ts";
import { type Examiner, openExaminer } from "./examiner.ts";
import { type CrowdRound, lessonOf } from "./learning-record.ts";
import { loadTastes } from "./load-tastes.ts";
import { heldOutQuestions, measurePolicy } from "./measure-policy.ts";
import { playSession, shareVotes } from "./play-session.ts";
import { openCrowdPlayer } from "./player.ts";
import { type CrowdReport, crowdReport, describeReport, roundLine, roundsHead } from "./report.ts";
import { type StandardCrowd, standardCrowd } from "./standard-crowd.ts";

export interface CrowdOptions {
  /** A server to play on; without it the crowd starts its own. */
  readonly url?: string;
  readonly players: number;
  readonly rounds: number;
  readonly taste: string;
  readonly noise: number;
  readonly seed: number;
  /** Most votes of the session; Infinity for no limit. */
  readonly votes: number;
  /** Rapid pairs a player and round. */
  readonly pairs: number;
  /** Seconds. */
  readonly intermission: number;
  /** The method that the arena's trainer is to use from now on; without it, the present one. */
  readonly method?: MethodName;
  /** The external models that are to answer beside the policy; without it, those of the arena. */
  readonly contestants?: readonly string[];
  /** Share that their winning answers are to have among those that the policy learns from; without it, that of the arena. */
  readonly teacherShare?: number;
  readonly json?: string;
}

/** Longest time for the rapid and the showdown beat; both end when everybody is done. */
export const BEAT_MS = 300_000;
export const REVEAL_MS = 1_000;
/** Answers that fix the units of the tastes. */
const SPREAD = 400;
/** How long the last round's candidate and the starting model are waited for. */
const PATIENCE_MS = 180_000;
const POLL_MS = 250;

/** Plays one session and measures what it did to the model. Whatever happens, nothing that it started is left behind. */
export async function runCrowd(
  options: CrowdOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<void> {
  const camps = await loadTastes(options.taste);
  if (options.json !== undefined) await assertWritable(options.json);
  const progress = openProgress(options.rounds, "rounds");
  const scratch = await mkdtemp(join(tmpdir(), "thumbwar-crowd-"));
  const cleanUp: (() => Promise<unknown>)[] = [() => rm(scratch, { recursive: true, force: true })];
  const fail = (error: Error) => abort.abort(error);
  const { signal } = abort;
  try {
    let { url } = options;
    if (url === undefined) {
      progress.stage("starting a web and a trainer process");
      const own = await startOwnServers(environment, { trainer: true }, signal, fail);
      cleanUp.unshift(() => own.stop());
      url = own.url;
    }
    const server = arenaServer(url, signal, readConfig(environment).hostPassword);
    const newest = await startingVersion(server, progress);
    const { method, contestants, teacherShare } = options;
    const chosen = Object.entries({ method, contestants, teacherShare }).filter(([, value]) => value !== undefined);
    if (chosen.length > 0) await server.changeTraining(Object.fromEntries(chosen));
    const first = await server.fetchModel(0, scratch);
    const start = await readCheckpoint(newest === 0 ? first : await server.fetchModel(newest, scratch));
    const examiner = await openExaminer(
      await openEngine("auto"),
      await readCheckpoint(first),
      await loadTokenizer(first),
    );
    cleanUp.unshift(() => examiner.dispose());

    progress.stage("reading the starting model's answers");
    const random = seeded(options.seed * 31 + 7);
    const crowd = standardCrowd(camps, (await examiner.answers(start, spreadQuestions(random), random)).answers);

    const rounds = await playAll(options, server, crowd, progress, signal, fail);
    progress.stage("waiting for the last round's candidate", options.rounds);
    const { models, asked: at } = await afterTraining(server, rounds);
    progress.say(roundLine(rounds, rounds.length - 1, models, at));
    progress.stage("measuring the trained model on held-out prompts");
    const effect = await examine(examiner, server, crowd, start, models, scratch, options.seed);
    const report = crowdReport(options, rounds, effect, models, at);
    progress.stop();
    process.stdout.write(describeReport(report));
    if (options.json !== undefined) await writeReport(options.json, report);
  } catch (error) {
    // After an abort many things fail; the abort's reason is the cause of all.
    throw signal.aborted ? signal.reason : error;
  } finally {
    progress.stop();
    for (const task of cleanUp) await task();
  }
}

/** Questions whose answers fix the units of the tastes. */
export function spreadQuestions(random: () => number): string[] {
  const train = prompts.filter((prompt) => prompt.split === "train");
  return Array.from({ length: SPREAD }, () => train[Math.floor(random() * train.length)]!.text);
}

/** The newest version, once the trainer has put the starting model in. */
export async function startingVersion(server: ArenaServer, progress: Progress): Promise<number> {
  const until = performance.now() + PATIENCE_MS;
  for (let waited = false; performance.now() < until; waited = true) {
    const newest = await server.newestVersion();
    if (newest !== null) return newest;
    if (!waited) progress.stage("waiting until the trainer has put the starting model into the arena");
    await sleep(POLL_MS);
  }
  throw new Error(`${server.url} has no model after ${PATIENCE_MS / 1000} s; does a trainer run?`);
}

async function playAll(
  options: CrowdOptions,
  server: ArenaServer,
  crowd: StandardCrowd,
  progress: Progress,
  signal: AbortSignal,
  fail: (error: Error) => void,
): Promise<CrowdRound[]> {
  const { players: count, noise, seed } = options;
  const session = await server.createSession({
    title: "Crowd",
    rounds: options.rounds,
    rapidMs: BEAT_MS,
    showdownMs: BEAT_MS,
    revealMs: REVEAL_MS,
    intermissionMs: Math.round(options.intermission * 1000),
    maxPlayers: count,
    finale: false,
  });
  const seats: NetworkSeat[] = [];
  const sit = async (who: { nickname: string } | { hostToken: string }) => {
    const seat = await takeSeat(server.url, session.code, who, signal, fail);
    seats.push(seat);
    return seat;
  };
  try {
    progress.stage(`${count} players join session ${session.code}`);
    const host = await sit({ hostToken: session.hostToken });
    const players = await Promise.all(
      Array.from({ length: count }, async (_, i) =>
        openCrowdPlayer(await sit({ nickname: `Crowd ${i + 1}` }), {
          camp: crowd.campAt((i + 0.5) / count),
          noise,
          random: seeded(seed * 1_009 + i),
        }),
      ),
    );
    progress.say(roundsHead);
    const rounds: CrowdRound[] = [];
    return await playSession({
      server,
      session,
      host,
      players,
      allotments: shareVotes(options.votes, count, options.rounds, options.pairs),
      now: () => performance.now(),
      onOpened: (index, models, at) => {
        if (index > 1) progress.say(roundLine(rounds, index - 2, models, at));
        progress.stage(`round ${index} of ${options.rounds}: the crowd votes`, index - 1);
      },
      onPlayed: (round) => {
        rounds.push(round);
        progress.stage(`round ${rounds.length} of ${options.rounds}: ${round.votes} votes in; intermission`);
      },
    });
  } finally {
    await Promise.allSettled(seats.map((seat) => seat.leave()));
  }
}

/** The versions once every vote has been learned from, and when they were asked for. */
async function afterTraining(server: ArenaServer, rounds: readonly CrowdRound[]) {
  const last = rounds.filter((round) => round.comparisons > 0).slice(-1);
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const asked = performance.now();
    const models = await server.models();
    if (last.length === 0 || lessonOf(last, models, asked) !== null || asked > until) return { models, asked };
    await sleep(POLL_MS);
  }
}

async function examine(
  examiner: Examiner,
  server: ArenaServer,
  crowd: StandardCrowd,
  start: Awaited<ReturnType<typeof readCheckpoint>>,
  models: Awaited<ReturnType<ArenaServer["models"]>>,
  scratch: string,
  seed: number,
) {
  const newest = models.findLast((model) => model.status === "promoted")!.version;
  const trained = await readCheckpoint(await server.fetchModel(newest, scratch));
  const rewardFolder = await server.fetchRewardModel(scratch);
  const questions = heldOutQuestions();
  const before = await examiner.answers(start, questions, seeded(777));
  const after = await examiner.answers(trained, questions, seeded(seed + 999));
  const rewards = rewardFolder === null ? null : examiner.rewards(await loadRewardModel(rewardFolder), after);
  return measurePolicy(before, after, crowd.tastes, rewards);
}

export async function assertWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new Error(`--json: cannot write into the folder ${folder}`, { cause });
  });
}

async function writeReport(file: string, report: CrowdReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
