import type { ModelSummary } from "../../../shared/protocol/models.ts";
import type { SessionCreated } from "../../../shared/protocol/sessions.ts";
import type { RoomView } from "../../../shared/protocol/views.ts";
import type { ArenaServer } from "./arena-server.ts";
import type { PlayedRound } from "./learning-record.ts";
import type { Player, ShownPair } from "./player.ts";
import type { Seat } from "./player-seat.ts";
import type { Allotment } from "./share-votes.ts";

export interface SessionPlay {
  readonly server: ArenaServer;
  readonly session: SessionCreated;
  readonly host: Seat;
  readonly players: readonly Player[];
  /** One a round. */
  readonly allotments: readonly Allotment[];
  readonly now: () => number;
  /** Called when a round has been opened, with the versions that existed then and the time. */
  readonly onOpened: (index: number, models: readonly ModelSummary[], at: number) => void;
  /** Called when its votes are in. */
  readonly onPlayed: (round: PlayedRound) => void;
}

/** Plays a session to its end: the host skips what is left of a beat when everybody has given their votes. */
export async function playSession(play: SessionPlay): Promise<PlayedRound[]> {
  const { host, allotments } = play;
  const rounds: PlayedRound[] = [];
  await command(host, "start");
  for (const [i, allotment] of allotments.entries()) {
    await host.until((view) => view.round === i + 1 && view.phase === "rapid");
    const at = play.now();
    const before = await play.server.models();
    play.onOpened(i + 1, before, at);
    const round = await playRound(play, before, allotment);
    rounds.push(round);
    play.onPlayed(round);
  }
  await host.until((view) => view.phase === "finished");
  return rounds;
}

async function playRound(
  { host, players, server, session, now }: SessionPlay,
  before: readonly ModelSummary[],
  { rapid, showdown }: Allotment,
): Promise<PlayedRound> {
  const round = await server.round(session.code);
  const rapidVotes = sum(await Promise.all(players.map((player, i) => player.judgeRapid(rapid[i]!))));
  // Players give fewer only where the beat ended by itself, and a skip would then end the next one.
  if (rapidVotes === sum(rapid)) await command(host, "skip");

  const pair = await showdownOf(host, round.index);
  const showdownVotes =
    pair === null ? 0 : sum(await Promise.all(players.map((player, i) => player.judgeShowdown(pair, showdown[i]!))));
  // When all have voted it ends by itself.
  if (pair !== null && !showdown.every(Boolean)) await command(host, "skip");
  await host.until((view) => hasPassed(view, "showdown", round.index));
  const closedAt = now();
  // Every rapid pair is dealt to one player alone and makes a comparison of its own; all votes on the showdown make one.
  const comparisons = rapidVotes + Math.min(1, showdownVotes);
  return { round, before, votes: rapidVotes + showdownVotes, comparisons, closedAt };
}

/** The pair that everybody judges; null when that beat is over already. */
async function showdownOf(host: Seat, round: number): Promise<ShownPair | null> {
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

const ORDER: readonly RoomView["phase"][] = ["dealing", "rapid", "showdown", "reveal", "intermission"];

const hasPassed = (view: RoomView, phase: RoomView["phase"], round: number): boolean =>
  view.round > round || view.phase === "finished" || ORDER.indexOf(view.phase) > ORDER.indexOf(phase);

async function command(host: Seat, name: "start" | "skip"): Promise<void> {
  const reply = await host.request("host", { command: name });
  if (!reply.ok && reply.error !== "wrong_phase") throw new Error(`the server refused to ${name}: ${reply.error}`);
}

const sum = (values: readonly (number | boolean)[]): number => values.reduce<number>((a, b) => a + Number(b), 0);
