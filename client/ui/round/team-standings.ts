import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";

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
        ...best.map(({ team, rank, score, players }) =>
          element(
            "li",
            { class: `team team-${team}` },
            element("span", { class: "standing-rank", text: String(rank) }),
            element("strong", { class: "team-name", text: t("teams.name", { team }) }),
            element("span", { class: "hint", text: t("teams.players", { count: players }) }),
            element("span", { class: "standing-score", text: String(score) }),
          ),
        ),
      );
    },
  };
}
