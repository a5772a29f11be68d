import type { HostCommand } from "../round/command.ts";

/**
 * What a device may do to a session, each with all that stands before it. `course`: lead the game and lock the lobby, as the big screen
 * may and a remote; `moderation`: also see and decide about players and what they wrote; `host`: everything, the results included.
 */
export const HOST_RIGHTS = ["course", "moderation", "host"] as const;
export type HostRight = (typeof HOST_RIGHTS)[number];

/** What can be told a session beside the course of its game. */
type DeskCommand =
  | "door"
  | "kick"
  | "ban"
  | "unban"
  | "mute"
  | "hide"
  | "approve"
  | "resetTeams"
  | "lesson"
  | "places"
  | "answer"
  | "pace"
  | "rematch"
  | "newRemote"
  | "revoke";

/** The least right that each command takes. */
export const COMMAND_RIGHTS = {
  start: "course",
  pause: "course",
  resume: "course",
  extend: "course",
  skip: "course",
  end: "course",
  door: "course",
  lesson: "course",
  kick: "moderation",
  ban: "moderation",
  unban: "moderation",
  mute: "moderation",
  hide: "moderation",
  approve: "moderation",
  resetTeams: "moderation",
  places: "moderation",
  answer: "moderation",
  pace: "host",
  rematch: "host",
  newRemote: "host",
  revoke: "host",
} as const satisfies Readonly<Record<HostCommand | DeskCommand, HostRight>>;

/** Whether a device with the right `has` may do what takes the right `needs`. */
export function includesRight(has: HostRight, needs: HostRight): boolean {
  return HOST_RIGHTS.indexOf(has) >= HOST_RIGHTS.indexOf(needs);
}
