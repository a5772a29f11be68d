import type { Bus, MonotonicClock } from "../../ports/arena.ts";
import type { Finales } from "../../ports/finale.ts";
import type { Hosting, Remotes, Seats } from "../../ports/hosting.ts";
import type { LessonExhibits } from "../../ports/lesson.ts";
import type { LessonCourse } from "../../ports/lesson-course.ts";
import type { ProcessMetrics } from "../../ports/metrics.ts";
import type { Policies } from "../../ports/models.ts";
import type { Pool, Showcase } from "../../ports/pool.ts";
import type { Entries, PastRounds, Predictions, Reports, Rounds, Votes } from "../../ports/rounds.ts";
import type { Players, PromptPacks, Sessions } from "../../ports/sessions.ts";
import type { LearningMonitors } from "../learning-monitor.ts";
import type { Broadcast } from "./audience.ts";
import type { RoomDrain } from "./room-drain.ts";
import type { RoomLease, RoomLeases } from "./room-leases.ts";

/** What the rooms of a process share; the composition root hands it to each. */
export interface RoomServices {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly policies: Pick<Policies, "newest" | "list">;
  readonly showcase: Pick<Showcase, "of">;
  readonly seats: Pick<Seats, "withdraw">;
  readonly hosting: Pick<Hosting, "door" | "lock" | "renewPass" | "setPace" | "rematch">;
  readonly remotes: Remotes;
  readonly pool: Pick<Pool, "dealToPlayer" | "dealRepeat" | "heldBy" | "dealShowdown" | "dealPodium">;
  readonly entries: Entries;
  readonly leases: Pick<RoomLeases, "take">;
  readonly drain: RoomDrain;
  readonly finales: Pick<Finales, "standing" | "deal" | "lock" | "read">;
  readonly promptPacks: Pick<PromptPacks, "byId">;
  readonly rounds: Pick<Rounds, "open" | "keepBeat" | "close">;
  readonly pastRounds: PastRounds;
  /** Stores all of the votes or none, and resolves after their commit. */
  readonly castVotes: Votes["cast"];
  readonly predictions: Predictions;
  readonly reports: Reports;
  readonly lesson: Pick<LessonExhibits, "ask" | "of" | "bets">;
  readonly lessonCourse: LessonCourse;
  readonly bus: Pick<Bus, "listen">;
  readonly learning: LearningMonitors;
  readonly broadcast: Broadcast;
  readonly log: RoomLog;
  readonly metrics: Pick<ProcessMetrics, "count" | "observe">;
  /** The installation's: the key for what must mean nothing outside it. */
  readonly secret: string;
  /** The hash that stands for the network of an IP address. */
  readonly addressOf: (ip: string | undefined) => string;
  /** 0-1. */
  readonly random: () => number;
  /** The clock that beats are measured by. */
  readonly now: MonotonicClock;
}

export interface RoomLog {
  info(context: object, message: string): void;
  error(context: object, message: string): void;
}

/** The services for one room: what it decides about rounds, scores and the end of its session is stored while it holds the session, or not at all. */
export function heldServices(services: RoomServices, lease: RoomLease): RoomServices {
  const { rounds, sessions, finales } = services;
  return {
    ...services,
    rounds: {
      open: (round) => rounds.open(round, lease),
      keepBeat: (beat) => rounds.keepBeat(beat, lease),
      close: (roundId, points) => rounds.close(roundId, points, lease),
    },
    sessions: { ...sessions, finish: (sessionId) => sessions.finish(sessionId, lease) },
    finales: { ...finales, deal: (deal) => finales.deal(deal, lease) },
  };
}
