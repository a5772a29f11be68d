import { isBeat } from "../../shared/round/modes.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { MusicMood } from "./music-loops.ts";

export type Cue = "join" | "start" | "drums" | "learn" | "arrived";

type Heard = Pick<RoomView, "phase" | "round" | "players" | "learning">;

/** What is heard when one view follows another; null for nothing. */
export function cueBetween(before: Heard | null, view: Heard): Cue | null {
  if (before === null) return null;
  if (before.phase !== view.phase || before.round !== view.round) return cueOfPhase(view.phase);
  if (view.phase === "lobby" && view.players.size > before.players.size) return "join";
  const newer = view.learning.policyVersion > before.learning.policyVersion;
  return view.phase === "intermission" && newer ? "arrived" : null;
}

function cueOfPhase(phase: RoomView["phase"]): Cue | null {
  if (isBeat(phase)) return "start";
  switch (phase) {
    case "lobby":
    case "dealing":
    case "title":
      return null;
    case "finale":
      return "start";
    case "reveal":
    case "unmasking":
      return "drums";
    case "intermission":
      return "learn";
    case "finished":
      return "drums";
  }
}

/** The music of a moment; null for silence: a reveal has its own sounds, and a paused game waits. */
export function moodOf({ phase, paused }: Pick<RoomView, "phase" | "paused">): MusicMood | null {
  if (paused) return null;
  switch (phase) {
    case "lobby":
    case "dealing":
    case "writing":
    case "intermission":
      return "lobby";
    case "title":
    case "rapid":
      return "rapid";
    case "showdown":
    case "ranking":
    case "finale":
      return "suspense";
    case "reveal":
    case "unmasking":
    case "finished":
      return null;
  }
}
