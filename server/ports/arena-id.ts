/** The one learning line of a database: a sequence of policy versions. Kept as an id so that more can follow. */
export type ArenaId = number;

export const MAIN_ARENA: ArenaId = 1;
