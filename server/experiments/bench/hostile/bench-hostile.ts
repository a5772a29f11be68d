import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../store/postgres/embedded/free-port.ts";
import { quantile } from "../../figures.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { type NetworkSeat, takeSeat } from "../../servers/network-seat.ts";
import { throwAwayDataDir } from "../../servers/own-servers.ts";
import { abortable, until } from "../../servers/waiting.ts";
import { stageBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { openMadeUpArena } from "../made-up-arena.ts";
import { residentMb } from "../process-usage.ts";
import type { AttackPlan, AttackTally, FromAttacker } from "./attack.ts";
import { startKillable } from "./killable-process.ts";

export interface HostileOptions {
  readonly frames: number;
  readonly requests: number;
  readonly seed: number;
}

export interface HostileReport extends HostileOptions {
  readonly seconds: number;
  readonly sent: AttackTally;
  /** How often the web process ended. */
  readonly deaths: number;
  /** MB of the web process: before any attack, after a first short one, at most, and when all is quiet again. Null where the system doesn't tell. */
  readonly memory: {
    readonly fresh: number;
    readonly start: number;
    readonly peak: number;
    readonly end: number;
  } | null;
  readonly votes: number;
  /** Votes that were refused, or whose acknowledgement didn't come. */
  readonly failedVotes: number;
  /** Milliseconds from sending a vote to its acknowledgement. */
  readonly waits: { readonly p50: number; readonly p99: number; readonly longest: number };
  /** What the web process wrote into its log meanwhile, bytes. */
  readonly logged: number;
}

/** Limits that the web process has to keep. */
const MOST_GROWTH = 1.3;
const MOST_P99_MS = 250;

const VOTE_EVERY_MS = 200;
const DEAL = 4;
const VOTE_MS = 10_000;
const LONGEST_BEAT_MS = 300_000;
/** The host's button adds ten seconds to a beat. */
const EXTEND_EVERY_MS = 8_000;
const START_MS = 60_000;
/** How long the player votes undisturbed before the first figure is taken. */
const UNDISTURBED_MS = 5_000;
/** A first, short attack. It lets V8 take the memory that such work needs; whatever comes on top is growth. */
const WARM_UP_SHARE = 0.1;
/** Until all is quiet again, since a room keeps the seats of broken connections for half a minute. */
const QUIET_MS = 40_000;
const WATCH_MS = 250;
const READY = "Thumbwar is ready";

/** Attacks a server of our own with hostile frames and requests, while a player votes at a steady pace. */
export async function benchHostile(
  options: HostileOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<HostileReport> {
  const { signal } = abort;
  const bar = stageBar(options.frames + options.requests, "starting a web process", "{bar} {percentage}% {stage}");
  const { dataDir, remove } = await throwAwayDataDir();
  const port = (await freePort(0)) ?? 0;
  let said = "";
  let starts = 0;
  let logged = 0;
  const web = startKillable(
    "main.ts",
    {
      ...environment,
      ...{
        DATA_DIR: dataDir,
        DATABASE_URL: "",
        DATABASE_DIRECT_URL: "",
        PORT: String(port),
        HOST: "127.0.0.1",
        LOG_LEVEL: "info",
      },
      // The attackers come from several networks.
      ...{ HOST_PASSWORD: "", PUBLIC_URL: "", TRUST_PROXY: "1" },
    },
    (text) => {
      starts += text.split(READY).length - 1;
      logged += text.length;
      said = `${said}${text}`.slice(-2_000);
    },
  );
  const cleanUp: (() => Promise<unknown>)[] = [
    async () => {
      await web.stop();
      await remove();
    },
  ];
  try {
    const url = `http://127.0.0.1:${port}`;
    await until(
      async () => starts > 0,
      START_MS,
      signal,
      () => `the web process didn't start: ${said}`,
    );
    const arena = await openMadeUpArena(dataDir);
    cleanUp.unshift(() => arena.close());
    await arena.fill("showdown", 4);
    await arena.fill("rapid", 20_000);

    const server = arenaServer(url, signal);
    const beats = { rounds: 1, rapidMs: LONGEST_BEAT_MS };
    const [session, other] = [await server.createSession(beats), await server.createSession(beats)];
    let lost = 0;
    const onLost = () => {
      lost += 1;
    };
    const host = await takeSeat(url, session.code, { hostToken: session.hostToken }, signal, onLost);
    const player = await takeSeat(url, session.code, { nickname: "Ada" }, signal, onLost);
    await host.request("host", { command: "start" });
    await player.until((view) => view.phase === "rapid");
    const prolong = setInterval(() => void host.request("host", { command: "extend" }).catch(onLost), EXTEND_EVERY_MS);
    cleanUp.unshift(async () => clearInterval(prolong));

    bar.update({ stage: "a player votes, undisturbed" });
    await voteSteadily(player, AbortSignal.any([signal, AbortSignal.timeout(UNDISTURBED_MS)]));
    const fresh = residentMb(web.pid ?? 0);
    const target = { url, codes: [session.code, other.code] };
    const attackWith = async (plan: Omit<AttackPlan, "url" | "codes">, show: (tally: AttackTally) => void) => {
      const attackers = startAttackers({ ...target, ...plan }, show);
      cleanUp.unshift(() => attackers.stop());
      return abortable(attackers.done, signal);
    };
    bar.update({ stage: "a first, short attack" });
    const few = (count: number) => Math.ceil(WARM_UP_SHARE * count);
    const first = { frames: few(options.frames), requests: few(options.requests), seed: options.seed + 1 };
    await attackWith(first, () => {});
    const memory = followMemory(() => web.pid, fresh);
    cleanUp.unshift(async () => memory.stop());

    const began = performance.now();
    const voting = new AbortController();
    const votes = voteSteadily(player, AbortSignal.any([signal, voting.signal]));
    const loggedBefore = logged;
    const sent = await attackWith(options, (tally) => {
      const stage = `${tally.frames} frames, ${tally.requests} requests, ${starts - 1} deaths`;
      bar.update(tally.frames + tally.requests, { stage });
    });
    const seconds = (performance.now() - began) / 1000;
    voting.abort();
    const { waits, failed } = await votes;
    bar.update({ stage: "waiting for it to be quiet again" });
    await sleep(QUIET_MS, undefined, { signal });
    return {
      ...{ ...options, seconds, sent, deaths: starts - 1, logged: logged - loggedBefore },
      ...{ votes: waits.length, failedVotes: failed + lost, memory: memory.figures() },
      waits: { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99), longest: Math.max(...waits) },
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    for (const task of cleanUp) await task();
  }
}

/** Votes at a steady pace until the signal is aborted, whether or not earlier votes have been acknowledged. */
async function voteSteadily(player: NetworkSeat, signal: AbortSignal): Promise<{ waits: number[]; failed: number }> {
  const waits: number[] = [];
  const pending = new Set<Promise<void>>();
  const hand: string[] = [];
  let failed = 0;
  async function vote(pairId: string): Promise<void> {
    const began = performance.now();
    const late = sleep(VOTE_MS, null, { ref: false });
    const reply = await Promise.race([player.request("vote", { pairId, verdict: "a", decisionMs: 1_000 }), late]).catch(
      () => null,
    );
    if (reply?.ok === true) waits.push(performance.now() - began);
    else failed += 1;
  }
  while (!signal.aborted) {
    const pairId = hand.shift();
    if (pairId === undefined) {
      const dealt = await player.request("deal", { count: DEAL }).catch(() => null);
      if (dealt?.ok === true) hand.push(...dealt.pairs.map(({ id }) => id));
      else failed += 1;
    } else {
      const work = vote(pairId).finally(() => pending.delete(work));
      pending.add(work);
    }
    await sleep(VOTE_EVERY_MS);
  }
  await Promise.all(pending);
  return { waits, failed };
}

function followMemory(pid: () => number | null, fresh: number | null) {
  const read = () => residentMb(pid() ?? 0);
  const start = read();
  let peak = start ?? 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, read() ?? 0);
  }, WATCH_MS);
  return {
    figures: () => (fresh === null || start === null ? null : { fresh, start, peak, end: read() ?? 0 }),
    stop: () => clearInterval(timer),
  };
}

function startAttackers(plan: AttackPlan, onProgress: (tally: AttackTally) => void) {
  const file = fileURLToPath(new URL("attack.ts", import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [file], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const gone = once(child, "exit");
  const done = new Promise<AttackTally>((resolve, reject) => {
    child.on("message", (message: FromAttacker) => {
      if ("done" in message) resolve(message.done);
      else onProgress(message.progress);
    });
    gone.then(([code]) => reject(new Error(`the attackers ended (exit code ${code})`)));
  });
  done.catch(() => {}); // whoever waits for it handles the error
  child.send(plan);
  return {
    done,
    async stop() {
      child.kill("SIGKILL"); // it has nothing to clean up
      await gone;
    },
  };
}

export function describeHostile(report: HostileReport): string {
  const { sent, memory, waits } = report;
  const answers = Object.entries(sent.answers).sort(([, a], [, b]) => b - a);
  const growth = memory === null ? null : memory.end / memory.start;
  const within = (yes: boolean) => (yes ? "yes" : "NO");
  const rows = [
    ["process deaths", String(report.deaths), "0", within(report.deaths === 0)],
    [
      "memory, end to start",
      growth === null || memory === null
        ? "not known here"
        : `${growth.toFixed(2)} (${[memory.fresh, memory.start, memory.peak, memory.end].map((mb) => mb.toFixed(0)).join(" -> ")} MB)`,
      `at most ${MOST_GROWTH}`,
      growth === null ? "-" : within(growth <= MOST_GROWTH),
    ],
    ["vote acknowledged, p50", `${waits.p50.toFixed(1)} ms`, "", ""],
    [
      "vote acknowledged, p99",
      `${waits.p99.toFixed(1)} ms`,
      `at most ${MOST_P99_MS} ms`,
      within(waits.p99 <= MOST_P99_MS),
    ],
    ["vote acknowledged, longest", `${waits.longest.toFixed(1)} ms`, "", ""],
    [
      "votes that failed",
      `${report.failedVotes} of ${report.votes + report.failedVotes}`,
      "0",
      within(report.failedVotes === 0),
    ],
    ["log", `${(report.logged / 1024).toFixed(0)} KB`, "", ""],
  ];
  return [
    `${sent.frames} hostile frames on ${sent.opened} WebSockets (${sent.refused} more were refused) and ${sent.requests} requests in ` +
      `${report.seconds.toFixed(0)} s, seed ${report.seed}; another player voted five times a second.`,
    `Requests were answered: ${answers.map(([status, count]) => `${status} ${count}x`).join(", ")}.`,
    "Memory is the web process's: fresh, at the start (after a first attack of a tenth), at its largest, and when all was quiet again.",
    "",
    formatTable(["", "measured", "wanted", "kept"], rows),
  ].join("\n");
}
