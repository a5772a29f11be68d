import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { arenaLinks } from "../../ui/arena-links.ts";
import { element, setText } from "../../ui/element.ts";
import { type StandingsRow, standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { storyCard } from "../story/own-story.ts";
import { storyPanel } from "../story/story-panel.ts";
import type { PlayContext, Screen } from "./screen.ts";

const ROWS = 5;

export function finalScreen(context: PlayContext): Screen {
  const mine = element("p");
  const story = element("div", { class: "story-holder" });
  let told = "";
  const teams = teamStandings();
  const list = standingsList();
  const links = arenaLinks();
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element(
    "section",
    { class: "final" },
    element("div", { class: "panel" }, element("h1", { text: t("final.heading") }), mine),
    stage,
    story,
    teams.root,
    list.root,
    element("p", { class: "hint", text: t("final.thanks") }),
    element("a", { class: "button primary", text: t("final.again"), attributes: { href: "/" } }),
    links.root,
  );
  function tell(view: RoomView, me: StandingsRow): void {
    const card = storyCard(context.story(), view.learning.policyVersion);
    const facts = {
      nickname: me.nickname,
      avatar: me.avatar,
      rank: me.rank,
      players: view.players.size,
      score: me.score,
    };
    const key = JSON.stringify([card, facts]);
    if (key === told) return;
    told = key;
    story.replaceChildren(storyPanel(card, facts));
  }

  return {
    root,
    stage,
    update(view) {
      const rows = standings(view.players, context.myId(), ROWS);
      const me = rows.find((row) => row.mine);
      if (me !== undefined) tell(view, me);
      teams.update(view);
      links.update(view);
      list.update(rows);
      if (rows.length === 0) setText(mine, t("final.nobody"));
      else if (me === undefined) setText(mine, "");
      else setText(mine, t("final.mine", { rank: me.rank, players: view.players.size, score: me.score }));
    },
    pairId: () => null,
    close: () => {},
  };
}
