import { PRINCIPLES, type PrincipleName } from "../../../shared/protocol/principles.ts";
import type { TrainingSettings } from "../../../shared/protocol/training-settings.ts";

/** What a constitution is, of an arena's settings. */
export type ConstitutionChoice = Pick<TrainingSettings, "judge" | "constitution">;

/** The world's principles that judge. */
export function chosenPrinciples({ judge, constitution }: ConstitutionChoice): readonly PrincipleName[] {
  return judge === "constitution" ? PRINCIPLES.filter((name) => constitution.includes(name)) : [];
}

/**
 * The settings with these of the world's principles, and those in somebody's own words as they were. With none left the constitution
 * judges no more; another judge stays until there is one.
 */
export function withPrinciples(settings: ConstitutionChoice, chosen: readonly PrincipleName[]): ConstitutionChoice {
  const judges = settings.judge === "constitution";
  const isKnown = (text: string) => PRINCIPLES.some((name) => name === text);
  const constitution = [...chosen, ...(judges ? settings.constitution.filter((text) => !isKnown(text)) : [])];
  if (constitution.length > 0) return { judge: "constitution", constitution };
  return judges ? { judge: null, constitution: [] } : settings;
}
