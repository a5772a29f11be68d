import type { TeamColour } from "../../../shared/round/teams/team-looks.ts";
import { PALETTE } from "./palette.ts";

interface TeamPaint {
  readonly fill: string;
  /** SVG path data on a canvas of 24 x 24. */
  readonly shape: string;
}

/**
 * What a team's colour looks like: a colour of Okabe and Ito's set, and a shape of its own for whoever can't tell the colour. A dark
 * outline keeps light colours apart from the page.
 */
export const TEAM_PAINT: Readonly<Record<TeamColour, TeamPaint>> = {
  red: { fill: "#d55e00", shape: "M12 3a9 9 0 1 0 .01 0z" },
  blue: { fill: "#0072b2", shape: "M4 4h16v16H4z" },
  green: { fill: "#009e73", shape: "M12 3 22 20H2z" },
  yellow: { fill: "#f0e442", shape: "m12 2 3 6.6 7.2.8-5.4 4.8 1.6 7.1L12 17.6l-6.4 3.7 1.6-7.1L1.8 9.4 9 8.6z" },
  sky: { fill: "#56b4e9", shape: "m12 1.5 9.5 10.5L12 22.5 2.5 12z" },
  orange: { fill: "#e69f00", shape: "M7 3h10l5.5 9L17 21H7l-5.5-9z" },
  pink: {
    fill: "#cc79a7",
    shape: "M12 21C5 16 2 12.5 2 8.5A5.2 5.2 0 0 1 12 6a5.2 5.2 0 0 1 10 2.5C22 12.5 19 16 12 21z",
  },
  black: { fill: PALETTE.ink, shape: "M8.5 2.5h7v6h6v7h-6v6h-7v-6h-6v-7h6z" },
};

/** The shape of a team's colour, as SVG. */
export function teamArt(colour: TeamColour): string {
  const { fill, shape } = TEAM_PAINT[colour];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="-1 -1 26 26"><path d="${shape}" fill="${PALETTE.white}" stroke="${PALETTE.white}" stroke-width="5" stroke-linejoin="round"/><path d="${shape}" fill="${fill}" stroke="${PALETTE.ink}" stroke-width="2" stroke-linejoin="round"/></svg>`;
}

/** Key of the texture. */
export const teamKey = (colour: TeamColour): string => `team-${colour}`;
