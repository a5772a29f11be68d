import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { arenaOfOwner } from "./arenas.ts";
import { growingKey, isShare, ownedBy, storedAt, verdictEnum } from "./columns.ts";
import { pairs, responses } from "./pool.ts";
import { rounds } from "./rounds.ts";
import { players } from "./sessions.ts";

/** The id is chosen before the insert, so that after a lost connection we can tell whether it was our vote that was stored. */
export const votes = pgTable(
  "votes",
  {
    id: uuid().primaryKey(),
    pairId: ownedBy(() => pairs.id).notNull(),
    playerId: ownedBy(() => players.id).notNull(),
    roundId: ownedBy(() => rounds.id).notNull(),
    verdict: verdictEnum().notNull(),
    /** From the pair being shown to the verdict, as the player's device says. */
    decisionMs: integer().notNull(),
    /** What the server knows the player had: from the deal, or from the player's last verdict where that was later. Null: not measured. */
    measuredMs: integer(),
    castAt: storedAt(),
  },
  (table) => [
    unique("votes_once").on(table.pairId, table.playerId),
    index("votes_of_round").on(table.roundId),
    index("votes_of_player").on(table.playerId),
    check("votes_decision_ms", sql`${table.decisionMs} between 0 and 3600000`),
    check("votes_measured_ms", sql`${table.measuredMs} >= 0`),
  ],
);

/** Players who said that they can't judge a pair. It is no vote, so nothing that reads votes knows of it. */
export const abstentions = pgTable(
  "abstentions",
  {
    id: uuid().notNull(),
    pairId: ownedBy(() => pairs.id).notNull(),
    playerId: ownedBy(() => players.id).notNull(),
    roundId: ownedBy(() => rounds.id).notNull(),
    castAt: storedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.pairId, table.playerId] }),
    index("abstentions_of_round").on(table.roundId),
    index("abstentions_of_player").on(table.playerId),
  ],
);

/** Pairs of a finale on which a player has locked in: their verdict changes no more. */
export const lockedPairs = pgTable(
  "locked_pairs",
  {
    pairId: ownedBy(() => pairs.id).notNull(),
    playerId: ownedBy(() => players.id).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.pairId, table.playerId] }),
    index("locked_pairs_of_player").on(table.playerId),
  ],
);

export const predictions = pgTable(
  "predictions",
  {
    roundId: ownedBy(() => rounds.id).notNull(),
    playerId: ownedBy(() => players.id).notNull(),
    share: doublePrecision(),
    /** Of a podium: the answer that was expected to come first. */
    pick: uuid().references(() => responses.id),
    points: doublePrecision(),
    /** The player has locked in: neither this nor their verdict changes any more. */
    locked: boolean().notNull().default(false),
    madeAt: storedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.roundId, table.playerId] }),
    index("predictions_of_player").on(table.playerId),
    isShare("predictions_share", table.share),
    check("predictions_share_or_pick", sql`(${table.share} is null) = (${table.pick} is not null)`),
  ],
);

/** Ids grow in the order in which the rows become visible (see `rounds-store.ts`), so a reader may go on from the last id it saw. */
export const comparisons = pgTable(
  "comparisons",
  {
    id: growingKey(),
    arenaId: arenaOfOwner(),
    pairId: ownedBy(() => pairs.id)
      .notNull()
      .unique(),
    roundId: ownedBy(() => rounds.id).notNull(),
    label: doublePrecision().notNull(),
    bothBad: doublePrecision().notNull(),
    votes: integer().notNull(),
    createdAt: storedAt(),
  },
  (table) => [
    index("comparisons_in_arena").on(table.arenaId, table.id),
    index("comparisons_of_round").on(table.roundId),
    isShare("comparisons_label", table.label),
    isShare("comparisons_both_bad", table.bothBad),
    check("comparisons_votes", sql`${table.votes} > 0`),
  ],
);
