/** What a team is called and wears, and who may change it. Its members choose in the lobby. */

import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { type GameState, type Player, withPlayer } from "./state.ts";

/**
 * The colours that teams choose from, in the order in which new teams get them. Each pair of them can be told apart in every kind of
 * colour blindness (Okabe and Ito 2008), and on screens each has a shape of its own.
 */
export const TEAM_COLOURS = ["red", "blue", "green", "yellow", "sky", "orange", "pink", "black"] as const;
export type TeamColour = (typeof TEAM_COLOURS)[number];

/** Characters that a team's name may have. */
export const MAX_TEAM_NAME = 20;

export interface TeamLook {
  /** "": the colour's word, in each viewer's language. */
  readonly name: string;
  readonly colour: TeamColour;
}

/** Looks of `count` teams: those that were chosen, and for the others the first colours that nobody wears. */
export function teamLooks(count: number, chosen: readonly TeamLook[] = []): readonly TeamLook[] {
  const looks = chosen.slice(0, count);
  while (looks.length < count) {
    const worn = new Set(looks.map(({ colour }) => colour));
    looks.push({ name: "", colour: TEAM_COLOURS.find((colour) => !worn.has(colour)) ?? TEAM_COLOURS[0] });
  }
  return looks;
}

/** A member names the team or chooses its colour; the last change counts. */
export function dressTeam(
  state: GameState,
  { playerId, name, colour }: Extract<Command, { type: "dressTeam" }>,
): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { team } = player;
  if (state.phase.name !== "lobby" || team === 0) return reject("wrong_phase");
  if (colour !== undefined && state.teamLooks.some((look, i) => i !== team - 1 && look.colour === colour))
    return reject("colour_taken");
  return dressed(
    state,
    state.teamLooks.map((look, i) =>
      i === team - 1 ? { name: name ?? look.name, colour: colour ?? look.colour } : look,
    ),
  );
}

/** The host gives all teams the names and colours that they had at first. */
export function resetTeams(state: GameState): Transition | Rejection {
  if (state.settings.teams === 0) return reject("wrong_phase");
  return dressed(state, teamLooks(state.settings.teams));
}

/** A player goes over to another team, as long as no team then has two players more than another. */
export function changeTeam(
  state: GameState,
  { playerId, team }: Extract<Command, { type: "changeTeam" }>,
): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  if (state.phase.name !== "lobby" || team > state.settings.teams || player.team === 0) return reject("wrong_phase");
  if (player.team === team) return reject("duplicate");
  const moved = withPlayer(state, { ...player, team });
  const sizes = teamSizes(moved);
  if (Math.max(...sizes) - Math.min(...sizes) > 1) return reject("team_full");
  return become(moved, { type: "assignTeam", playerId, team });
}

/** Players of each team who are here or may come back. */
export function teamSizes({ settings, players }: Pick<GameState, "settings" | "players">): readonly number[] {
  const inTeam = (team: number) => (player: Player) => player.team === team && player.presence !== "left";
  return Array.from({ length: settings.teams }, (_, i) => [...players.values()].filter(inTeam(i + 1)).length);
}

function dressed(state: GameState, looks: readonly TeamLook[]): Transition {
  return become({ ...state, teamLooks: looks }, { type: "dressTeams", looks });
}
