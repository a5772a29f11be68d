import { bigint, boolean, doublePrecision, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { Criterion } from "../../../shared/round/settings.ts";
import { arenaOfOwner, oneForEachArena } from "./arenas.ts";
import { growingKey, isShare, ownedBy, storedAt, time } from "./columns.ts";
import { pairs } from "./pool.ts";

/**
 * What AI judges said of pairs. A table of its own, so that nothing which counts people's votes can count them. Ids grow in the order
 * in which the rows become visible: one trainer writes them, and `judgements-store.ts` takes the lock of the arena's comparisons.
 */
export const aiComparisons = pgTable(
  "ai_comparisons",
  {
    id: growingKey(),
    arenaId: arenaOfOwner(),
    pairId: ownedBy(() => pairs.id).notNull(),
    judge: text().notNull(),
    /** Probability that A is better. */
    label: doublePrecision().notNull(),
    /** Whether it named the same answer with the sides swapped; null where the judge sees no sides. */
    ordersAgree: boolean(),
    /** The criterion that it was asked about; null where it judged by a rule of its own, which speaks for every criterion. */
    criterion: text().$type<Criterion>(),
    createdAt: storedAt(),
  },
  (table) => [
    unique("ai_comparisons_once").on(table.pairId, table.judge),
    index("ai_comparisons_of_judge").on(table.arenaId, table.judge, table.id),
    isShare("ai_comparisons_label", table.label),
  ],
);

/** How the judge of an arena stands, for whoever looks at the lab, and what its endpoint has cost. */
export const aiJudges = pgTable(
  "ai_judges",
  {
    arenaId: oneForEachArena(),
    judge: text().notNull(),
    /** Share of the labels that it is to give. */
    share: doublePrecision().notNull(),
    /** Why it pauses; null while it works. */
    paused: text(),
    pausedUntil: time(),
    calls: integer().notNull(),
    tokens: bigint({ mode: "number" }).notNull(),
    at: storedAt(),
  },
  (table) => [isShare("ai_judges_share", table.share)],
);
