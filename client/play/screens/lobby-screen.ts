import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { practice } from "../ballot/practice.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** Before the first round, and the moment before each one in which pairs are dealt. */
export function lobbyScreen(view: RoomView, context: PlayContext): Screen {
  const dealing = view.phase === "dealing";
  const here = element("p", { class: "pill" });
  const team = element("p", { class: "pill" });
  const trial = view.phase === "lobby" ? practice(context.say) : null;
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element(
    "section",
    { class: "lobby" },
    element(
      "div",
      { class: "panel" },
      element("h1", { text: t(dealing ? "dealing.heading" : "lobby.heading") }),
      element("p", { text: t(dealing ? "dealing.body" : "lobby.waiting") }),
      element("p", { class: "hint", text: dealing ? "" : t("lobby.how") }),
      here,
      team,
    ),
    trial?.root ?? null,
    stage,
  );
  return {
    root,
    stage,
    update(next) {
      setText(here, t("lobby.here", { count: [...next.players.values()].filter((p) => p.connected).length }));
      const mine = next.players.get(context.myId() ?? "")?.team ?? 0;
      team.hidden = mine === 0;
      setText(team, mine === 0 ? "" : t("teams.yours", { team: mine }));
    },
    pairId: () => null,
    close: () => trial?.close(),
  };
}
