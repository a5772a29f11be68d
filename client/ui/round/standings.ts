import type { PlayerView, RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { avatarImage } from "../avatar-image.ts";
import { element } from "../element.ts";
import { teamBadge, teamName, teamOf, wearColour } from "../team-badge.ts";

export interface StandingsRow {
  readonly id: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly rank: number;
  /** From 1; 0 without teams. */
  readonly team: number;
  readonly score: number;
  readonly streak: number;
  readonly connected: boolean;
  readonly mine: boolean;
}

/** Best first and at most `limit` rows. Equal scores share a rank. The viewer's own row is the last one when it would be below them. */
export function standings(players: RoomView["players"], myId: string | null, limit: number): readonly StandingsRow[] {
  const sorted = [...players.values()].sort((x, y) => y.score - x.score || x.nickname.localeCompare(y.nickname));
  const rows = sorted.map((player) => standingOf(player, 1 + sorted.findIndex((p) => p.score === player.score), myId));
  const top = rows.slice(0, limit);
  const mine = rows.slice(limit).find((row) => row.mine);
  return mine === undefined ? top : [...top.slice(0, limit - 1), mine];
}

function standingOf(player: PlayerView, rank: number, myId: string | null): StandingsRow {
  const { id, nickname, avatar, team, streak, connected } = player;
  return { id, nickname, avatar, rank, team, score: Math.round(player.score), streak, connected, mine: id === myId };
}

/** Ranks as an ordered list, with what each player's team wears; redrawn only when something in it changed. */
export function standingsList(): {
  root: HTMLElement;
  update(rows: readonly StandingsRow[], teams?: RoomView["teams"]): void;
} {
  const root = element("ol", { class: "standings", attributes: { "aria-label": t("standings.heading") } });
  let drawn = "";
  return {
    root,
    update(rows, teams = []) {
      const key = JSON.stringify([rows, teams.map(({ name, colour }) => [name, colour])]);
      if (key === drawn) return;
      drawn = key;
      root.replaceChildren(...rows.map((row) => rowOf(row, teamOf({ teams }, row.team))));
    },
  };
}

function rowOf(row: StandingsRow, team: RoomView["teams"][number] | null): HTMLElement {
  const name = element("span", { class: "standing-name", text: row.nickname });
  return element(
    "li",
    { class: `standing${row.mine ? " mine" : ""}${row.connected ? "" : " away"}` },
    element("span", { class: "standing-rank", text: String(row.rank) }),
    avatarImage(row.avatar),
    team === null ? null : teamBadge(team, true),
    name,
    row.mine ? element("span", { class: "pill", text: t("standings.you") }) : null,
    row.connected ? null : element("span", { class: "pill", text: t("standings.away") }),
    row.streak > 1
      ? element("span", {
          class: "pill streak",
          text: `★${row.streak}`,
          attributes: { role: "img", "aria-label": t("standings.streak", { streak: row.streak }) },
        })
      : null,
    element("span", { class: "standing-score", text: String(row.score) }),
  );
}

/** Teams by their mean score; hidden without teams. */
export function teamStandings(): { readonly root: HTMLElement; update(view: RoomView): void } {
  const root = element("ol", { class: "teams", attributes: { "aria-label": t("teams.heading") } });
  root.hidden = true;
  let drawn = "";
  return {
    root,
    update({ teams }) {
      const key = JSON.stringify(teams);
      if (key === drawn) return;
      drawn = key;
      root.hidden = teams.length === 0;
      const best = [...teams].sort((x, y) => x.rank - y.rank || x.team - y.team);
      root.replaceChildren(
        ...best.map((team) => {
          const row = element(
            "li",
            { class: "team" },
            element("span", { class: "standing-rank", text: String(team.rank) }),
            teamBadge(team),
            element("strong", { class: "team-name", text: teamName(team) }),
            element("span", { class: "hint", text: t("teams.players", { count: team.players }) }),
            element("span", { class: "standing-score", text: String(team.score) }),
          );
          wearColour(row, team.colour);
          return row;
        }),
      );
    },
  };
}

/** Who earned most between two views, best first; nobody where nobody earned anything, or where the view before is not known. */
export function bestOfRound(
  before: Pick<RoomView, "players"> | null,
  { players }: Pick<RoomView, "players">,
  limit: number,
): readonly { readonly avatar: number; readonly nickname: string; readonly points: number }[] {
  if (before === null) return [];
  return [...players.values()]
    .map(({ id, avatar, nickname, score }) => ({
      ...{ avatar, nickname },
      points: Math.round(score - (before.players.get(id)?.score ?? score)),
    }))
    .filter(({ points }) => points > 0)
    .sort((x, y) => y.points - x.points)
    .slice(0, limit);
}
