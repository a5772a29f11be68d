import { z } from "zod";
import { LESSON_STOPS } from "../round/lesson/stops.ts";
import { MODE_NAMES } from "../round/modes.ts";
import { CRITERIA, DEFAULT_SETTINGS, MOST_PLACES, type SessionSettings, TEAM_COUNTS } from "../round/settings.ts";
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

/** Settings that are left out take their defaults. */
export const createSessionSchema = z
  .strictObject({
    title: line(60).default(DEFAULT_SETTINGS.title),
    question: line(120, 0).default(DEFAULT_SETTINGS.question),
    criterion: z.enum(CRITERIA).default(DEFAULT_SETTINGS.criterion),
    mode: z.enum(MODE_NAMES).default(DEFAULT_SETTINGS.mode),
    lessonStop: z.number().int().min(0).max(LESSON_STOPS.length).default(DEFAULT_SETTINGS.lessonStop),
    teams: z.literal(TEAM_COUNTS).default(DEFAULT_SETTINGS.teams),
    packId: z.uuid().nullable().default(DEFAULT_SETTINGS.packId),
    rounds: z.number().int().min(1).max(100).default(DEFAULT_SETTINGS.rounds),
    writingMs: milliseconds(500, 600_000).default(DEFAULT_SETTINGS.writingMs),
    rapidMs: milliseconds(500, 300_000).default(DEFAULT_SETTINGS.rapidMs),
    showdownMs: milliseconds(500, 300_000).default(DEFAULT_SETTINGS.showdownMs),
    revealMs: milliseconds(100, 120_000).default(DEFAULT_SETTINGS.revealMs),
    intermissionMs: milliseconds(100, 300_000).default(DEFAULT_SETTINGS.intermissionMs),
    maxPlayers: z.number().int().min(1).max(MOST_PLACES).default(DEFAULT_SETTINGS.maxPlayers),
  })
  .refine(({ criterion, question }) => criterion !== "own" || question !== "", {
    path: ["question"],
    message: "The criterion own needs a question.",
  }) satisfies z.ZodType<SessionSettings>;

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

/** `GET /api/addresses`: IPv4 addresses of the server in its network. */
export interface Addresses {
  readonly addresses: readonly string[];
}

/** Body of every HTTP answer that is not a success. */
export interface HttpError {
  readonly error: string;
  readonly message: string;
}
