import type {
  DealMessage,
  HostMessage,
  PredictMessage,
  Refusal,
  Replies,
  VoteMessage,
} from "../../shared/protocol/messages.ts";
import type { PairView } from "../../shared/protocol/views.ts";
import type { Command, Reason } from "../../shared/round/command.ts";
import { dealRapid } from "../arena/deal-rapid.ts";
import type { PairRecord } from "../arena/ports.ts";
import { type LiveGame, reasonOf } from "./live-game.ts";

/** What a seated client may ask of the game. A verdict is applied after its commit, so that the game never shows one that could get lost. */

export function vote(game: LiveGame, playerId: string, message: VoteMessage): Promise<Replies["vote"]> {
  const { pairId, verdict } = message;
  return putIn(game, { type: "vote", playerId, pairId, verdict }, (roundId) =>
    game.services.castVote({ ...message, playerId, roundId }),
  );
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
    if (outcome === "accepted") game.apply(command);
    return { ok: true, duplicate: outcome === "duplicate" };
  });
}

/** `dealt` counts the pairs of this session by player. */
export async function deal(
  game: LiveGame,
  dealt: Map<string, number>,
  playerId: string,
  { count }: DealMessage,
): Promise<Replies["deal"]> {
  const result = game.apply({ type: "deal", playerId, count });
  if ("rejected" in result) return refuse(refusalOf(result.rejected));
  const grant = result.effects.find((effect) => effect.type === "dealRapid");
  if (grant === undefined) return { ok: true, pairs: [] };
  const dealtBefore = dealt.get(playerId) ?? 0;
  dealt.set(playerId, dealtBefore + grant.count);
  const pairs = await dealRapid(game.services.pool, { ...grant, arenaId: game.session.arenaId, dealtBefore });
  game.apply({ type: "shortfall", playerId, count: grant.count - pairs.length });
  return { ok: true, pairs: pairs.map(pairView) };
}

function pairView({ id, prompt, a, b }: PairRecord): PairView {
  return { id, prompt, a: a.text, b: b.text, answerA: a.id, answerB: b.id };
}

export async function command(game: LiveGame, message: HostMessage): Promise<Replies["host"]> {
  const given: Command =
    message.command === "kick" ? { type: "kick", playerId: message.playerId } : { type: message.command };
  const reason = await game.gate.close(() => reasonOf(game.apply(given)));
  return reason === null ? { ok: true } : refuse(refusalOf(reason));
}

export function refuse(error: Refusal): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error };
}

/** What a client is told when the game rejects a command. */
export function refusalOf(reason: Reason): Refusal {
  if (reason === "bad_ranking") return "bad_message";
  return reason === "too_early" || reason === "duplicate" ? "wrong_phase" : reason;
}
