import { copyOf } from "../../round/fields.ts";
import type { PlayerView, RoomView } from "../../round/view.ts";
import { roomFields } from "../../round/view.ts";

/**
 * Socket.IO, namespace `/watch`, read-only: a game for those who watch it without a seat. The handshake names the game
 * (`auth: { code, protocol }`). A viewer gets the game as it is at once, and after that at most one frame a second on average.
 */
export interface WatchEvents {
  /** The whole game as spectators may see it. A frame that is lost is made good by the next one. */
  game: (frame: GameFrame) => void;
  /** The game goes on under another code. */
  rematch: (next: { readonly code: string }) => void;
}

/** A `RoomView` for viewers: the first players only, each as a row; what is null or empty is left out. */
export interface GameFrame extends Partial<Omit<RoomView, "players">> {
  readonly phase: RoomView["phase"];
  readonly remainingMs: number;
  readonly paused: boolean;
  readonly players: readonly PlayerRow[];
}

/** Id (its end, which tells the players of a game apart), nickname, avatar, team, score, rank, streak, wins, verdicts, and flags. */
type PlayerRow = readonly [string, string, number, number, number, number, number, number, number, number];

/** What a frame may have of players, and how long it should be. */
export const MOST_PLAYERS = 50;
export const FRAME_BYTES = 4_096;
/** As many players as a big screen lists are in every frame, however long its texts are. */
const LEAST_PLAYERS = 10;
/** Answers of players that a big screen shows in a reveal, the best first. */
const ENTRIES = 4;
const FLAGS = { muted: 1, connected: 2, locked: 4 } as const;

/** @param view as a spectator may see it */
export function gameFrame(view: RoomView): GameFrame {
  const { players, phase, remainingMs, paused, ...rest } = view;
  // How many watch is the host's to know, and would change every frame.
  const told = { ...rest, spectators: 0, entries: rest.entries.slice(0, ENTRIES) };
  const bare: Omit<GameFrame, "players"> = {
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => !isNothing(value))),
    ...{ phase, remainingMs, paused },
  };
  return { ...bare, players: firstRows(players, FRAME_BYTES - bytesOf({ ...bare, players: [] })) };
}

/** The view that a frame was made of, as far as it goes. */
export function viewOf({ players, ...frame }: GameFrame): RoomView {
  const views = players.map(([id, nickname, avatar, team, score, rank, streak, wins, judged, flags]) => ({
    ...{ id, nickname, avatar, team, score, rank, streak, wins, judged },
    muted: (flags & FLAGS.muted) !== 0,
    connected: (flags & FLAGS.connected) !== 0,
    locked: (flags & FLAGS.locked) !== 0,
  }));
  return copyOf(roomFields, { ...frame, players: new Map(views.map((player) => [player.id, player])) });
}

/** The same frame some milliseconds later. */
export function later(frame: GameFrame, ms: number): GameFrame {
  const { remainingMs, paused } = frame;
  return paused || remainingMs < 0 ? frame : { ...frame, remainingMs: Math.max(0, Math.round(remainingMs - ms)) };
}

/** Bytes of a value on the wire. */
export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const isNothing = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** The players of the best ranks that have room, in the order in which they joined. */
function firstRows(players: RoomView["players"], bytes: number): readonly PlayerRow[] {
  const rows = [...players.values()].map(rowOf);
  const best = rows.toSorted((x, y) => x[5] - y[5]).slice(0, MOST_PLAYERS);
  let left = bytes;
  const fit = best.filter((row, i) => {
    left -= bytesOf(row) + 1; // its comma
    return i < LEAST_PLAYERS || left >= 0;
  });
  const shown = new Set(fit);
  return rows.filter((row) => shown.has(row));
}

function rowOf({ id, nickname, avatar, team, score, rank, streak, wins, judged, ...is }: PlayerView): PlayerRow {
  const flags = (is.muted ? FLAGS.muted : 0) + (is.connected ? FLAGS.connected : 0) + (is.locked ? FLAGS.locked : 0);
  return [id.slice(-8), nickname, avatar, team, score, rank, streak, wins, judged, flags];
}
