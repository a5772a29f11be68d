import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { joinAddress, qrCode } from "../../ui/join-address.ts";
import { teamBadge, teamName } from "../../ui/team-badge.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** How to join, and who is here. */
export function lobbyScreen({ code }: RoomView): ProjectorScreen {
  const here = element("p", { class: "big-count" });
  const teams = element("ul", { class: "lobby-teams", attributes: { "aria-label": t("teams.heading") } });
  const stage = stageOf();
  let drawn = "";
  const invite = element(
    "div",
    { class: "panel invite" },
    joinAddress("invite-lead"),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("p", { class: "invite-how", text: t("lobby.how") }),
  );
  const root = element(
    "section",
    { class: "p-lobby" },
    invite,
    element("div", { class: "p-crowd" }, here, teams, stage),
  );
  return {
    root,
    stage,
    update(view) {
      const { here: players } = view;
      setText(here, players === 0 ? t("lobby.nobody") : t("lobby.here", { count: players }));
      const key = JSON.stringify(view.teams);
      if (key === drawn) return;
      drawn = key;
      teams.hidden = view.teams.length === 0;
      teams.replaceChildren(...view.teams.map(teamRow));
    },
  };
}

function teamRow(team: RoomView["teams"][number]): HTMLElement {
  return element(
    "li",
    {},
    teamBadge(team),
    element("span", { class: "team-name", text: teamName(team) }),
    element("strong", { text: String(team.players), attributes: { "aria-label": playersText(team.players) } }),
  );
}

const playersText = (count: number): string => t("teams.players", { count });
