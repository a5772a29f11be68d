import { setTimeout as sleep } from "node:timers/promises";
import { quantile } from "../../figures.ts";
import { type NetworkSeat, takeSeat } from "../../servers/network-seat.ts";

/** Who joins. */
export interface VoteCrowd {
  readonly url: string;
  readonly sessions: readonly { readonly code: string; readonly hostToken: string }[];
  /** In each session. */
  readonly players: number;
}

/** How fast they vote, and how long. */
export interface VoteStage {
  /** Votes a second, of all players together. */
  readonly rate: number;
  readonly seconds: number;
}

/** What the clients saw of a stage. */
export interface StageSeen extends VoteStage {
  readonly sent: number;
  readonly acknowledged: number;
  /** Milliseconds from sending a vote to its acknowledgement. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time that the clients took, milliseconds. */
  readonly clientsMs: number;
}

/** What the measuring process tells this one. */
export type ToClient = { readonly crowd: VoteCrowd } | { readonly stage: VoteStage };
/** What this process answers. */
export type FromClient =
  | { readonly joined: number }
  | { readonly ready: true }
  | { readonly result: StageSeen; readonly acknowledgedPairs: readonly string[] }
  | { readonly failed: string };

interface Voter {
  readonly seat: NetworkSeat;
  /** Pairs dealt and not judged yet. */
  readonly hand: string[];
  dealing: boolean;
}

/** Pairs asked for at once, as soon as a hand holds no more than that. A room allows eight in hand. */
const DEAL = 4;
const TICK_MS = 2;
/** How long the last votes of a stage are waited for. */
const DRAIN_MS = 10_000;
const JOINING_AT_ONCE = 20;

const abort = new AbortController();
const fail = (error: unknown) => {
  tell({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
};
const tell = (message: FromClient) => process.send?.(message);
let voters: Voter[] = [];

/**
 * This file is the process of the players of `bench votes`. They send votes at the times that the rate asks for, whether or not earlier
 * ones have been acknowledged, so that a slow server is not spared.
 */
process.on("disconnect", () => process.exit(1));
process.on("message", (message: ToClient) => {
  if ("crowd" in message) join(message.crowd).then(() => tell({ ready: true }), fail);
  else run(message.stage).then((done) => tell(done), fail);
});

async function join({ url, sessions, players }: VoteCrowd): Promise<void> {
  const sit = (code: string, who: { nickname: string } | { hostToken: string }) =>
    takeSeat(url, code, who, abort.signal, fail);
  const hosts = await Promise.all(sessions.map(({ code, hostToken }) => sit(code, { hostToken })));
  const wanted = sessions.flatMap(({ code }) => Array.from({ length: players }, (_, i) => ({ code, i })));
  for (let at = 0; at < wanted.length; at += JOINING_AT_ONCE) {
    const some = wanted.slice(at, at + JOINING_AT_ONCE);
    const seats = await Promise.all(some.map(({ code, i }) => sit(code, { nickname: `Voter ${i}` })));
    voters = [...voters, ...seats.map((seat): Voter => ({ seat, hand: [], dealing: false }))];
    tell({ joined: voters.length });
  }
  for (const host of hosts) await host.request("host", { command: "start" });
  await Promise.all(hosts.map((host) => host.until((view) => view.phase === "rapid")));
}

async function deal(voter: Voter): Promise<void> {
  if (voter.dealing || voter.hand.length > DEAL) return;
  voter.dealing = true;
  const dealt = await voter.seat.request("deal", { count: DEAL });
  if (!dealt.ok) throw new Error(`the server refused a deal: ${dealt.error}`);
  voter.hand.push(...dealt.pairs.map((pair) => pair.id));
  voter.dealing = false;
}

async function run({ rate, seconds }: VoteStage): Promise<FromClient> {
  await Promise.all(voters.map(deal));
  const waits: number[] = [];
  const acknowledgedPairs: string[] = [];
  const pending = new Set<Promise<void>>();
  let sent = 0;
  let turn = 0;

  async function vote({ seat }: Voter, pairId: string): Promise<void> {
    const began = performance.now();
    const verdict = sent % 2 === 0 ? "a" : "b";
    const reply = await seat.request("vote", { pairId, verdict, decisionMs: 1_000 });
    if (!reply.ok) throw new Error(`the server refused a vote: ${reply.error}`);
    waits.push(performance.now() - began);
    acknowledgedPairs.push(pairId);
  }
  const track = (work: Promise<void>) => {
    const settled = work.catch(fail).finally(() => pending.delete(settled));
    pending.add(settled);
  };

  const busyBefore = process.cpuUsage();
  const began = performance.now();
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - began) {
    const due = Math.floor((elapsed * rate) / 1000);
    for (let tried = 0; sent < due && tried < voters.length; tried++, turn = (turn + 1) % voters.length) {
      const voter = voters[turn]!;
      const pairId = voter.hand.shift();
      track(deal(voter));
      if (pairId === undefined) continue;
      sent++;
      track(vote(voter, pairId));
    }
    await sleep(TICK_MS);
  }
  await Promise.race([Promise.allSettled(pending), sleep(DRAIN_MS)]);
  const { user, system } = process.cpuUsage(busyBefore);
  const latency = { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
  const counts = { sent, acknowledged: waits.length };
  return { result: { rate, seconds, ...counts, ...latency, clientsMs: (user + system) / 1000 }, acknowledgedPairs };
}
