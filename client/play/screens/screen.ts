import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { PairView, RoomView } from "../../../shared/round/view.ts";
import type { Verdict } from "../../../shared/round/votes/verdict.ts";
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
  /** A verdict that the server has taken, for the player's own summary. */
  judged(pair: PairView, verdict: Verdict): void;
  story(): OwnStory;
  /** What players can do about their own seat. */
  ownSeat(game: { readonly over: boolean }): HTMLElement;
  say(text: string): void;
  /** A thumb flies across the arena. */
  thumb(verdict: Verdict): void;
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
  close(): void;
}
