/** The real projector without a server: a test hands it one view after another. */

import "../../../client/styles/base.css";
import { projectorFrame } from "../../../client/board/projector-frame.ts";
import { openSoundGate } from "../../../client/board/projector-sound.ts";
import { notice } from "../../../client/ui/notice.ts";
import type { RoomView } from "../../../shared/round/view.ts";

declare global {
  interface Window {
    /** Draws a view; `banner`: what holds the game up. */
    showView(view: string, banner: string): void;
  }
}

if (new URLSearchParams(location.search).has("gate")) openSoundGate("WWMWW");
const frame = projectorFrame("WWMWW");
const notices = notice();
document.getElementById("app")!.replaceChildren(frame.top, frame.main);
window.showView = (json, banner) => {
  const plain = JSON.parse(json);
  notices.banner(banner);
  frame.draw({ ...plain, players: new Map(plain.players) } as RoomView);
};
