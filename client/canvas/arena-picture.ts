import type { TeamColour } from "../../shared/round/teams/team-looks.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { LearningView } from "../../shared/round/view-learning.ts";
import { revealCard } from "../ui/round/reveal-card.ts";
import { revealSchedule } from "../ui/round/reveal-stages.ts";
import { standings } from "../ui/round/standings.ts";
import { voteGoal } from "../ui/round/vote-goal.ts";

export interface CrowdMember {
  readonly id: string;
  readonly avatar: number;
  readonly nickname: string;
  readonly connected: boolean;
  /** Has locked in, in a showdown. */
  readonly locked: boolean;
  /** What the player's team wears; null without teams. */
  readonly colour: TeamColour | null;
}

/** What the canvas draws. It writes names only; all other words are in the page above it. */
export type ArenaPicture =
  /** `named`: each face has its name below it, where there is room. */
  | { readonly kind: "crowd"; readonly crowd: readonly CrowdMember[]; readonly named: boolean }
  | { readonly kind: "duel"; readonly pairId: string; readonly crowd: readonly CrowdMember[] }
  | {
      readonly kind: "reveal";
      readonly round: number;
      readonly versionA: number;
      readonly versionB: number;
      /** Share for A, 0-1. */
      readonly share: number;
      /** When the pillars rise and when the masks fall, in milliseconds from the beginning of the reveal. */
      readonly splitMs: number;
      readonly masksMs: number;
      /** Votes that fly in: for A, for B, down on both. */
      readonly thumbs: { readonly a: number; readonly b: number; readonly down: number };
      readonly crowd: readonly CrowdMember[];
    }
  | {
      readonly kind: "pour";
      readonly round: number;
      /** Verdicts that each player has given in this beat, by id. */
      readonly judged: ReadonlyMap<string, number>;
      /** Milestones that the class has reached. */
      readonly cheers: number;
      readonly crowd: readonly CrowdMember[];
    }
  | { readonly kind: "mind"; readonly state: LearningView["state"]; readonly awake: boolean; readonly version: number }
  | {
      readonly kind: "podium";
      /** At most three. `others`: how many more share the last one's rank. */
      readonly top: readonly { avatar: number; nickname: string; rank: number; others: number }[];
      /** The podium stands as it ends up, without its steps being taken one by one. */
      readonly late: boolean;
    };

/** The most faces that are drawn. Of a larger crowd the first ones are shown. */
const CROWD = 60;

/**
 * @param pairId the rapid pair on this screen; viewers without one see the votes pour into the model instead
 * @param late the page was opened in the middle of the phase: what comes in stages is there at once
 */
export function arenaPicture(view: RoomView, pairId: string | null, late = false): ArenaPicture {
  const crowd = [...view.players.values()].slice(0, CROWD).map(({ id, avatar, nickname, connected, locked, team }) => {
    const colour = view.teams[team - 1]?.colour ?? null;
    return { id, avatar, nickname, connected, locked, colour };
  });
  switch (view.phase) {
    case "rapid":
      return pairId === null ? pourPicture(view, crowd) : { kind: "duel", pairId, crowd: [] };
    case "showdown":
      return { kind: "duel", pairId: view.showdown?.id ?? `showdown-${view.round}`, crowd };
    case "finale":
      return { kind: "duel", pairId: view.finale?.pair?.id ?? "finale", crowd };
    case "reveal":
      return view.reveal === null
        ? { kind: "crowd", crowd, named: true }
        : revealPicture(view, view.reveal, crowd, late);
    case "intermission": {
      const { state, policyVersion } = view.learning;
      return { kind: "mind", state, awake: state !== "down", version: Math.max(0, policyVersion) };
    }
    case "finished":
      return { kind: "podium", top: topThree(view.players), late };
    default:
      // A title card stands for two seconds: half a name would only distract.
      return { kind: "crowd", crowd, named: view.phase !== "title" };
  }
}

function pourPicture({ round, players, here, verdicts }: RoomView, crowd: readonly CrowdMember[]): ArenaPicture {
  const judged = new Map([...players.values()].map((player) => [player.id, player.judged]));
  return { kind: "pour", round, judged, cheers: voteGoal(here, verdicts).reached, crowd };
}

function revealPicture(
  { round, remainingMs }: RoomView,
  reveal: NonNullable<RoomView["reveal"]>,
  crowd: readonly CrowdMember[],
  late: boolean,
): ArenaPicture {
  const { a, b, bothBad } = reveal.votes;
  const share = revealCard(reveal).outcome === "nobody" ? 0.5 : reveal.share;
  const { versionA, versionB } = reveal;
  const schedule = revealSchedule(remainingMs);
  const [splitMs, masksMs] = late ? [0, 0] : [schedule.split, schedule.authors];
  const thumbs = { a, b, down: bothBad };
  return { kind: "reveal", round, versionA, versionB, share, splitMs, masksMs, thumbs, crowd };
}

/** The three who stand on the podium. Those who share the last one's rank without a place on it are counted. */
export function topThree(players: RoomView["players"]): Extract<ArenaPicture, { kind: "podium" }>["top"] {
  const rows = standings(players, null, players.size);
  return rows.slice(0, 3).map(({ avatar, nickname, rank }, i, top) => {
    const shared = i === top.length - 1 ? rows.slice(3).filter((row) => row.rank === rank).length : 0;
    return { avatar, nickname, rank, others: shared };
  });
}
