import { type Client, CloseCode } from "@colyseus/core";
import type { z } from "zod";
import { COMMAND_RIGHTS, includesRight } from "../../../shared/protocol/host-rights.ts";
import {
  type DealMessage,
  dealSchema,
  type HostMessage,
  hostSchema,
  type LockMessage,
  lessonSchema,
  lockSchema,
  type PickMessage,
  type PredictMessage,
  pickSchema,
  predictSchema,
  type RankMessage,
  type Replies,
  type Reply,
  type ReportMessage,
  rankSchema,
  reportSchema,
  teamSchema,
  type VoteMessage,
  voteSchema,
  type WriteMessage,
  writeSchema,
} from "../../../shared/protocol/messages.ts";
import type { BallotCommand, Command } from "../../../shared/round/command.ts";
import type { PairView } from "../../../shared/round/pair-view.ts";
import { pairFields } from "../../../shared/round/pair-view.ts";
import { verdictsOf } from "../../../shared/round/votes/rankings.ts";
import { moderation } from "../../moderation/moderate.ts";
import type { PairRecord } from "../../ports/pool.ts";
import type { NewVote, VoteOutcome } from "../../ports/rounds.ts";
import { answerText } from "../moderation/player-text.ts";
import { dealRapid } from "../round/deal-rapid.ts";
import type { Reception } from "../seats/reception.ts";
import type { Seat } from "../seats/seat.ts";
import type { Audience } from "./audience.ts";
import { answerLesson, changeTeam } from "./class-requests.ts";
import type { Hands, Stopwatch } from "./hands.ts";
import type { HostDesk } from "./host-desk.ts";
import { type LiveGame, refusalOf, refuse } from "./live-game.ts";
import { countDeal, measured } from "./measured-votes.ts";
import { sealed } from "./room-state.ts";

/** What a room consists of beside its connections. */
export interface RoomParts {
  readonly game: LiveGame;
  readonly reception: Reception;
  readonly desk: HostDesk;
  readonly hands: Hands;
  readonly times: Stopwatch;
  readonly audience: Audience;
}

/** Whoever sends: nothing but their seat matters. */
type Sender = Pick<Client<{ userData: Seat }>, "userData" | "leave">;
type Handler<M, R extends Reply> = (room: RoomParts, playerId: string, message: M) => Promise<R>;

/**
 * What a client may send and how it is answered: read, asked of the game on behalf of its sender's seat, and refused in a word where
 * it may not be.
 *
 * @param parts asked at each message, since Colyseus wants the handlers before there is a game
 * @param failed is told of what could not be handled, and from where it came: the session, and who sent it
 */
export function roomMessages(parts: () => RoomParts, failed: (error: unknown, from: object) => void) {
  async function answer<M, R extends Reply>(
    seat: Seat | undefined,
    schema: z.ZodType<M>,
    payload: unknown,
    handle: (message: M) => Promise<R | Reply>,
  ): Promise<R | Reply> {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) return refuse("bad_message");
    try {
      return await handle(parsed.data);
    } catch (error) {
      failed(error, { session: parts().game.session.id, role: seat?.role, playerId: seat?.playerId || undefined });
      return refuse("unavailable");
    }
  }

  const asPlayer =
    <M, R extends Reply>(schema: z.ZodType<M>, handle: Handler<M, R>) =>
    ({ userData: seat }: Sender, payload: unknown): Promise<R | Reply> =>
      answer(seat, schema, payload, async (message) =>
        seat?.role === "player" ? handle(parts(), seat.playerId, message) : refuse("not_a_player"),
      );

  return {
    vote: asPlayer(voteSchema, (room, playerId, message) =>
      measured(room.game, () => paced(vote)(room, playerId, message)),
    ),
    predict: asPlayer(predictSchema, predict),
    rank: asPlayer(rankSchema, paced(rank)),
    pick: asPlayer(pickSchema, pick),
    lock: asPlayer(lockSchema, lock),
    write: asPlayer(writeSchema, write),
    report: asPlayer(reportSchema, report),
    lesson: asPlayer(lessonSchema, answerLesson),
    team: asPlayer(teamSchema, changeTeam),
    deal: asPlayer(dealSchema, deal),
    host: ({ userData: seat }: Sender, payload: unknown) =>
      answer(seat, hostSchema, payload, async (message) =>
        mayTell(seat, message) ? parts().desk.command(message) : refuse("host_only"),
      ),
    // Without it Colyseus puts the type into the reason of the closing, and `ws` throws where that is longer than 123 bytes.
    "*": (sender: Sender) => sender.leave(CloseCode.WITH_ERROR),
  };
}

function mayTell(seat: Seat | undefined, { command }: HostMessage): boolean {
  const right = seat?.right ?? null;
  return right !== null && includesRight(right, COMMAND_RIGHTS[command]);
}

/** A ballot that comes too soon after others is refused before anything is stored. */
function paced<M, R extends Reply>(handle: Handler<M, R>): Handler<M, R | Reply> {
  return async (room, playerId, message) =>
    room.reception.mayVote(playerId) ? handle(room, playerId, message) : refuse("too_fast");
}

function vote({ game, hands, times }: RoomParts, playerId: string, message: VoteMessage): Promise<Replies["vote"]> {
  const { pairId, verdict } = message;
  return putIn(game, { type: "vote", playerId, pairId, verdict }, async (roundId) => {
    const dealt = game.state.phase.name === "rapid" ? "to the player" : "to everybody";
    const measuredMs = times.measure(playerId, { id: pairId, says: verdict }, dealt);
    const outcome = await cast(game, [{ ...message, playerId, roundId, measuredMs }]);
    hands.judged(playerId, pairId);
    return outcome;
  });
}

/** A ranking is stored as the verdicts that it amounts to, in one statement: all of them count or none. */
function rank({ game, times }: RoomParts, playerId: string, message: RankMessage): Promise<Replies["rank"]> {
  const { podiumId, decisionMs } = message;
  const ranking = message.ranking.map(game.ids.open);
  return putIn(game, { type: "rank", playerId, podiumId, ranking }, (roundId) => {
    const { phase } = game.state;
    const pairs = phase.name === "ranking" ? phase.podium.pairs : [];
    const verdicts = verdictsOf(ranking, pairs);
    const measuredMs = times.measure(playerId, { id: podiumId, says: ranking.join(" ") }, "to everybody");
    const common = { playerId, roundId, decisionMs, measuredMs };
    return cast(
      game,
      verdicts.map(({ pair, verdict }) => ({ ...common, pairId: pair.id, verdict })),
    );
  });
}

function pick({ game }: RoomParts, playerId: string, message: PickMessage): Promise<Replies["pick"]> {
  const answerId = game.ids.open(message.answerId);
  return putIn(game, { type: "pick", playerId, answerId }, (roundId) =>
    game.services.predictions.pick({ roundId, playerId, answerId }),
  );
}

function predict({ game }: RoomParts, playerId: string, { share }: PredictMessage): Promise<Replies["predict"]> {
  return putIn(game, { type: "predict", playerId, share }, (roundId) =>
    game.services.predictions.predict({ roundId, playerId, share }),
  );
}

function lock({ game }: RoomParts, playerId: string, _message: LockMessage): Promise<Replies["lock"]> {
  return putIn(game, { type: "lock", playerId }, (roundId) => {
    const { phase } = game.state;
    const { finales, predictions } = game.services;
    if (phase.name !== "finale") return predictions.lock({ roundId, playerId });
    return finales.lock({ roundId, playerId, pairId: phase.dealt.pairs[phase.at]!.id });
  });
}

async function write({ game, desk }: RoomParts, playerId: string, message: WriteMessage): Promise<Replies["write"]> {
  const written = answerText(message.text, moderation(game.session.settings.language));
  if ("refused" in written) return refuse(written.refused);
  const { text } = written;
  const held = game.session.settings.approval;
  const reply = await putIn(game, { type: "write", playerId, text }, (roundId) =>
    game.services.entries.write({ roundId, playerId, text, held }),
  );
  await desk.showWritten();
  return reply;
}

async function report({ game, desk }: RoomParts, playerId: string, message: ReportMessage): Promise<Replies["report"]> {
  const outcome = await game.services.reports.report({ answerId: game.ids.open(message.answerId), playerId });
  await desk.showReports();
  return outcome === "unknown" ? refuse("unknown_pair") : { ok: true, duplicate: outcome === "duplicate" };
}

async function cast(game: LiveGame, votes: readonly NewVote[]): Promise<VoteOutcome> {
  const outcomes = await game.services.castVotes(votes);
  if (outcomes.length === 0 || outcomes.includes("unknown")) return "unknown";
  return outcomes.includes("duplicate") ? "duplicate" : "accepted";
}

type PlayersCommand = Extract<Command, { type: BallotCommand }>;

/**
 * Applies a command after what it puts in was committed, so that the game never shows a verdict that could get lost. Rapid verdicts don't
 * wait for each other, since none of them changes another.
 */
function putIn(
  game: LiveGame,
  command: PlayersCommand,
  store: (roundId: string) => Promise<VoteOutcome>,
): Promise<Replies["vote"]> {
  const work = () => putInNow(game, command, store);
  return game.state.phase.name === "rapid" ? work() : game.turns.after(command.playerId, work);
}

function putInNow(
  game: LiveGame,
  command: PlayersCommand,
  store: (roundId: string) => Promise<VoteOutcome>,
): Promise<Replies["vote"]> {
  return game.lock.shared(async () => {
    const { phase } = game.state;
    const tried = game.try(command);
    if ("rejected" in tried && tried.rejected === "duplicate") return { ok: true, duplicate: true };
    const refusal = refusalOf(tried);
    if (refusal !== null || !("roundId" in phase)) return refuse(refusal ?? "wrong_phase");
    // Another room may play this session by now, and what is acknowledged here would be unknown there. What was stored meanwhile is found there.
    if (!game.lease.isCertain) return refuse("unavailable");
    const outcome = await store(phase.roundId);
    if (!game.lease.isCertain) return refuse("unavailable");
    if (outcome === "unknown") return refuse("unknown_pair");
    // One that is stored already and unknown to the game was stored when the answer to an earlier try got lost.
    game.apply(command);
    return { ok: true, duplicate: outcome === "duplicate" };
  });
}

/** What the player holds comes first, so that nobody gets other pairs by coming back. */
async function deal(
  { game, hands, times }: RoomParts,
  playerId: string,
  { count }: DealMessage,
): Promise<Replies["deal"]> {
  await recall(game, hands, playerId);
  const refusal = refusalOf(game.try({ type: "deal", playerId, count }));
  const { phase, hidden } = game.state;
  if (refusal !== null || phase.name !== "rapid") return refuse(refusal ?? "wrong_phase");
  const owed = hands
    .owed(playerId, count)
    .filter(({ answerA, answerB }) => !hidden.has(answerA) && !hidden.has(answerB));
  const inHand = () => game.state.players.get(playerId)?.inHand ?? 0;
  const before = inHand();
  game.apply({ type: "deal", playerId, count: count - owed.length });
  const taken = inHand() - before;
  if (taken === 0) return handed(game, owed);
  const [dealtBefore, held, give] = [hands.dealtTo(playerId), hands.heldBy(playerId), hands.dealer(playerId)];
  hands.promise(playerId, taken);
  const { arenaId, settings } = game.session;
  const asked = { arenaId, roundId: phase.roundId, playerId, count: taken, dealtBefore, held };
  const dealt = await dealRapid(game.services, settings, asked);
  const pairs = dealt.map(pairView);
  countDeal(game, taken, pairs.length);
  give(pairs);
  times.dealt(
    playerId,
    pairs.map((pair) => pair.id),
  );
  game.apply({ type: "shortfall", playerId, count: taken - pairs.length });
  return handed(game, [...owed, ...pairs]);
}

function handed({ ids }: LiveGame, pairs: readonly PairView[]): Replies["deal"] {
  return { ok: true, pairs: pairs.map((pair) => sealed(pairFields, pair, ids)) };
}

/** Reads back what the player was dealt in this round before they left, or before this process was there. */
async function recall(game: LiveGame, hands: Hands, playerId: string): Promise<void> {
  const { phase } = game.state;
  if (phase.name !== "rapid" || hands.knows(playerId, phase.roundId)) return;
  const { roundId } = phase;
  const held = await game.services.pool.heldBy({ roundId, playerId });
  if (hands.knows(playerId, roundId)) return; // another of their requests was quicker
  hands.open(playerId, roundId, held.map(pairView));
  game.apply({ type: "holds", playerId, count: held.length });
}

function pairView({ id, prompt, a, b }: PairRecord): PairView {
  return { id, prompt, a: a.text, b: b.text, answerA: a.id, answerB: b.id };
}
