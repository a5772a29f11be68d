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
}

/** The lesson of a session from its start, or from where a process that died left it. */
export async function openLesson(lessonCourse: LessonCourse, sessionId: string): Promise<LessonState> {
  const { seed, place, answers } = await lessonCourse.open(sessionId, LESSON_START);
  let lesson = newLesson(seed, place);
  for (const { key, playerId, answer } of answers) lesson = withAnswer(lesson, key, playerId, answer);
  const hidden = answers.flatMap((one) => (one.hidden ? [textKey(one.key, one.playerId)] : []));
  return { ...lesson, hidden: new Set(hidden) };
}

interface Ground {
  readonly services: LessonServices;
  readonly session: Pick<SessionRecord, "id" | "arenaId" | "code">;
  /** Lets something happen to the game's lesson. */
  readonly apply: (command: LessonCommand) => void;
  /** Repeats work until it succeeds. */
  readonly persistently: (what: string, work: () => Promise<unknown>) => Promise<unknown>;
  /** The lesson that the game holds. */
  readonly present: () => LessonState;
  readonly onError: (error: unknown) => void;
}

/** What a lesson's game does outside of itself: stores where it is, asks the trainer for what it shows, and takes that up. */
export class LiveLesson {
  readonly #ground: Ground;
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

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#kept = ground.present();
    this.#runsBefore = this.#kept.runs;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
    this.#listening = ground.services.bus.listen(
      (event) => this.#told(event),
      () => this.look(),
    );
    this.#listening.catch(ground.onError);
    this.#askFor(this.#kept);
  }

  /** The game has changed. */
  changed(): void {
    const lesson = this.#ground.present();
    if (lesson === this.#kept) return;
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
    await this.#ground.services.lessonCourse.hide(this.#ground.session.id, playerId, hidden);
  }

  /** Reads what the trainer has made and what it bet, and tells the game where that is new. */
  look(): void {
    if (this.#isOver) return;
    if (this.#looking !== null) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#read()
      .catch(this.#ground.onError)
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
    const { id, arenaId } = this.#ground.session;
    if (event.type === "exhibit_changed" && (event.sessionId === id || event.arenaId === arenaId)) this.look();
    if (event.type === "round_closed") this.look();
  }

  async #read(): Promise<void> {
    const { services, session, apply, present } = this.#ground;
    const [records, bets] = await Promise.all([services.lesson.of(session.id), services.lesson.bets(session.id)]);
    if (this.#isOver) return;
    for (const record of records) {
      const exhibit = exhibitOfRecord(record);
      if (!isDeepStrictEqual(present().exhibits[exhibit.exhibit], exhibit)) apply({ type: "exhibit", exhibit });
    }
    const taste = tasteBoard(bets, NEWEST_BETS);
    if (bets.length > 0 && !isDeepStrictEqual(present().taste, taste)) apply({ type: "bets", taste });
  }

  #store(lesson: LessonState): void {
    const { services, session, persistently } = this.#ground;
    const keep = () => services.lessonCourse.keep(session.id, placeOf(lesson));
    this.#queue = this.#queue.then(() => persistently("keepLesson", keep)).catch(this.#ground.onError);
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
    const { services, session, persistently } = this.#ground;
    const { id: sessionId, arenaId } = session;
    const ask = () => services.lesson.ask({ arenaId, sessionId, exhibit, parameters, afresh });
    this.#queue = this.#queue
      .then(() => persistently("askExhibit", ask))
      .then(() => this.look())
      .catch(this.#ground.onError);
  }
}

const exhibitOfRecord = ({ id: _, ...exhibit }: ExhibitRecord): LessonExhibit => exhibit;
