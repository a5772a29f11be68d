import type {
  DealMessage,
  HostMessage,
  PickMessage,
  PredictMessage,
  RankMessage,
  Refusal,
  Replies,
  ReportedAnswer,
  ReportMessage,
  VoteMessage,
  WriteMessage,
} from "../../../shared/protocol/messages.ts";
import type { PairView } from "../../../shared/protocol/views.ts";
import type { Command, Reason } from "../../../shared/round/command.ts";
import { verdictsOf } from "../../../shared/round/votes/rankings.ts";
import type { PairRecord } from "../../ports/pool.ts";
import type { NewVote, VoteOutcome } from "../../ports/rounds.ts";
import { answerText } from "../moderation/answer-text.ts";
import { dealRapid } from "../round/deal-rapid.ts";
import type { Hands } from "./hands.ts";
import { type LiveGame, reasonOf } from "./live-game.ts";
import { sealedPair } from "./sealed.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What a seated client may ask of the game. A verdict is applied after its commit, so that the game never shows one that could get lost. */

export function vote(
  game: LiveGame,
  hands: Hands,
  times: Stopwatch,
  playerId: string,
  message: VoteMessage,
): Promise<Replies["vote"]> {
  const { pairId, verdict } = message;
  return putIn(game, { type: "vote", playerId, pairId, verdict }, async (roundId) => {
    const dealt = game.state.phase.name === "rapid" ? "to the player" : "to everybody";
    const measuredMs = times.measure(playerId, pairId, dealt);
    const outcome = await cast(game, [{ ...message, playerId, roundId, measuredMs }]);
    hands.judged(playerId, pairId);
    return outcome;
  });
}

/** A ranking is stored as the verdicts that it amounts to, in one statement: all of them count or none. */
export function rank(
  game: LiveGame,
  times: Stopwatch,
  playerId: string,
  message: RankMessage,
): Promise<Replies["rank"]> {
  const { podiumId, decisionMs } = message;
  const ranking = message.ranking.map(game.ids.open);
  return putIn(game, { type: "rank", playerId, podiumId, ranking }, (roundId) => {
    const { phase } = game.state;
    const pairs = phase.name === "ranking" ? phase.podium.pairs : [];
    const verdicts = verdictsOf(ranking, pairs);
    const common = { playerId, roundId, decisionMs, measuredMs: times.measure(playerId, podiumId, "to everybody") };
    return cast(
      game,
      verdicts.map(({ pair, verdict }) => ({ ...common, pairId: pair.id, verdict })),
    );
  });
}

export function pick(game: LiveGame, playerId: string, message: PickMessage): Promise<Replies["pick"]> {
  const answerId = game.ids.open(message.answerId);
  return putIn(game, { type: "pick", playerId, answerId }, (roundId) =>
    game.services.predictions.pick({ roundId, playerId, answerId }),
  );
}

export async function write(game: LiveGame, playerId: string, message: WriteMessage): Promise<Replies["write"]> {
  const written = answerText(message.text, game.services.isKind);
  if ("refused" in written) return refuse(written.refused);
  const { text } = written;
  return putIn(game, { type: "write", playerId, text }, (roundId) =>
    game.services.entries.write({ roundId, playerId, text }),
  );
}

export async function report(game: LiveGame, playerId: string, message: ReportMessage): Promise<Replies["report"]> {
  const outcome = await game.services.reports.report({ answerId: game.ids.open(message.answerId), playerId });
  return outcome === "unknown" ? refuse("unknown_pair") : { ok: true, duplicate: outcome === "duplicate" };
}

async function cast(game: LiveGame, votes: readonly NewVote[]): Promise<VoteOutcome> {
  const outcomes = await game.services.castVotes(votes);
  if (outcomes.length === 0 || outcomes.includes("unknown")) return "unknown";
  return outcomes.includes("duplicate") ? "duplicate" : "accepted";
}

export function predict(game: LiveGame, playerId: string, { share }: PredictMessage): Promise<Replies["predict"]> {
  return putIn(game, { type: "predict", playerId, share }, (roundId) =>
    game.services.predictions.predict({ roundId, playerId, share }),
  );
}

async function putIn(
  game: LiveGame,
  command: Command,
  store: (roundId: string) => Promise<"accepted" | "duplicate" | "unknown">,
): Promise<Replies["vote"]> {
  return game.gate.pass(async () => {
    const { phase } = game.state;
    const reason = reasonOf(game.try(command));
    if (reason === "duplicate") return { ok: true, duplicate: true };
    if (reason !== null || !("roundId" in phase)) return refuse(refusalOf(reason ?? "wrong_phase"));
    const outcome = await store(phase.roundId);
    if (outcome === "unknown") return refuse("unknown_pair");
    // One that is stored already and unknown to the game was stored when the answer to an earlier try got lost.
    game.apply(command);
    return { ok: true, duplicate: outcome === "duplicate" };
  });
}

/** What the player holds comes first, so that nobody gets other pairs by coming back. */
export async function deal(
  game: LiveGame,
  hands: Hands,
  times: Stopwatch,
  playerId: string,
  { count }: DealMessage,
): Promise<Replies["deal"]> {
  await recall(game, hands, playerId);
  const reason = reasonOf(game.try({ type: "deal", playerId, count }));
  const { phase, hidden } = game.state;
  if (reason !== null || phase.name !== "rapid") return refuse(refusalOf(reason ?? "wrong_phase"));
  const owed = hands
    .owed(playerId, count)
    .filter(({ answerA, answerB }) => !hidden.has(answerA) && !hidden.has(answerB));
  const inHand = () => game.state.players.get(playerId)?.inHand ?? 0;
  const before = inHand();
  game.apply({ type: "deal", playerId, count: count - owed.length });
  const taken = inHand() - before;
  if (taken === 0) return sealed(game, owed);
  const [dealtBefore, held, give] = [hands.dealtTo(playerId), hands.heldBy(playerId), hands.dealer(playerId)];
  hands.promise(playerId, taken);
  const { arenaId, settings } = game.session;
  const asked = { arenaId, roundId: phase.roundId, playerId, count: taken, dealtBefore, held };
  const dealt = await dealRapid(game.services, settings, asked);
  const pairs = dealt.map(pairView);
  give(pairs);
  times.dealt(
    playerId,
    pairs.map((pair) => pair.id),
  );
  game.apply({ type: "shortfall", playerId, count: taken - pairs.length });
  return sealed(game, [...owed, ...pairs]);
}

function sealed({ ids }: LiveGame, pairs: readonly PairView[]): Replies["deal"] {
  return { ok: true, pairs: pairs.map((pair) => sealedPair(pair, ids)) };
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

/** What was reported or hidden, each answer under the name that it had in the round in which it was shown last. */
export async function reportedAnswers(game: LiveGame): Promise<readonly ReportedAnswer[]> {
  const answers = await game.services.reports.ofSession(game.session.id);
  return answers.map(({ roundId, answerId, ...answer }) => ({
    ...answer,
    answerId: game.idsOf(roundId).seal(answerId),
  }));
}

/** What a host says to the game; the rest is the door's. */
export type GameMessage = Exclude<HostMessage, { command: "door" | "answer" }>;

export async function command(game: LiveGame, message: GameMessage): Promise<Replies["host"]> {
  if (message.command !== "hide") return commanded(game, commandOf(message));
  const { hidden } = message;
  for (const answerId of await answersCalled(game, message.answerId))
    if (await game.services.reports.hide(game.session.id, answerId, hidden))
      return commanded(game, { type: "hide", answerId, hidden });
  return refuse("unknown_pair");
}

async function commanded(game: LiveGame, given: Command): Promise<Replies["host"]> {
  const reason = await game.gate.close(() => reasonOf(game.apply(given)));
  return reason === null ? { ok: true } : refuse(refusalOf(reason));
}

/** What a host may mean: an answer on the screens, or one on the list, which has the name of an earlier round. */
async function answersCalled(game: LiveGame, name: string): Promise<readonly string[]> {
  const listed = await game.services.reports.ofSession(game.session.id);
  const rounds = new Set(listed.map(({ roundId }) => roundId));
  return [game.ids.open(name), ...[...rounds].map((roundId) => game.idsOf(roundId).open(name))];
}

function commandOf(message: Exclude<GameMessage, { command: "hide" }>): Command {
  switch (message.command) {
    case "kick":
    case "ban":
      return { type: message.command, playerId: message.playerId };
    case "mute":
      return { type: "mute", playerId: message.playerId, muted: message.muted };
    case "places":
      return { type: "places", maxPlayers: message.maxPlayers };
    default:
      return { type: message.command };
  }
}

export function refuse(error: Refusal): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error };
}

/** What a client is told when the game rejects a command. */
export function refusalOf(reason: Reason): Refusal {
  if (reason === "bad_ranking") return "bad_message";
  return reason === "too_early" || reason === "duplicate" ? "wrong_phase" : reason;
}
