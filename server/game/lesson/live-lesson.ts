import { isDeepStrictEqual } from "node:util";
import type { LessonCommand } from "../../../shared/round/lesson/lesson-command.ts";
import {
  LESSON_START,
  type LessonExhibit,
  type LessonState,
  newLesson,
  placeOf,
  textKey,
  withAnswer,
} from "../../../shared/round/lesson/lesson-state.ts";
import { type WantedExhibit, wantedExhibits } from "../../../shared/round/lesson/lesson-wants.ts";
import type { GameState } from "../../../shared/round/state.ts";
import type { Bus, BusEvent } from "../../ports/arena.ts";
import type { ExhibitRecord } from "../../ports/lesson.ts";
import type { LessonCourse } from "../../ports/lesson-course.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { tasteBoard } from "../../stats/taste-bets.ts";
import type { RoomServices } from "../room/room-services.ts";

/** Bets that are shown one by one. */
const NEWEST_BETS = 6;
/** A lesson looks after its exhibits without being told, for what it was told while it was away. */
const LOOK_MS = 2_000;

export interface LessonServices {
  readonly lesson: Pick<RoomServices["lesson"], "ask" | "of" | "bets">;
  readonly lessonCourse: LessonCourse;
  readonly bus: Pick<Bus, "listen">;
  readonly log: Pick<RoomServices["log"], "error">;
}

/** The lesson of a session from its start, or from where a process that died left it. */
export async function openLesson(lessonCourse: LessonCourse, sessionId: string): Promise<LessonState> {
  const { seed, place, answers } = await lessonCourse.open(sessionId, LESSON_START);
  let lesson = newLesson(seed, place);
  for (const { key, playerId, answer } of answers) lesson = withAnswer(lesson, key, playerId, answer);
  const hidden = answers.flatMap((one) => (one.hidden ? [textKey(one.key, one.playerId)] : []));
  return { ...lesson, hidden: new Set(hidden) };
}

/** The game that a lesson belongs to. */
interface LessonGame {
  readonly services: LessonServices;
  readonly session: Pick<SessionRecord, "id" | "arenaId" | "code">;
  readonly state: Pick<GameState, "lesson">;
  apply(command: LessonCommand): unknown;
}

/** Repeats work until it succeeds. */
type Persistently = (what: string, work: () => Promise<unknown>) => Promise<unknown>;

/** What a lesson's game does outside of itself: stores where it is, asks the trainer for what it shows, and takes that up. */
export class LiveLesson {
  readonly #game: LessonGame;
  readonly #persistently: Persistently;
  /** Changes are stored and asked for one after another. */
  #queue: Promise<unknown> = Promise.resolve();
  #kept: LessonState;
  /** What was asked for, by name, parameters and run. */
  readonly #asked = new Set<string>();
  /** Runs that went on when this process came: what they asked for is there. */
  readonly #runsBefore: LessonState["runs"];
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  readonly #timer: NodeJS.Timeout;
  readonly #listening: Promise<() => Promise<void>>;
  #isOver = false;

  /** @param lesson as the game opens with it */
  constructor(game: LessonGame, lesson: LessonState, persistently: Persistently) {
    this.#game = game;
    this.#persistently = persistently;
    this.#kept = lesson;
    this.#runsBefore = lesson.runs;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
    this.#listening = game.services.bus.listen(
      (event) => this.#told(event),
      () => this.look(),
    );
    this.#listening.catch(this.#failed);
    this.#askFor(lesson);
  }

  /** The game has changed. */
  changed(): void {
    const { lesson } = this.#game.state;
    if (lesson === null || lesson === this.#kept) return;
    const before = this.#kept;
    this.#kept = lesson;
    if (!isDeepStrictEqual(placeOf(before), placeOf(lesson))) this.#store(lesson);
    this.#askFor(lesson);
  }

  /** Does one thing after another: what players put in, and where the lesson is, are stored in the order in which they happen. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  async hide(playerId: string, hidden: boolean): Promise<void> {
    await this.#game.services.lessonCourse.hide(this.#game.session.id, playerId, hidden);
  }

  /** Reads what the trainer has made and what it bet, and tells the game where that is new. */
  look(): void {
    if (this.#isOver) return;
    if (this.#looking !== null) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#read()
      .catch(this.#failed)
      .finally(() => {
        this.#looking = null;
        if (this.#lookAgain) {
          this.#lookAgain = false;
          this.look();
        }
      });
  }

  async close(): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#timer);
    const stopped = this.#listening.then((stop) => stop());
    await Promise.allSettled([this.#queue, this.#looking, stopped]);
  }

  /** An exhibit may have been made, or votes may have been counted. */
  #told(event: BusEvent): void {
    const { id, arenaId } = this.#game.session;
    if (event.type === "exhibit_changed" && (event.sessionId === id || event.arenaId === arenaId)) this.look();
    if (event.type === "round_closed") this.look();
  }

  async #read(): Promise<void> {
    const { services, session } = this.#game;
    const [records, bets] = await Promise.all([services.lesson.of(session.id), services.lesson.bets(session.id)]);
    if (this.#isOver) return;
    for (const record of records) {
      const exhibit = exhibitOfRecord(record);
      if (!isDeepStrictEqual(this.#game.state.lesson?.exhibits[exhibit.exhibit], exhibit))
        this.#game.apply({ type: "exhibit", exhibit });
    }
    const taste = tasteBoard(bets, NEWEST_BETS);
    if (bets.length > 0 && !isDeepStrictEqual(this.#game.state.lesson?.taste, taste))
      this.#game.apply({ type: "bets", taste });
  }

  readonly #failed = (error: unknown): void => {
    const { services, session } = this.#game;
    services.log.error({ err: error, session: session.code }, "The lesson could not go on");
  };

  #store(lesson: LessonState): void {
    const { services, session } = this.#game;
    const keep = () => services.lessonCourse.keep(session.id, placeOf(lesson));
    this.#queue = this.#queue.then(() => this.#persistently("keepLesson", keep)).catch(this.#failed);
  }

  #askFor(lesson: LessonState): void {
    for (const wanted of wantedExhibits(lesson)) {
      const name = JSON.stringify(wanted);
      if (this.#asked.has(name)) continue;
      this.#asked.add(name);
      this.#ask(wanted, wanted.run > 0 && !this.#wasThere(wanted));
    }
  }

  #wasThere({ run }: WantedExhibit): boolean {
    return run <= Math.max(...Object.values(this.#runsBefore));
  }

  #ask({ exhibit, parameters }: WantedExhibit, afresh: boolean): void {
    const { services, session } = this.#game;
    const { id: sessionId, arenaId } = session;
    const ask = () => services.lesson.ask({ arenaId, sessionId, exhibit, parameters, afresh });
    this.#queue = this.#queue
      .then(() => this.#persistently("askExhibit", ask))
      .then(() => this.look())
      .catch(this.#failed);
  }
}

const exhibitOfRecord = ({ id: _, ...exhibit }: ExhibitRecord): LessonExhibit => exhibit;
