import type { TeamMessage } from "../../../shared/protocol/messages.ts";
import { MAX_TEAM_NAME, TEAM_COLOURS } from "../../../shared/round/teams/team-looks.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { refusalText } from "../../ui/state-texts.ts";
import { teamBadge, teamName, teamOf } from "../../ui/team-badge.ts";
import type { PlayContext } from "./screen.ts";

/** In the lobby a player names their team, chooses its colour and may go over to another; hidden without teams. */
export function teamPicker(context: PlayContext): { readonly root: HTMLElement; update(view: RoomView): void } {
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const head = element("h2");
  const field = element("input", {
    attributes: { type: "text", maxlength: String(MAX_TEAM_NAME), autocomplete: "off", enterkeyhint: "done" },
  });
  const form = element(
    "form",
    { class: "team-name-form" },
    element("label", { class: "field" }, element("span", { text: t("teams.rename") }), field),
    element("button", { class: "button small", text: t("teams.save"), attributes: { type: "submit" } }),
  );
  const colours = element("div", {
    class: "team-colours",
    attributes: { role: "group", "aria-label": t("teams.colours") },
  });
  const others = element("div", { class: "team-others" });
  const root = element("section", { class: "panel team-picker" }, head, form, colours, others, problem);
  root.hidden = true;
  let drawn = "";

  async function ask(message: TeamMessage): Promise<void> {
    const reply = await context.link.request("team", message);
    setText(problem, reply.ok ? "" : refusalText(reply.error, ""));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    field.blur();
    void ask({ change: "name", name: field.value });
  });

  function draw(view: RoomView, mine: number): void {
    const own = teamOf(view, mine)!;
    head.replaceChildren(teamBadge(own), element("span", { text: t("teams.yours", { team: teamName(own) }) }));
    if (document.activeElement !== field) field.value = own.name;
    field.placeholder = teamName(own);
    colours.replaceChildren(
      ...TEAM_COLOURS.map((colour) => {
        const isTaken = view.teams.some((other) => other.team !== mine && other.colour === colour);
        const button = element(
          "button",
          {
            class: "team-colour",
            attributes: {
              type: "button",
              "aria-label": t(`teams.colour.${colour}`),
              "aria-pressed": String(own.colour === colour),
            },
            onClick: () => void ask({ change: "colour", colour }),
          },
          teamBadge({ name: "", colour }),
        );
        button.disabled = isTaken;
        return button;
      }),
    );
    others.replaceChildren(
      ...view.teams
        .filter(({ team }) => team !== mine)
        .map((other) =>
          element(
            "button",
            {
              class: "button small",
              attributes: { type: "button" },
              onClick: () => void ask({ change: "team", team: other.team }),
            },
            teamBadge(other),
            element("span", { text: t("teams.change", { team: teamName(other) }) }),
          ),
        ),
    );
  }

  return {
    root,
    update(view) {
      const mine = view.players.get(context.myId() ?? "")?.team ?? 0;
      root.hidden = teamOf(view, mine) === null;
      const key = JSON.stringify([mine, view.teams.map(({ name, colour }) => [name, colour])]);
      if (key === drawn || root.hidden) return;
      drawn = key;
      draw(view, mine);
    },
  };
}
