/**
 * The colours that teams choose from, in the order in which new teams get them. Each pair of them can be told apart in every kind of
 * colour blindness (Okabe and Ito 2008), and on screens each has a shape of its own.
 */
export const TEAM_COLOURS = ["red", "blue", "green", "yellow", "sky", "orange", "pink", "black"] as const;
export type TeamColour = (typeof TEAM_COLOURS)[number];

/** Characters that a team's name may have. */
export const MAX_TEAM_NAME = 20;

export interface TeamLook {
  /** "": the colour's word, in each viewer's language. */
  readonly name: string;
  readonly colour: TeamColour;
}

/** Looks of `count` teams: those that were chosen, and for the others the first colours that nobody wears. */
export function teamLooks(count: number, chosen: readonly TeamLook[] = []): readonly TeamLook[] {
  const looks = chosen.slice(0, count);
  while (looks.length < count) {
    const worn = new Set(looks.map(({ colour }) => colour));
    looks.push({ name: "", colour: TEAM_COLOURS.find((colour) => !worn.has(colour)) ?? TEAM_COLOURS[0] });
  }
  return looks;
}
