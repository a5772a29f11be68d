import type { PlayerView, RoomView } from "../../../shared/protocol/views.ts";

export interface Standing {
  readonly id: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly rank: number;
  readonly score: number;
  readonly streak: number;
  readonly connected: boolean;
  readonly mine: boolean;
}

/**
 * Best first, equal scores sharing a rank, at most `limit` rows; the viewer's own row is kept even when it lies below them.
 */
export function standings(players: RoomView["players"], myId: string | null, limit: number): readonly Standing[] {
  const sorted = [...players.values()].sort((x, y) => y.score - x.score || x.nickname.localeCompare(y.nickname));
  const rows = sorted.map((player) => standingOf(player, 1 + sorted.findIndex((p) => p.score === player.score), myId));
  const top = rows.slice(0, limit);
  const mine = rows.slice(limit).find((row) => row.mine);
  return mine === undefined ? top : [...top.slice(0, limit - 1), mine];
}

function standingOf(player: PlayerView, rank: number, myId: string | null): Standing {
  const { id, nickname, avatar, streak, connected } = player;
  return { id, nickname, avatar, rank, score: Math.round(player.score), streak, connected, mine: id === myId };
}

/** How far a phase has come: players who have locked in, and verdicts of this round, over connected players. */
export function progress({ players, lockedIn }: Pick<RoomView, "players" | "lockedIn">): {
  players: number;
  locked: number;
  verdicts: number;
} {
  let [connected, verdicts] = [0, 0];
  for (const player of players.values()) {
    verdicts += player.judged;
    if (player.connected) connected += 1;
  }
  return { players: connected, locked: lockedIn, verdicts };
}
