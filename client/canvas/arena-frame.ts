import type { Verdict } from "../../shared/round/votes/verdict.ts";
import { isCalm, onSettingsChange } from "../settings/viewer-settings.ts";
import type { ArenaGame } from "./arena-game.ts";
import type { ArenaPicture } from "./arena-picture.ts";
import { Backdrop } from "./scenes/backdrop.ts";

/**
 * The arena behind a page. Phaser is fetched when this is made. Until then the page works with the backdrop alone, and so it
 * does where a browser has neither WebGL nor a canvas.
 */
export interface ArenaFrame {
  show(picture: ArenaPicture): void;
  /** The element whose place on the page the figures take. */
  stage(element: HTMLElement): void;
  thumb(verdict: Verdict): void;
}

/** A stage smaller than this, in CSS pixels, holds no figures. */
const LEAST_ROOM = 24;

const LOOKS = {
  get calm() {
    return isCalm();
  },
  /** On the projector, text in the arena is read from ten metres too. */
  get leastText() {
    return document.body.dataset.page === "projector"
      ? Number.parseFloat(getComputedStyle(document.body).fontSize)
      : 12;
  },
  density: Math.min(2, devicePixelRatio || 1),
};

export function arenaFrame(parent: HTMLElement): ArenaFrame {
  const backdrop = new Backdrop(parent, LOOKS.density);
  let game: ArenaGame | null = null;
  let picture: ArenaPicture | null = null;
  let stage: HTMLElement | null = null;

  const place = (): void => {
    if (stage === null || !stage.isConnected) return;
    const { x, y, width, height } = stage.getBoundingClientRect();
    const isRoom = Math.min(width, height) >= LEAST_ROOM;
    parent.dataset.room = isRoom ? "some" : "none";
    if (!isRoom) return;
    const onPage = { x: x + scrollX, y: y + scrollY, width, height };
    backdrop.stage(onPage);
    game?.stage(onPage);
  };
  const watcher = new ResizeObserver(place);
  addEventListener("resize", place);
  onSettingsChange(() => game?.redraw());

  void import("./arena-game.ts")
    .then(({ openArenaGame }) => openArenaGame(parent, LOOKS))
    .then((opened) => {
      game = opened;
      place();
      if (picture !== null) game.show(picture);
    })
    .catch((error: unknown) => console.warn("The arena can't be drawn; playing without it.", error));

  return {
    show(next) {
      picture = next;
      place();
      backdrop.show(next);
      game?.show(next);
    },
    stage(next) {
      stage = next;
      watcher.disconnect();
      watcher.observe(next);
      watcher.observe(document.body);
      if (next.parentElement !== null) for (const sibling of next.parentElement.children) watcher.observe(sibling);
      place();
    },
    thumb: (verdict) => game?.thumb(verdict),
  };
}
