import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { arenaLinks } from "../../ui/arena-links.ts";
import { element, setText } from "../../ui/element.ts";
import { finaleWords } from "../../ui/round/finale-words.ts";
import { OWN_PLACE_MS } from "../../ui/round/reveal-stages.ts";
import { type StandingsRow, standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { keptPair } from "../story/kept-pair.ts";
import { storyCard } from "../story/own-story.ts";
import { storyPanel } from "../story/story-panel.ts";
import type { PlayContext, Screen } from "./screen.ts";

const ROWS = 5;

export function finalScreen(context: PlayContext): Screen {
  const mine = element("p");
  const story = element("div", { class: "story-holder" });
  let told = "";
  const learnt = element("p", { class: "finale-said" });
  const learntMore = element("p", { class: "hint" });
  const teams = teamStandings();
  const list = standingsList();
  const links = arenaLinks();
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element(
    "section",
    { class: "final" },
    element("div", { class: "panel" }, element("h1", { text: t("final.heading") }), mine, learnt, learntMore),
    stage,
    story,
    teams.root,
    list.root,
    element("p", { class: "hint", text: t("final.thanks") }),
    element("a", { class: "button primary", text: t("final.again"), attributes: { href: "/" } }),
    element("div", { class: "panel" }, context.ownSeat({ over: true })),
    links.root,
  );
  /** Nobody reads a place here before the projector has shown the podium. */
  let isOut = context.late();
  let latest: RoomView | null = null;
  const timer = isOut ? undefined : setTimeout(come, OWN_PLACE_MS);

  function come(): void {
    isOut = true;
    if (latest !== null) draw(latest);
  }

  function draw(view: RoomView): void {
    const rows = standings(view.players, context.myId(), ROWS);
    const me = rows.find((row) => row.mine);
    if (me !== undefined) tell(view, me);
    teams.update(view);
    list.update(rows, view.teams);
    if (rows.length === 0) setText(mine, t("final.nobody"));
    else if (me === undefined) setText(mine, "");
    else setText(mine, t("final.mine", { rank: me.rank, players: view.players.size, score: me.score }));
  }

  function tell(view: RoomView, me: StandingsRow): void {
    const card = storyCard(context.story(), view.learning.policyVersion);
    const facts = {
      nickname: me.nickname,
      avatar: me.avatar,
      rank: me.rank,
      players: view.players.size,
      score: me.score,
    };
    const pair = keptPair(view);
    const key = JSON.stringify([card, facts, pair]);
    if (key === told) return;
    told = key;
    story.replaceChildren(storyPanel(card, facts, pair));
  }

  return {
    root,
    stage,
    update(view) {
      latest = view;
      const words = finaleWords(view);
      setText(learnt, words?.said ?? "");
      setText(learntMore, words?.more ?? "");
      if (isOut) draw(view);
      else setText(mine, t("final.soon"));
    },
    pairId: () => null,
    close: () => clearTimeout(timer),
  };
}
