import { z } from "zod";
import { LESSON_STOPS } from "../round/lesson/stops.ts";
import { MODE_NAMES } from "../round/modes.ts";
import {
  CRITERIA,
  DEFAULT_SETTINGS,
  MOST_PLACES,
  PACES,
  READING_TIMES,
  type SessionSettings,
  TEAM_COUNTS,
  TIMINGS,
} from "../round/settings.ts";
import type { PhaseName } from "../round/view.ts";

/** HTTP: `POST /api/sessions` and `GET /api/sessions/:code`. */

const line = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(/^\P{Cc}*$/u);
const milliseconds = (min: number, max: number) => z.number().int().min(min).max(max);

/** Settings that are left out take their defaults. Whoever says how long a showdown is, and nothing of the timing, means it so. */
export const createSessionSchema = z
  .strictObject({
    title: line(60).default(DEFAULT_SETTINGS.title),
    question: line(120, 0).default(DEFAULT_SETTINGS.question),
    // As a browser says it, which may be no proper tag: only its first part is looked at.
    language: line(35, 0).default(DEFAULT_SETTINGS.language),
    approval: z.boolean().default(DEFAULT_SETTINGS.approval),
    criterion: z.enum(CRITERIA).default(DEFAULT_SETTINGS.criterion),
    mode: z.enum(MODE_NAMES).default(DEFAULT_SETTINGS.mode),
    lessonStop: z.number().int().min(0).max(LESSON_STOPS.length).default(DEFAULT_SETTINGS.lessonStop),
    teams: z.literal(TEAM_COUNTS).default(DEFAULT_SETTINGS.teams),
    packId: z.uuid().nullable().default(DEFAULT_SETTINGS.packId),
    rounds: z.number().int().min(1).max(100).default(DEFAULT_SETTINGS.rounds),
    pace: z.enum(PACES).default(DEFAULT_SETTINGS.pace),
    writingMs: milliseconds(500, 600_000).default(DEFAULT_SETTINGS.writingMs),
    rapidMs: milliseconds(500, 300_000).default(DEFAULT_SETTINGS.rapidMs),
    timing: z.enum(TIMINGS).optional(),
    readingTime: z.literal(READING_TIMES).default(DEFAULT_SETTINGS.readingTime),
    showdownMs: milliseconds(500, 300_000).optional(),
    revealMs: milliseconds(100, 120_000).default(DEFAULT_SETTINGS.revealMs),
    intermissionMs: milliseconds(100, 300_000).default(DEFAULT_SETTINGS.intermissionMs),
    maxPlayers: z.number().int().min(1).max(MOST_PLACES).default(DEFAULT_SETTINGS.maxPlayers),
    finale: z.boolean().default(DEFAULT_SETTINGS.finale),
  })
  .refine(({ criterion, question }) => criterion !== "own" || question !== "", {
    path: ["question"],
    message: "The criterion own needs a question.",
  })
  .transform(({ timing, showdownMs, ...settings }) => ({
    ...settings,
    timing: timing ?? (showdownMs === undefined ? DEFAULT_SETTINGS.timing : "fixed"),
    showdownMs: showdownMs ?? DEFAULT_SETTINGS.showdownMs,
  })) satisfies z.ZodType<SessionSettings>;

/** The arena that a session is played in, with its key where it has one; left out: the main one. */
export const sessionArenaSchema = z.strictObject({ name: z.string(), key: z.string().optional() }).optional();
export type CreateSession = z.input<typeof createSessionSchema> & {
  readonly arena?: z.input<typeof sessionArenaSchema>;
};

export interface SessionCreated {
  readonly code: string;
  readonly hostToken: string;
}

export interface SessionSummary {
  readonly code: string;
  readonly title: string;
  readonly phase: PhaseName;
  readonly players: number;
  readonly maxPlayers: number;
}

/** `GET /api/addresses`: where other devices find this server. */
export interface Addresses {
  /** What PUBLIC_URL says first, without a slash at its end; null without one. */
  readonly publicUrl: string | null;
  /** The computer's addresses in its networks, as they stand in a URL, the likeliest first; empty where only this computer reaches the server. */
  readonly addresses: readonly LanAddress[];
}

export interface LanAddress {
  readonly address: string;
  /** Of the network card, as the system calls it. */
  readonly card: string;
}

/** Body of every HTTP answer that is not a success. */
export interface HttpError {
  readonly error: string;
  readonly message: string;
}
