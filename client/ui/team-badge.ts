import { TEAM_COLOURS, type TeamColour, type TeamLook } from "../../shared/round/teams/team-looks.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { artUrl } from "../canvas/art/avatar-art.ts";
import { TEAM_PAINT, teamArt } from "../canvas/art/team-art.ts";
import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

/** What a team is called: as its members named it, or by its colour's word. */
export const teamName = ({ name, colour }: TeamLook): string => (name === "" ? t(`teams.colour.${colour}`) : name);

/** The team of a number from 1; null without teams. */
export const teamOf = ({ teams }: Pick<RoomView, "teams">, team: number): RoomView["teams"][number] | null =>
  teams[team - 1] ?? null;

/** A team's colour and shape. Beside its name it is decoration; alone (`named`) it says which team it is. */
export function teamBadge(look: TeamLook, named = false): HTMLImageElement {
  return element("img", {
    class: "team-badge",
    attributes: { src: artUrl(teamArt(look.colour)), alt: named ? teamName(look) : "" },
  });
}

/** Lets an element show a team's colour at its edge. */
export function wearColour(node: HTMLElement, colour: TeamColour): void {
  node.style.setProperty("--team", TEAM_PAINT[colour].fill);
}

/** The look of a team on boards, which store nothing where its members changed nothing. */
export function storedLook(team: number, name: string, colour: TeamColour | null): TeamLook {
  return { name, colour: colour ?? TEAM_COLOURS[(team - 1) % TEAM_COLOURS.length]! };
}
