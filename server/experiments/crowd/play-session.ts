import type { ModelSummary } from "../../../shared/protocol/models.ts";
import type { SessionCreated } from "../../../shared/protocol/sessions.ts";
import { copyOf } from "../../../shared/round/fields.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { type FinaleView, finaleFields } from "../../../shared/round/view-learning.ts";
import type { ArenaServer } from "../servers/arena-server.ts";
import type { NetworkSeat } from "../servers/network-seat.ts";
import type { CrowdRound } from "./learning-record.ts";
import type { CrowdPlayer, ShownPair } from "./player.ts";

export interface SessionPlay {
  readonly server: ArenaServer;
  readonly session: SessionCreated;
  readonly host: NetworkSeat;
  readonly players: readonly CrowdPlayer[];
  /** One a round. */
  readonly allotments: readonly Allotment[];
  readonly now: () => number;
  /** Called when a round has been opened, with the versions that existed then and the time. */
  readonly onOpened: (index: number, models: readonly ModelSummary[], at: number) => void;
  /** Called when its votes are in. */
  readonly onPlayed: (round: CrowdRound) => void;
}

/** Plays a session without a finale to its end. */
export async function playSession(play: SessionPlay): Promise<CrowdRound[]> {
  const rounds = await playRounds(play);
  await play.host.until((view) => view.phase === "finished");
  return rounds;
}

/** Plays the rounds of a session. When everybody has voted, the host skips the rest of the beat. */
export async function playRounds(play: SessionPlay): Promise<CrowdRound[]> {
  const { host, allotments } = play;
  const rounds: CrowdRound[] = [];
  await command(host, "start");
  for (const [i, allotment] of allotments.entries()) {
    const waitedMs = await untilDealt(play, i + 1);
    const at = play.now();
    const before = await play.server.models();
    play.onOpened(i + 1, before, at);
    const round = { ...(await playRound(play, before, allotment)), waitedMs };
    rounds.push(round);
    play.onPlayed(round);
  }
  return rounds;
}

/** Waits for a round's pairs; returns for how many milliseconds the class saw that they are being dealt. */
async function untilDealt({ host, now }: SessionPlay, round: number): Promise<number> {
  let from: number | null = null;
  await host.until((view) => {
    if (view.round === round && view.phase === "dealing") from ??= now();
    return view.round === round && view.phase === "rapid";
  });
  return from === null ? 0 : now() - from;
}

async function playRound(
  { host, players, server, session, now }: SessionPlay,
  before: readonly ModelSummary[],
  { rapid, showdown }: Allotment,
): Promise<Omit<CrowdRound, "waitedMs">> {
  const round = await server.round(session.code);
  const rapidVotes = sum(await Promise.all(players.map((player, i) => player.judgeRapid(rapid[i]!))));
  // With fewer votes the beat has ended by itself, and a skip would end the next one.
  if (rapidVotes === sum(rapid)) {
    await command(host, "skip");
    await skipTitle(host, round.index);
  }

  const pair = await showdownOf(host, round.index);
  const showdownVotes =
    pair === null ? 0 : sum(await Promise.all(players.map((player, i) => player.judgeShowdown(pair, showdown[i]!))));
  // The beat ends by itself when all have voted.
  if (pair !== null && !showdown.every(Boolean)) await command(host, "skip");
  await host.until((view) => hasPassed(view, "showdown", round.index));
  const closedAt = now();
  // Every rapid pair is dealt to one player and makes one comparison. All votes on the showdown make one together.
  const comparisons = rapidVotes + Math.min(1, showdownVotes);
  return { round, before, votes: rapidVotes + showdownVotes, comparisons, closedAt };
}

/** Nobody here has to look up from their pairs. */
async function skipTitle(host: NetworkSeat, round: number): Promise<void> {
  let up = false;
  await host.until((view) => {
    up = view.round === round && view.phase === "title";
    return up || hasPassed(view, "title", round);
  });
  if (up) await command(host, "skip");
}

/** The pair that everybody judges; null when that beat is over already. */
async function showdownOf(host: NetworkSeat, round: number): Promise<ShownPair | null> {
  let pair: ShownPair | null = null;
  await host.until((view) => {
    if (view.round === round && view.phase === "showdown" && view.showdown !== null) {
      const { id, prompt, a, b } = view.showdown;
      pair = { id, prompt, a, b };
    }
    return pair !== null || hasPassed(view, "showdown", round);
  });
  return pair;
}

const ORDER: readonly RoomView["phase"][] = ["dealing", "rapid", "title", "showdown", "reveal", "intermission"];

const hasPassed = (view: RoomView, phase: RoomView["phase"], round: number): boolean =>
  view.round > round || view.phase === "finished" || ORDER.indexOf(view.phase) > ORDER.indexOf(phase);

async function command(host: NetworkSeat, name: "start" | "skip"): Promise<void> {
  const reply = await host.request("host", { command: name });
  if (!reply.ok && reply.error !== "wrong_phase") throw new Error(`the server refused to ${name}: ${reply.error}`);
}

const sum = (values: readonly (number | boolean)[]): number => values.reduce<number>((a, b) => a + Number(b), 0);

/** Judges the pairs of a session's finale, each as soon as it is there; returns how it came out, null where the session has none. */
export async function playFinale(
  host: Pick<NetworkSeat, "until">,
  players: readonly Pick<CrowdPlayer, "judgeFinale">[],
): Promise<FinaleView | null> {
  for (let index = 1; ; index++) {
    const { pair, finale } = await finaleAt(host, index);
    if (pair === null) return finale;
    await Promise.all(players.map((player) => player.judgeFinale(pair)));
  }
}

/** The pair of this number; without one the masks are off, or the game is over. */
async function finaleAt(
  host: Pick<NetworkSeat, "until">,
  index: number,
): Promise<{ readonly pair: ShownPair | null; readonly finale: FinaleView | null }> {
  const isOut = ({ phase }: RoomView) => phase === "unmasking" || phase === "finished";
  let finale: FinaleView | null = null;
  await host.until((view) => {
    if (!isOut(view) && !(view.phase === "finale" && view.finale?.index === index)) return false;
    // A copy, since the SDK goes on changing its own objects.
    finale = view.finale == null ? null : copyOf(finaleFields, view.finale);
    return true;
  });
  const seen = finale as FinaleView | null;
  return { pair: seen?.pair ?? null, finale: seen };
}

/** How many pairs each player judges in one round. */
export interface Allotment {
  /** Rapid pairs, by player. */
  readonly rapid: readonly number[];
  /** Who votes in the showdown. */
  readonly showdown: readonly boolean[];
}

/**
 * Shares the votes of a session out evenly over rounds and players. When there are fewer than everybody would give, rapid pairs come
 * first, since each makes a comparison of its own. Players take turns.
 * @param votes most votes of the whole session; Infinity for no limit
 */
export function shareVotes(votes: number, players: number, rounds: number, pairs: number): Allotment[] {
  let turn = 0;
  return Array.from({ length: rounds }, (_, round) => {
    const due = (until: number) => Math.floor((votes * until) / rounds);
    const quota = Math.min(votes === Infinity ? Infinity : due(round + 1) - due(round), players * (pairs + 1));
    const rapid = new Array<number>(players).fill(0);
    const showdown = new Array<boolean>(players).fill(false);
    for (let vote = 0; vote < quota; vote++, turn = (turn + 1) % players) {
      if (rapid[turn]! < pairs) rapid[turn]!++;
      else showdown[turn] = true;
    }
    return { rapid, showdown };
  });
}
