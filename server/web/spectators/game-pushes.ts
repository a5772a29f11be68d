import { type GameFrame, gameFrame, later } from "../../../shared/protocol/watch/game-frame.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import type { MonotonicClock } from "../../ports/arena.ts";

/** On average a game's viewers are sent one frame in this time at most. */
export const PUSH_MS = 1_000;
/** What is saved up while nothing happens: new scenes may come one right after another, as when a round is dealt. */
const SAVED_MS = 3 * PUSH_MS;
/** Within a scene a frame leaves this for the scene that may come. */
const RESERVE_MS = PUSH_MS;
/** A game that shows nothing new for so long is forgotten, and then sent again when its room is asked: a frame may have been lost. */
const FORGOTTEN_MS = 5_000;
/** Frames whose clocks end at about the same moment tell the same. */
const SAME_CLOCK_MS = 300;

/** What the viewers of one game were sent, and are to be sent. */
interface Pushed {
  waiting: { readonly view: RoomView; readonly at: number } | null;
  /** The last frame without its clock, when that clock ends, and its scene. */
  told: string;
  endsAt: number;
  scene: string;
  /** Milliseconds that were saved up for frames, as of `at`. */
  credit: number;
  at: number;
  timer: NodeJS.Timeout | undefined;
}

export interface GamePushes {
  show(view: RoomView): void;
  stop(): void;
}

/**
 * Sends each game's newest view as a frame, one a second on average at most. What happens within a scene waits for its second. A new scene
 * goes out at once, on what was saved up; what comes after it waits the longer.
 *
 * @param send called with a game's code
 */
export function gamePushes(send: (code: string, frame: GameFrame) => void, now: MonotonicClock): GamePushes {
  const games = new Map<string, Pushed>();

  function look(code: string, game: Pushed): void {
    clearTimeout(game.timer);
    game.credit = Math.min(SAVED_MS, game.credit + now() - game.at);
    game.at = now();
    if (game.waiting === null) {
      game.timer = setTimeout(() => games.delete(code), FORGOTTEN_MS).unref();
      return;
    }
    const price = PUSH_MS + (sceneOf(game.waiting.view) === game.scene ? RESERVE_MS : 0);
    if (game.credit < price) game.timer = setTimeout(() => look(code, game), Math.ceil(price - game.credit)).unref();
    else push(code, game, game.waiting);
  }

  function push(code: string, game: Pushed, { view, at }: NonNullable<Pushed["waiting"]>): void {
    const frame = later(gameFrame(view), now() - at);
    const told = JSON.stringify({ ...frame, remainingMs: 0 });
    const endsAt = frame.paused || frame.remainingMs < 0 ? -1 : now() + frame.remainingMs;
    game.waiting = null;
    if (told !== game.told || Math.abs(endsAt - game.endsAt) > SAME_CLOCK_MS) {
      game.credit -= PUSH_MS;
      Object.assign(game, { told, endsAt, scene: sceneOf(view) });
      send(code, frame);
    }
    look(code, game);
  }

  return {
    show(view) {
      const fresh = {
        waiting: null,
        told: "",
        endsAt: -1,
        scene: "",
        credit: SAVED_MS,
        at: now(),
        timer: undefined,
      };
      const game: Pushed = games.get(view.code) ?? fresh;
      games.set(view.code, game);
      game.waiting = { view, at: now() };
      look(view.code, game);
    },
    stop() {
      for (const { timer } of games.values()) clearTimeout(timer);
      games.clear();
    },
  };
}

/** What everybody looks at: another scene is shown at once. */
function sceneOf({ phase, round, paused, interrupted, finale, lesson, entries }: RoomView): string {
  const step = lesson === null ? [] : [lesson.place, lesson.key, lesson.closed, lesson.away, lesson.screen === ""];
  return JSON.stringify([phase, round, paused, interrupted, finale?.index, entries.length, step]);
}
