import type { PairView, PlayerView, RevealView, RoomView } from "../../shared/protocol/views.ts";

/** What Colyseus decodes: `RoomView` with collections of its own, absent objects undefined, and every object reused between patches. */
export type DecodedRoom = Omit<RoomView, "players" | "showdown" | "reveal"> & {
  readonly players: { forEach(visit: (player: PlayerView, id: string) => void): void } | undefined;
  readonly showdown: PairView | null | undefined;
  readonly reveal: RevealView | null | undefined;
};

/** An immutable copy of the decoded state, so that presenters can compare one view with the next. */
export function snapshot(state: DecodedRoom): RoomView {
  const players = new Map<string, PlayerView>();
  state.players?.forEach((player, id) => {
    const { nickname, avatar, score, rank, streak, connected, judged, locked } = player;
    players.set(id, { id, nickname, avatar, score, rank, streak, connected, judged, locked });
  });
  const { code, title, question, phase, paused, round, rounds, remainingMs, policyVersion, spectators } = state;
  return {
    ...{ code, title, question, phase, paused, round, rounds, remainingMs, policyVersion, spectators },
    players,
    showdown: pairOf(state.showdown),
    reveal: revealOf(state.reveal),
    learning: learningOf(state.learning),
  };
}

function pairOf(pair: PairView | null | undefined): PairView | null {
  return pair?.id ? { id: pair.id, prompt: pair.prompt, a: pair.a, b: pair.b } : null;
}

function revealOf(reveal: RevealView | null | undefined): RevealView | null {
  if (!reveal?.votes) return null;
  const { a, b, tie, bothBad } = reveal.votes;
  const { versionA, versionB, share, rewardModelShare } = reveal;
  return { versionA, versionB, votes: { a, b, tie, bothBad }, share, rewardModelShare };
}

function learningOf(learning: RoomView["learning"]): RoomView["learning"] {
  const { state, policyVersion, votes, rewardAccuracy, kl, rejected } = learning;
  return { state, policyVersion, votes, rewardAccuracy, kl, rejected };
}
