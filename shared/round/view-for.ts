import { isLocked } from "./beats.ts";
import type { GameState, Phase, Player } from "./state.ts";
import { isHeld, timeLeft } from "./timer.ts";
import type { BallotView, GameView, PairView, PlayerView, RevealView } from "./view.ts";

export type Viewer = { readonly role: "player"; readonly id: string } | { readonly role: "host" | "spectator" };

/** The only way out of a `GameState`: authors and the split from the reveal on, and of the ballots only the viewer's own. */
export function viewFor(state: GameState, viewer: Viewer, now: number): GameView & { readonly own: BallotView | null } {
  const { settings, phase } = state;
  const timer = "timer" in phase ? phase.timer : null;
  return {
    title: settings.title,
    question: settings.question,
    phase: phase.name,
    paused: timer !== null && isHeld(timer),
    round: state.round,
    rounds: settings.rounds,
    remainingMs: timer === null ? -1 : timeLeft(timer, now),
    policyVersion: state.policyVersion,
    players: new Map([...state.players.values()].map((player) => [player.id, playerView(player, state)])),
    showdown: phase.name === "showdown" || phase.name === "reveal" ? pairView(phase.pair) : null,
    reveal: phase.name === "reveal" ? revealView(phase) : null,
    learning: state.learning,
    own: viewer.role === "player" && phase.name === "showdown" ? (phase.ballots.get(viewer.id) ?? null) : null,
  };
}

function playerView(player: Player, { players, phase }: GameState): PlayerView {
  const { id, nickname, avatar, score, streak, judged } = player;
  return {
    id,
    nickname,
    avatar,
    score,
    rank: 1 + [...players.values()].filter((other) => other.score > score).length,
    streak,
    connected: player.presence === "here",
    judged,
    locked: phase.name === "showdown" && isLocked(phase.ballots.get(id)),
  };
}

function pairView({ id, prompt, a, b }: PairView): PairView {
  return { id, prompt, a, b };
}

function revealView({ pair, outcome }: Extract<Phase, { name: "reveal" }>): RevealView {
  const { versionA, versionB, rewardModelShare } = pair;
  return { versionA, versionB, rewardModelShare, votes: outcome.votes, share: outcome.share };
}
