import type { RoomView } from "../../../shared/round/view.ts";
import { element } from "../../ui/element.ts";

/** One part of the round on the big screen. Made when its phase begins. */
export interface ProjectorScreen {
  readonly root: HTMLElement;
  /** Where the canvas may draw its figures. */
  readonly stage: HTMLElement;
  update(view: RoomView): void;
  /** The next phase has begun. */
  close?(): void;
}

/** What a screen may know beside the view. */
export interface ProjectorMoment {
  /** The policy version when the round's learning break began. */
  readonly versionBefore: number;
  /** The view before this phase; null when the page was opened in the middle of it: then it shows how things end up. */
  readonly before: RoomView | null;
}

/** A place for figures between the words. */
export function stageOf(): HTMLElement {
  return element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
}
