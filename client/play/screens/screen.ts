import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { PairView } from "../../../shared/round/pair-view.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import type { Verdict, VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import type { ArenaLink } from "../../net/arena-link.ts";
import type { OwnStory } from "../story/own-story.ts";

/** What the screens of the play page share. */
export interface PlayContext {
  readonly link: Pick<ArenaLink, "request">;
  myId(): string | null;
  /** What a returning player had already put in for the phase under way, or that one of the showdown's answers is theirs. */
  ownBallot(): ServerMessages["welcome"]["own"];
  /** The points message of a round, once it came. */
  pointsOf(round: number): ServerMessages["points"] | null;
  /** The policy version when the current round's learning break began. */
  versionBefore(): number;
  /** A verdict that counts, for the player's own summary. */
  judged(pair: PairView, verdict: Verdict): void;
  /** Whether the page was opened in the middle of this phase: then it shows at once what the others have seen in stages. */
  late(): boolean;
  story(): OwnStory;
  /** What players can do about their own seat. */
  ownSeat(game: { readonly over: boolean }): HTMLElement;
  say(text: string): void;
  /** A thumb flies across the arena. */
  thumb(choice: VerdictChoice): void;
  /** Something that the canvas shows has changed without a new view. */
  redraw(): void;
}

/** One part of the round on the page. Made when its phase begins, closed when the next one does. */
export interface Screen {
  readonly root: HTMLElement;
  /** Where the canvas may draw its figures. */
  readonly stage: HTMLElement;
  update(view: RoomView): void;
  pairId(): string | null;
  /** What a screen reader is told when the screen appears; without it, the phase's name. */
  spoken?(): string;
  close(): void;
}
