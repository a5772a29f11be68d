import { access, constants, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { MethodName } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { readConfig } from "../../config.ts";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { withModelFolder } from "../../trainer/start/model-source.ts";
import { processorMs } from "../bench/process-usage.ts";
import { type ArenaServer, arenaServer } from "../servers/arena-server.ts";
import { type NetworkSeat, takeSeat } from "../servers/network-seat.ts";
import { type OwnServers, startOwnServers } from "../servers/own-servers.ts";
import { openProgress, type Progress } from "../terminal/progress.ts";
import { assertPlainTastes, type CrowdModel, ownCrowdModel, POCKET_CROWD, patienceOf } from "./crowd-model.ts";
import type { Examiner } from "./examiner.ts";
import type { CrowdRound } from "./learning-record.ts";
import { loadTastes } from "./load-tastes.ts";
import { measurePolicy } from "./measure-policy.ts";
import { playSession, shareVotes } from "./play-session.ts";
import { openCrowdPlayer } from "./player.ts";
import {
  type CrowdReport,
  crowdReport,
  demonstrate,
  describeDemonstration,
  describeReport,
  type FirstPair,
  roundLine,
  roundsHead,
} from "./report.ts";
import { type StandardCrowd, standardCrowd } from "./standard-crowd.ts";
import { startingVersion, untilLearnt, untilPractised } from "./wait-for-training.ts";

export interface CrowdOptions {
  /** A server to play on; without it the crowd starts its own. */
  readonly url?: string;
  /** A model of the user's, which the crowd's own servers adopt; without it they play the pocket model. */
  readonly model?: string;
  /** The file of prompts that it is asked; without it, the pack that ships. */
  readonly pack?: string;
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

/** Plays one session and measures what it did to the model. Whatever happens, nothing that it started is left behind. */
export async function runCrowd(
  options: CrowdOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<void> {
  const camps = await loadTastes(options.taste);
  if (options.model !== undefined) assertPlainTastes(camps);
  if (options.json !== undefined) await assertWritable(options.json);
  const progress = openProgress(options.rounds, "rounds");
  const scratch = await mkdtemp(join(tmpdir(), "thumbwar-crowd-"));
  const cleanUp: (() => Promise<unknown>)[] = [() => rm(scratch, { recursive: true, force: true })];
  const fail = (error: Error) => abort.abort(error);
  const { signal } = abort;
  const teach = async (model: CrowdModel): Promise<void> => {
    const crowdAt = async (start: Version, folder: string) => {
      progress.stage("reading the starting model's answers");
      const random = seeded(options.seed * 31 + 7);
      const { answers } = await examined(model, folder, (examiner) =>
        examiner.answers(start, model.spreadQuestions(random), random),
      );
      return standardCrowd(camps, answers);
    };
    // Before the servers run, where that can be: two copies of a large model need twice the memory.
    const early = model.start === null ? null : await crowdAt(model.start, scratch);
    const own = options.url === undefined ? await startOwn(model, environment, progress, signal, fail) : null;
    if (own !== null) cleanUp.unshift(() => own.stop());
    const url = options.url ?? own!.url;
    const server = arenaServer(url, signal, readConfig(environment).hostPassword);
    const newest = await startingVersion(server, progress, model.patienceMs);
    const { method, contestants, teacherShare } = options;
    const chosen = Object.entries({ method, contestants, teacherShare }).filter(([, value]) => value !== undefined);
    if (chosen.length > 0) await server.changeTraining(Object.fromEntries(chosen));
    const fetched = async (version: number) => server.fetchModel(version, scratch, model.files);
    const first = await fetched(0);
    const start = await model.read(newest === 0 ? first : await fetched(newest));
    const crowd = early ?? (await crowdAt(start, first));

    const { rounds, firstPair } = await playAll(options, model, server, own, crowd, progress, signal, fail);
    progress.stage("waiting for the last round's candidate", options.rounds);
    const settings = readConfig(environment);
    const seen = await untilLearnt(server, rounds, patienceOf(model, settings));
    progress.say(roundLine(rounds, rounds.length - 1, seen.models, seen.asked));
    const practises = model.prompts !== null && settings.training.engine === "tfjs";
    const firstPairMs = 1000 * (firstPair?.seconds ?? Number.POSITIVE_INFINITY);
    const { models, asked: at } = practises
      ? await untilPractised(server, progress, model.patienceMs, firstPairMs)
      : seen;
    const last = models.findLast(({ status }) => status === "promoted")!.version;
    const trained = await model.read(await fetched(last));
    const rewardFolder = await server.fetchRewardModel(scratch);
    await own?.stop();
    progress.stage("measuring the trained model on held-out prompts");
    const { effect, shown } = await examined(model, first, async (examiner) => {
      const questions = model.heldOutQuestions();
      const before = await examiner.answers(start, questions, seeded(777));
      const after = await examiner.answers(trained, questions, seeded(options.seed + 999));
      const rewards = rewardFolder === null ? null : examiner.rewards(await loadRewardModel(rewardFolder), after);
      return {
        effect: measurePolicy(before, after, crowd.tastes, rewards),
        shown: demonstrate({ version: newest, ...before }, { version: last, ...after }),
      };
    });
    const report = {
      ...crowdReport(options, rounds, effect, models, at),
      ...(model.prompts === null
        ? {}
        : { model: options.model!, pack: options.pack ?? "classroom questions", prompts: model.prompts, firstPair }),
      demonstration: shown,
    };
    progress.stop();
    process.stdout.write(describeReport(report) + (model.prompts === null ? "" : describeDemonstration(shown)));
    if (options.json !== undefined) await writeReport(options.json, report);
  };
  try {
    const { model, pack } = options;
    if (model === undefined) return await teach(POCKET_CROWD);
    progress.stage(`reading ${model}`);
    let tenth = -1;
    const told = {
      converting(file: string, share: number) {
        const now = Math.floor(10 * share);
        if (now > tenth) progress.stage(`converting ${file}: ${10 * now}%`); // off a terminal each is a line
        tenth = now;
      },
      converted: () => progress.stage(`reading ${model}`),
    };
    await withModelFolder(model, scratch, told, async (folder) =>
      teach(await ownCrowdModel(folder, pack, readConfig(environment))),
    );
  } catch (error) {
    // After an abort many things fail; the abort's reason is the cause of all.
    throw signal.aborted ? signal.reason : error;
  } finally {
    progress.stop();
    for (const task of cleanUp) await task();
  }
}

type Version = Awaited<ReturnType<CrowdModel["read"]>>;

/** The examiner of a model, for as long as it is used. */
async function examined<T>(model: CrowdModel, first: string, use: (examiner: Examiner) => Promise<T>): Promise<T> {
  const examiner = await model.openExaminer(first);
  try {
    return await use(examiner);
  } finally {
    await examiner.dispose();
  }
}

type RunningServers = OwnServers & { readonly startedAt: number };

async function startOwn(
  model: CrowdModel,
  environment: Readonly<Record<string, string | undefined>>,
  progress: Progress,
  signal: AbortSignal,
  fail: (error: Error) => void,
): Promise<RunningServers> {
  progress.stage("starting a web and a trainer process");
  const startedAt = performance.now();
  const own = await startOwnServers(environment, { trainer: true, prepare: model.prepare }, signal, fail);
  return { ...own, startedAt };
}

/** Questions whose answers fix the units of the tastes. */
export const spreadQuestions = POCKET_CROWD.spreadQuestions;

async function playAll(
  options: CrowdOptions,
  model: CrowdModel,
  server: ArenaServer,
  own: RunningServers | null,
  crowd: StandardCrowd,
  progress: Progress,
  signal: AbortSignal,
  fail: (error: Error) => void,
): Promise<{ readonly rounds: CrowdRound[]; readonly firstPair: FirstPair | null }> {
  const { players: count, noise, seed } = options;
  const packId = model.prompts && (await server.storePack("Crowd", model.prompts.all)).packId;
  const session = await server.createSession({
    title: "Crowd",
    packId,
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
    let firstPair: FirstPair | null = null;
    await playSession({
      server,
      session,
      host,
      players,
      allotments: shareVotes(options.votes, count, options.rounds, options.pairs),
      now: () => performance.now(),
      onOpened: (index, models, at) => {
        if (own !== null) firstPair ??= { seconds: (at - own.startedAt) / 1000, trainerCpuSeconds: cpuSeconds(own) };
        if (index > 1) progress.say(roundLine(rounds, index - 2, models, at));
        progress.stage(`round ${index} of ${options.rounds}: the crowd votes`, index - 1);
      },
      onPlayed: (round) => {
        rounds.push(round);
        progress.stage(`round ${rounds.length} of ${options.rounds}: ${round.votes} votes in; intermission`);
      },
    });
    return { rounds, firstPair };
  } finally {
    await Promise.allSettled(seats.map((seat) => seat.leave()));
  }
}

const cpuSeconds = ({ trainerPid }: OwnServers): number =>
  (trainerPid === null ? Number.NaN : (processorMs(trainerPid) ?? Number.NaN)) / 1000;

export async function assertWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new Error(`--json: cannot write into the folder ${folder}`, { cause });
  });
}

async function writeReport(file: string, report: CrowdReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
