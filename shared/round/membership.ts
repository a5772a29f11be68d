/** Who is in the game, and in which team. */

import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { advanceWhenAllLocked, sharedBeat, startByItself } from "./flow.ts";
import { withoutPlayer } from "./lesson/lesson-state.ts";
import { isEndless } from "./settings.ts";
import { type GameState, type Player, withPlayer } from "./state.ts";
import type { TeamView } from "./view.ts";

export function join(state: GameState, command: Extract<Command, { type: "join" }>): Transition | Rejection {
  const { playerId: id, nickname, avatar } = command;
  if (state.phase.name === "finished") return reject("session_over");
  if (state.players.has(id)) return reject("duplicate");
  if (!command.extra && seatsTaken(state) >= state.settings.maxPlayers) return reject("session_full");
  const team = nextTeam(state);
  const number = 1 + Math.max(0, ...[...state.players.values()].map((player) => player.number));
  const player = { ...newPlayer({ id, number, nickname, avatar }), score: command.score ?? 0, team };
  const joined = startByItself(withPlayer(state, player));
  return team === 0 ? joined : become(joined.state, { type: "assignTeam", playerId: id, team }, ...joined.effects);
}

/** The player keeps what they held; otherwise coming back would be a way to other pairs. */
export function return_(state: GameState, playerId: string): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { state: returned, effects } = startByItself(withPlayer(state, { ...player, presence: "here" }));
  if (takesPart(player)) return become(returned, ...effects);
  return become(returned, { type: "setAbsent", playerId, absent: false }, ...effects);
}

export function drop(state: GameState, playerId: string, now: number): Transition | Rejection {
  return depart(state, playerId, "dropped", now);
}

/** In an endless game whoever leaves is off the standings too; otherwise these would hold the crowd of a year. */
export function leave(state: GameState, playerId: string, now: number): Transition | Rejection {
  if (isEndless(state.settings) && state.players.has(playerId)) {
    return advanceWhenAllLocked(without(state, playerId), now);
  }
  const departed = depart(state, playerId, "left", now);
  if ("rejected" in departed || state.players.get(playerId)?.played) return departed;
  return become(departed.state, { type: "setAbsent", playerId, absent: true }, ...departed.effects);
}

/** Who left without having put anything in is in no standings, and doesn't weigh in a team. They may return. */
export const takesPart = ({ presence, played }: Player): boolean => presence !== "left" || played;

export function expel(state: GameState, playerId: string, banned: boolean, now: number): Transition | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const next = advanceWhenAllLocked(without(state, playerId), now);
  return become(next.state, { type: "expel", playerId, banned }, ...next.effects);
}

/** What stands where the nickname of a player stood who took back what they had given. */
export const WITHDRAWN = "…";

/**
 * The player takes back what they gave, and is gone. Their line of the standings stays, without name and face, so that nobody else's place
 * changes; an endless game has no such lines. What they wrote is hidden, and their ballot is out.
 */
export function withdraw(state: GameState, playerId: string, now: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const rest = without(state, playerId);
  const hidden = new Set([...state.hidden, ...writtenBy(state.phase, playerId)]);
  const nobody = { ...player, nickname: WITHDRAWN, avatar: 0, muted: false, streak: 0, presence: "left" } as const;
  const left = isEndless(state.settings) ? rest : { ...rest, players: withPlayer(state, nobody).players };
  return advanceWhenAllLocked({ ...left, hidden }, now);
}

function writtenBy(phase: GameState["phase"], playerId: string): readonly string[] {
  const shown = phase.name === "reveal" ? phase.shown : phase;
  const pair = "pair" in shown ? shown.pair : null;
  const entries = phase.name === "reveal" ? phase.entries.filter(({ writer }) => writer === playerId) : [];
  return [
    ...(pair?.writerA === playerId ? [pair.answerA] : []),
    ...(pair?.writerB === playerId ? [pair.answerB] : []),
    ...entries.map(({ id }) => id),
  ];
}

export function mute(state: GameState, playerId: string, muted: boolean): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return become(withPlayer(state, { ...player, muted }), { type: "mute", playerId, muted });
}

/** Changes how many players may be in the game. Nobody who is in it loses their seat. */
export function setPlaces(state: GameState, maxPlayers: number): Transition | Rejection {
  if (state.phase.name === "finished") return reject("session_over");
  return become({ ...state, settings: { ...state.settings, maxPlayers } }, { type: "setPlaces", maxPlayers });
}

export function newPlayer(who: Pick<Player, "id" | "number" | "nickname" | "avatar">): Player {
  const nothing = { team: 0, muted: false, score: 0, streak: 0, wins: 0, judged: 0, inHand: 0, played: false };
  return { ...who, ...nothing, presence: "here" };
}

function depart(state: GameState, playerId: string, presence: "dropped" | "left", now: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return advanceWhenAllLocked(withPlayer(state, { ...player, presence }), now);
}

/** Without a player and what they have put in. */
function without(state: GameState, playerId: string): GameState {
  const players = new Map(state.players);
  players.delete(playerId);
  const lesson = state.lesson && withoutPlayer(state.lesson, playerId);
  return { ...state, players, lesson, phase: sharedBeat(state.phase)?.without(playerId) ?? state.phase };
}

function seatsTaken(state: GameState): number {
  return [...state.players.values()].filter((player) => player.presence !== "left").length;
}

/** The team of the next player: the first of the smallest ones; 0 without teams, where the list of sizes is empty. */
export function nextTeam({ settings, players }: Pick<GameState, "settings" | "players">): number {
  const sizes = Array.from({ length: settings.teams }, (_, i) => membersOf(players, i + 1).length);
  return 1 + sizes.indexOf(Math.min(...sizes));
}

/** A team's score is the mean of its members', so that a team of three can beat one of four. */
export function teamViews({
  settings,
  players,
  teamLooks,
}: Pick<GameState, "settings" | "players" | "teamLooks">): readonly TeamView[] {
  const teams = Array.from({ length: settings.teams }, (_, i) => {
    const members = membersOf(players, i + 1);
    const total = members.reduce((sum, player) => sum + player.score, 0);
    return {
      team: i + 1,
      ...teamLooks[i]!,
      players: members.length,
      score: members.length === 0 ? 0 : Math.round(total / members.length),
    };
  });
  return teams.map((team) => ({ ...team, rank: 1 + teams.filter((other) => other.score > team.score).length }));
}

function membersOf(players: GameState["players"], team: number): Player[] {
  return [...players.values()].filter((player) => player.team === team && takesPart(player));
}
