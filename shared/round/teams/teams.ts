/** Who may change what a team is called and wears, and who is in it. Its members choose in the lobby. */

import { become, type Command, type Rejection, reject, type Transition } from "../command.ts";
import { type GameState, type Player, withPlayer } from "../state.ts";
import { type TeamLook, teamLooks } from "./team-looks.ts";

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
