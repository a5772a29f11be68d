import type { RoomView } from "../../shared/protocol/views.ts";
import type { HostCommand } from "../../shared/round/command.ts";

/** Which of the host's buttons are there, and which of them can be pressed now. */
export function hostCommands(
  view: Pick<RoomView, "phase" | "paused" | "players">,
): Readonly<Record<HostCommand, { readonly shown: boolean; readonly enabled: boolean }>> {
  const lobby = view.phase === "lobby";
  const running = !lobby && view.phase !== "finished";
  const timed = running && view.phase !== "dealing";
  return {
    start: { shown: lobby, enabled: view.players.size > 0 },
    pause: { shown: running && !view.paused, enabled: timed },
    resume: { shown: running && view.paused, enabled: true },
    extend: { shown: running, enabled: timed },
    skip: { shown: running, enabled: timed },
    end: { shown: view.phase !== "finished", enabled: true },
  };
}
