/** The parts of a round in which players put something in, and the pairing of what they wrote (`gathering`); in their order. The finale is one too. */
export const BEATS = ["writing", "gathering", "rapid", "showdown", "ranking", "finale"] as const;
export type Beat = (typeof BEATS)[number];

/** What the rounds of a mode are made of. The rules, the server, the forms and the pages ask for this and know no mode by its name. */
export interface ModeRules {
  /** Its name in English. Pages call it by their viewer's language. */
  readonly title: string;
  /** The beats of a round in their order. In the last one everybody judges the same, and its reveal follows. */
  readonly beats: readonly [...("writing" | "rapid")[], "showdown" | "ranking"];
  /** What everybody judges in the last beat: a pair or a podium of the pool, or a pair of what players wrote in the first one. */
  readonly deals: "pair" | "podium" | "entries";
  /** Whether prompts of the host's own can be played: `if answered` by a model at hand. */
  readonly ownPrompts: "always" | "if answered";
}
export type ModeBeat = ModeRules["beats"][number];
/** A beat that ends a round: everybody judges the same. */
export type LastBeat = Extract<ModeBeat, "showdown" | "ranking">;

const TABLE = {
  /** Two answers. */
  duel: { title: "Duel", beats: ["rapid", "showdown"], deals: "pair", ownPrompts: "if answered" },
  /** Three or four answers, to be put in order. */
  podium: { title: "Podium", beats: ["rapid", "ranking"], deals: "podium", ownPrompts: "if answered" },
  /** Answers that players wrote, against the model's. */
  bot: { title: "Beat the bot", beats: ["writing", "rapid", "showdown"], deals: "entries", ownPrompts: "always" },
} as const satisfies Readonly<Record<string, ModeRules>>;

export type Mode = keyof typeof TABLE;
export const MODES: Readonly<Record<Mode, ModeRules>> = TABLE;
export const MODE_NAMES = Object.keys(MODES) as readonly Mode[];

/** The mode for prompts that no model here answers: the players do. */
export const MODE_OF_OWN_PROMPTS: Mode = "bot";

/** The setting that says how long a beat of a round is; the finale goes by the number of words. */
export const BEAT_TIME = {
  writing: "writingMs",
  rapid: "rapidMs",
  showdown: "showdownMs",
  ranking: "showdownMs",
} as const satisfies Readonly<Record<ModeBeat, string>>;

/** Whether a phase is a beat, in which players put something in. */
export const isBeat = (phase: string): phase is ModeBeat => Object.hasOwn(BEAT_TIME, phase);

/** Whether a mode can be played with prompts of the host's own. `answered`: a model at hand answers any prompt. */
export function playsOwnPrompts(mode: Mode, answered: boolean): boolean {
  const { ownPrompts } = MODES[mode];
  return ownPrompts === "always" || (ownPrompts === "if answered" && answered);
}

/** The beat that begins when what everybody judges has been dealt. */
export const firstDealtBeat = (mode: Mode): ModeBeat => MODES[mode].beats.find((beat) => beat !== "writing")!;

export const lastBeat = (mode: Mode): LastBeat => MODES[mode].beats.at(-1) as LastBeat;
