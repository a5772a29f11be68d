import "../styles/modes.css";
import type { RoomView } from "../../shared/round/view.ts";
import { lessonBoard } from "../lesson/lesson-board.ts";
import { isLessonShown } from "../lesson/shown-lesson.ts";
import { titleCard } from "../ui/round/title-card.ts";
import { rankingScreen, showdownScreen, writingScreen } from "./screens/contest-screens.ts";
import { finalScreen } from "./screens/final-screen.ts";
import { finaleScreen, unmaskingScreen } from "./screens/finale-screens.ts";
import { intermissionScreen } from "./screens/intermission-screen.ts";
import { lobbyScreen } from "./screens/lobby-screen.ts";
import type { ProjectorMoment, ProjectorScreen } from "./screens/projector-screen.ts";
import { dealingScreen, rapidScreen } from "./screens/rapid-screen.ts";
import { podiumRevealScreen, revealScreen } from "./screens/reveal-screens.ts";

/**
 * The screen of the phase under way. Each is made when its phase begins, and is handed every view until the next one does.
 *
 * @param moment what it may know beside the view, such as whether the page was opened in the middle
 */
export function projectorScreen(view: RoomView, moment: ProjectorMoment): ProjectorScreen {
  if (isLessonShown(view)) return lessonBoard(view);
  switch (view.phase) {
    case "lobby":
      return lobbyScreen(view);
    case "writing":
      return writingScreen(view);
    case "ranking":
      return rankingScreen(view);
    case "dealing":
      return dealingScreen();
    case "rapid":
      return rapidScreen(view);
    case "title":
      return titleCard(view);
    case "showdown":
      return showdownScreen(view);
    case "reveal":
      return view.podiumReveal === null ? revealScreen(moment) : podiumRevealScreen(moment);
    case "intermission":
      return intermissionScreen(view, moment);
    case "finale":
      return finaleScreen(view);
    case "unmasking":
      return unmaskingScreen();
    case "finished":
      return finalScreen(view, moment);
  }
}
