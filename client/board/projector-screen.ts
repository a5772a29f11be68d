import type { RoomView } from "../../shared/protocol/views.ts";
import { element } from "../ui/element.ts";

/** One part of the round on the big screen. */
export interface ProjectorScreen {
  readonly root: HTMLElement;
  readonly stage: HTMLElement;
  update(view: RoomView): void;
}

export function stageOf(): HTMLElement {
  return element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
}
