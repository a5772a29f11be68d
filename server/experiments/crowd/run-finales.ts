import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "../../../shared/random/seeded.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import { type ArenaServer, arenaServer } from "../servers/arena-server.ts";
import { type NetworkSeat, takeSeat } from "../servers/network-seat.ts";
import { startOwnServers } from "../servers/own-servers.ts";
import { openProgress, type Progress } from "../terminal/progress.ts";
import { openExaminer } from "./examiner.ts";
import {
  type ClassFinale,
  classesHead,
  classFinale,
  classLine,
  describeFinales,
  finaleShares,
} from "./finale-report.ts";
import { loadTastes } from "./load-tastes.ts";
import { playFinale, playRounds, shareVotes } from "./play-session.ts";
import { openCrowdPlayer } from "./player.ts";
import { assertWritable, BEAT_MS, type CrowdOptions, REVEAL_MS, spreadQuestions } from "./run-crowd.ts";
import { type StandardCrowd, standardCrowd } from "./standard-crowd.ts";
import { startingVersion } from "./wait-for-training.ts";
import { watchIntermissions } from "./watch-intermissions.ts";

export interface FinaleOptions
  extends Pick<
    CrowdOptions,
    "players" | "rounds" | "noise" | "seed" | "votes" | "pairs" | "intermission" | "method" | "json"
  > {
  readonly classes: number;
  /** Of every class; null: the classes have the shipped tastes in turn. */
  readonly taste: string | null;
}

/** Plays classes to their finales, each on servers and a model of its own, and counts how many prefer what they taught. */
export async function runFinales(
  options: FinaleOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<void> {
  const { classes: count, json } = options;
  const names = Object.keys(namedTastes);
  const tasteOf = (index: number) => options.taste ?? names[index % names.length]!;
  const camps = await Promise.all(Array.from({ length: count }, (_, i) => loadTastes(tasteOf(i))));
  if (json !== undefined) await assertWritable(json);
  const progress = openProgress(count * options.rounds, "rounds");
  const classes: ClassFinale[] = [];
  let answers: readonly Answer[] | null = null;
  try {
    progress.say(classesHead);
    for (let i = 0; i < count; i++) {
      const fail = (error: Error) => abort.abort(error);
      progress.stage(`class ${i + 1} of ${count}: starting its servers`, i * options.rounds);
      const own = await startOwnServers(environment, { trainer: true }, abort.signal, fail);
      try {
        const server = arenaServer(own.url, abort.signal);
        await startingVersion(server, progress);
        if (options.method !== undefined) await server.changeTraining({ method: options.method });
        answers ??= await startingAnswers(server, options.seed, progress);
        const seed = options.seed + i;
        const crowd = standardCrowd(camps[i]!, answers);
        const played = await playClass({ ...options, seed }, server, crowd, abort.signal, fail, (round) =>
          progress.stage(`class ${i + 1} of ${count}: round ${round}`, i * options.rounds + round - 1),
        );
        const { votes, finale, intermissions } = played;
        classes.push(classFinale({ taste: tasteOf(i), seed, votes, intermissions }, finale));
        progress.say(classLine(i + 1, classes.at(-1)!));
      } finally {
        await own.stop();
      }
    }
    progress.stop();
    process.stdout.write(describeFinales(classes));
    if (json !== undefined)
      await writeFile(json, `${JSON.stringify({ ...options, ...finaleShares(classes), classes }, null, 2)}\n`);
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    progress.stop();
  }
}

/** The starting model's answers, which fix the units of the tastes: every class begins with the same model. */
async function startingAnswers(server: ArenaServer, seed: number, progress: Progress): Promise<readonly Answer[]> {
  progress.stage("reading the starting model's answers");
  const scratch = await mkdtemp(join(tmpdir(), "thumbwar-finales-"));
  try {
    const folder = await server.fetchModel(0, scratch);
    const start = await readCheckpoint(folder);
    const examiner = await openExaminer(await openEngine("auto"), start, await loadTokenizer(folder));
    const random = seeded(seed * 31 + 7);
    const { answers } = await examiner.answers(start, spreadQuestions(random), random);
    await examiner.dispose();
    return answers;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function playClass(
  options: FinaleOptions,
  server: ArenaServer,
  crowd: StandardCrowd,
  signal: AbortSignal,
  fail: (error: Error) => void,
  onOpened: (round: number) => void,
) {
  const { players: count, noise, seed, rounds } = options;
  const session = await server.createSession({
    ...{ title: "Class", rounds, rapidMs: BEAT_MS, showdownMs: BEAT_MS, revealMs: REVEAL_MS, maxPlayers: count },
    intermissionMs: Math.round(options.intermission * 1000),
  });
  const seats: NetworkSeat[] = [];
  const sit = async (who: { nickname: string } | { hostToken: string }) => {
    const seat = await takeSeat(server.url, session.code, who, signal, fail);
    seats.push(seat);
    return seat;
  };
  try {
    const host = await sit({ hostToken: session.hostToken });
    const watch = watchIntermissions();
    const watched = host.until((view) => {
      watch.see(view);
      return view.phase === "finale" || view.phase === "finished";
    });
    watched.catch(() => {}); // whatever ends it ends the rounds too
    const players = await Promise.all(
      Array.from({ length: count }, async (_, i) =>
        openCrowdPlayer(await sit({ nickname: `Pupil ${i + 1}` }), {
          ...{ camp: crowd.campAt((i + 0.5) / count), noise, random: seeded(seed * 1_009 + i) },
        }),
      ),
    );
    const played = await playRounds({
      ...{ server, session, host, players, onOpened, onPlayed: () => {}, now: () => performance.now() },
      allotments: shareVotes(options.votes, count, rounds, options.pairs),
    });
    const finale = await playFinale(host, players);
    await watched;
    const votes = played.reduce((sum, { votes }) => sum + votes, 0);
    return { finale, votes, intermissions: watch.intermissions() };
  } finally {
    await Promise.allSettled(seats.map((seat) => seat.leave()));
  }
}
