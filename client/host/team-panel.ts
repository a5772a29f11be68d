import type { HostMessage } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";
import { teamBadge, teamName } from "../ui/team-badge.ts";

/** The teams as their members have named them, which the host may undo; hidden without teams. */
export function teamPanel(send: (message: HostMessage) => void): {
  readonly root: HTMLElement;
  update(view: Pick<RoomView, "teams">): void;
} {
  const list = element("ul", { class: "host-teams" });
  const reset = element("button", {
    class: "button small",
    text: t("teams.reset"),
    attributes: { type: "button" },
    onClick: () => send({ command: "resetTeams" }),
  });
  const root = element("section", { class: "panel" }, element("h2", { text: t("teams.heading") }), list, reset);
  root.hidden = true;
  let drawn = "";
  return {
    root,
    update({ teams }) {
      const key = JSON.stringify(teams);
      if (key === drawn) return;
      drawn = key;
      root.hidden = teams.length === 0;
      list.replaceChildren(
        ...teams.map((team) =>
          element(
            "li",
            {},
            teamBadge(team),
            element("span", { text: t("teams.members", { team: teamName(team), count: team.players }) }),
          ),
        ),
      );
    },
  };
}
