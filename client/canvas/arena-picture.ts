import type { LearningView, RoomView } from "../../shared/round/view.ts";
import { revealCard, suspenseMs } from "../ui/round/reveal-card.ts";
import { standings } from "../ui/round/standings.ts";

export interface CrowdMember {
  readonly id: string;
  readonly avatar: number;
  readonly nickname: string;
  readonly connected: boolean;
  /** Has locked in, in a showdown. */
  readonly locked: boolean;
}

/** What the canvas draws. It writes names only; all other words are in the page above it. */
export type ArenaPicture =
  | { readonly kind: "crowd"; readonly crowd: readonly CrowdMember[] }
  | { readonly kind: "duel"; readonly pairId: string; readonly crowd: readonly CrowdMember[] }
  | {
      readonly kind: "reveal";
      readonly round: number;
      readonly versionA: number;
      readonly versionB: number;
      /** Share for A, 0-1. */
      readonly share: number;
      /** How long the result is held back. */
      readonly suspenseMs: number;
      /** Votes that fly in: for A, for B, down on both. */
      readonly thumbs: { readonly a: number; readonly b: number; readonly down: number };
      readonly crowd: readonly CrowdMember[];
    }
  | { readonly kind: "mind"; readonly state: LearningView["state"]; readonly awake: boolean; readonly version: number }
  | { readonly kind: "podium"; readonly top: readonly { avatar: number; nickname: string; rank: number }[] };

/** The most faces that are drawn. Of a larger crowd the first ones are shown. */
const CROWD = 60;

/** `pairId`: the rapid pair on this screen; viewers without one see the audience instead. */
export function arenaPicture(view: RoomView, pairId: string | null): ArenaPicture {
  const crowd = [...view.players.values()]
    .slice(0, CROWD)
    .map(({ id, avatar, nickname, connected, locked }) => ({ id, avatar, nickname, connected, locked }));
  switch (view.phase) {
    case "rapid":
      return pairId === null
        ? { kind: "duel", pairId: `rapid-${view.round}`, crowd }
        : { kind: "duel", pairId, crowd: [] };
    case "showdown":
      return { kind: "duel", pairId: view.showdown?.id ?? `showdown-${view.round}`, crowd };
    case "finale":
      return { kind: "duel", pairId: view.finale?.pair?.id ?? "finale", crowd };
    case "reveal":
      return view.reveal === null ? { kind: "crowd", crowd } : revealPicture(view, view.reveal, crowd);
    case "intermission": {
      const { state, policyVersion } = view.learning;
      return { kind: "mind", state, awake: state !== "down", version: Math.max(0, policyVersion) };
    }
    case "finished":
      return { kind: "podium", top: standings(view.players, null, 3) };
    default:
      return { kind: "crowd", crowd };
  }
}

function revealPicture(
  { round, remainingMs }: RoomView,
  reveal: NonNullable<RoomView["reveal"]>,
  crowd: readonly CrowdMember[],
): ArenaPicture {
  const { a, b, bothBad } = reveal.votes;
  const share = revealCard(reveal).outcome === "nobody" ? 0.5 : reveal.share;
  const { versionA, versionB } = reveal;
  const hold = suspenseMs(remainingMs);
  return { kind: "reveal", round, versionA, versionB, share, suspenseMs: hold, thumbs: { a, b, down: bothBad }, crowd };
}
