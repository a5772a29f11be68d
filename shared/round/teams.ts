import type { GameState, Player } from "./state.ts";
import type { TeamView } from "./view.ts";

/** The team of the next player: the first of the smallest ones; 0 without teams, where the list of sizes is empty. */
export function nextTeam({ settings, players }: Pick<GameState, "settings" | "players">): number {
  const sizes = Array.from({ length: settings.teams }, (_, i) => membersOf(players, i + 1).length);
  return 1 + sizes.indexOf(Math.min(...sizes));
}

/** A team's score is the mean of its members', so that a team of three can beat one of four. */
export function teamViews({ settings, players }: Pick<GameState, "settings" | "players">): readonly TeamView[] {
  const teams = Array.from({ length: settings.teams }, (_, i) => {
    const members = membersOf(players, i + 1);
    const total = members.reduce((sum, player) => sum + player.score, 0);
    return {
      team: i + 1,
      players: members.length,
      score: members.length === 0 ? 0 : Math.round(total / members.length),
    };
  });
  return teams.map((team) => ({ ...team, rank: 1 + teams.filter((other) => other.score > team.score).length }));
}

function membersOf(players: GameState["players"], team: number): Player[] {
  return [...players.values()].filter((player) => player.team === team);
}
