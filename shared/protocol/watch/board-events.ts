import type { PlayersBoard, SessionsBoard } from "../boards.ts";
import type { PackedVersions } from "./packed-versions.ts";

/**
 * Socket.IO, namespace `/boards`, read-only. Every event carries the whole current state of its board, so a viewer
 * who comes late or reconnects is up to date at once.
 */
export interface BoardEvents {
  players: (board: PlayersBoard) => void;
  versions: (board: PackedVersions) => void;
  sessions: (board: SessionsBoard) => void;
}
