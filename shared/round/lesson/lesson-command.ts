import type { TasteBoard } from "../../protocol/lesson.ts";
import type { LessonAnswer, LessonExhibit } from "./lesson-state.ts";
import type { LessonPlaceName } from "./stops.ts";

/** What a host does that leads somewhere. `next` first ends what players put in; `again` begins the stop anew; `game` leaves for a game. */
export const LESSON_WAYS = ["next", "back", "again", "game", "return"] as const;

/** What a host does in a lesson. */
export type LessonAct =
  | { readonly act: (typeof LESSON_WAYS)[number] }
  | { readonly act: "goTo"; readonly place: LessonPlaceName }
  | { readonly act: "hide"; readonly playerId: string; readonly hidden: boolean };

/** What happens to a lesson. */
export type LessonCommand =
  | { readonly type: "lesson"; readonly act: LessonAct }
  | { readonly type: "answer"; readonly playerId: string; readonly key: string; readonly answer: LessonAnswer }
  | { readonly type: "exhibit"; readonly exhibit: LessonExhibit }
  | { readonly type: "bets"; readonly taste: TasteBoard };
