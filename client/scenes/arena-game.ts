import * as Phaser from "phaser";
import type { Verdict } from "../../shared/round/verdict.ts";
import type { ArenaPicture } from "../presenters/arena-picture.ts";
import type { ArenaScene, Looks, Stage } from "./arena-scene.ts";
import { ArtTextures } from "./art-textures.ts";
import { BackdropScene } from "./backdrop-scene.ts";
import { CrowdScene } from "./crowd-scene.ts";
import { DuelScene } from "./duel-scene.ts";
import { MindScene } from "./mind-scene.ts";
import { PodiumScene } from "./podium-scene.ts";
import { RevealScene } from "./reveal-scene.ts";

export interface ArenaGame {
  show(picture: ArenaPicture): void;
  stage(place: Stage): void;
  thumb(verdict: Verdict): void;
  /** After a change of the viewer's wishes. */
  redraw(): void;
}

declare global {
  interface Window {
    /** The game, for browser tests, on pages opened with `?e2e`. */
    thumbwarGame?: Phaser.Game;
  }
}

/** A canvas as large as the window; figures are drawn where the page puts its stage. Resolves when the first picture can be shown. */
export async function openArenaGame(parent: HTMLElement, looks: Looks): Promise<ArenaGame> {
  const { density } = looks;
  const game = new Phaser.Game({
    type: Phaser.AUTO,
    parent,
    backgroundColor: "#fdeccb",
    banner: false,
    audio: { noAudio: true },
    scale: {
      mode: Phaser.Scale.NONE,
      width: innerWidth * density,
      height: innerHeight * density,
      zoom: 1 / density,
    },
    input: { mouse: false, touch: false, keyboard: false },
    fps: { limit: limitOf(looks) },
  });
  await new Promise<void>((resolve) => game.events.once(Phaser.Core.Events.READY, () => resolve()));
  addEventListener("resize", () => game.scale.resize(innerWidth * density, innerHeight * density));
  if (new URLSearchParams(location.search).has("e2e")) window.thumbwarGame = game;

  await document.fonts.load('600 20px "Fredoka Variable"').catch(() => []);
  const art = new ArtTextures(game.textures);
  await art.loadFixed();
  const backdrop = new BackdropScene("backdrop", looks);
  const duel = new DuelScene("duel", looks);
  const scenes: { readonly [K in ArenaPicture["kind"]]: ArenaScene<Extract<ArenaPicture, { kind: K }>> } = {
    crowd: new CrowdScene("crowd", looks),
    duel,
    reveal: new RevealScene("reveal", looks),
    mind: new MindScene("mind", looks),
    podium: new PodiumScene("podium", looks),
  };
  game.scene.add("backdrop", backdrop, true);
  for (const [key, scene] of Object.entries(scenes)) game.scene.add(key, scene, false);

  let active: ArenaPicture["kind"] | null = null;
  let latest: ArenaPicture | null = null;
  let placed = "";

  async function show<K extends ArenaPicture["kind"]>(picture: Extract<ArenaPicture, { kind: K }>): Promise<void> {
    latest = picture;
    await loadFor(picture, art);
    if (latest !== picture) return;
    const kind: K = picture.kind as K;
    if (active !== kind) {
      if (active !== null) game.scene.stop(active);
      active = kind;
      backdrop.show(picture);
      scenes[kind].show(picture);
      game.scene.start(kind);
      return;
    }
    scenes[kind].show(picture);
  }

  return {
    show: (picture) => void show(picture),
    stage(place) {
      const now = `${place.x}/${place.y}/${place.width}/${place.height}/${innerWidth}/${innerHeight}`;
      if (now === placed) return;
      placed = now;
      for (const scene of [backdrop, ...Object.values(scenes)]) scene.stage(place);
    },
    redraw() {
      for (const scene of [backdrop, ...Object.values(scenes)]) scene.redraw();
    },
    thumb: (verdict) => {
      if (active === "duel") duel.thumb(verdict);
    },
  };
}

/** Frames a second; a calm arena hardly moves. */
const limitOf = ({ calm }: Looks): number => (calm ? 8 : 60);

async function loadFor(picture: ArenaPicture, art: ArtTextures): Promise<void> {
  switch (picture.kind) {
    case "crowd":
    case "duel":
      return art.avatars(picture.crowd.map((member) => member.avatar));
    case "reveal":
      await art.avatars(picture.crowd.map((member) => member.avatar));
      return art.contestants([picture.versionA, picture.versionB]);
    case "mind":
      return art.contestants([picture.version]);
    case "podium":
      return art.avatars(picture.top.map((winner) => winner.avatar));
  }
}
