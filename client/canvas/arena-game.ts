import * as Phaser from "phaser";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import { PODIUM_MS } from "../ui/round/reveal-stages.ts";
import type { ArenaPicture } from "./arena-picture.ts";
import { ArtTextures } from "./art/art-textures.ts";
import type { ArenaScene, Band, Looks, Stage } from "./scenes/arena-scene.ts";
import { CrowdScene } from "./scenes/crowd-scene.ts";
import { DuelScene } from "./scenes/duel-scene.ts";
import { MindScene } from "./scenes/mind-scene.ts";
import { PodiumScene } from "./scenes/podium-scene.ts";
import { PourScene } from "./scenes/pour-scene.ts";
import { RevealScene } from "./scenes/reveal-scene.ts";

export interface ArenaGame {
  show(picture: ArenaPicture): void;
  stage(place: Stage): void;
  thumb(verdict: Verdict): void;
  /** Call this when the viewer's settings have changed. */
  redraw(): void;
}

declare global {
  interface Window {
    /** The game, for browser tests, on pages opened with `?e2e`. */
    thumbwarGame?: Phaser.Game;
  }
}

/** Things leap and fly this far above and below the stage, CSS pixels. */
const MARGIN = 70;
/** Frames that a calm arena draws after a change until it sleeps: a scene needs two to begin. */
const AWAKE_FRAMES = 6;

/**
 * The figures of the arena, on a transparent canvas over the backdrop. The canvas is only as high as what moves. Resolves when the
 * first picture can be shown.
 */
export async function openArenaGame(parent: HTMLElement, looks: Looks): Promise<ArenaGame> {
  const { density } = looks;
  let place: Stage = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  let band: Band = { top: 0, height: innerHeight };
  const game = new Phaser.Game({
    type: quickestRenderer(),
    parent,
    transparent: true,
    banner: false,
    audio: { noAudio: true },
    scale: {
      mode: Phaser.Scale.NONE,
      width: innerWidth * density,
      height: band.height * density,
      zoom: 1 / density,
    },
    input: { mouse: false, touch: false, keyboard: false },
  });
  await new Promise<void>((resolve) => game.events.once(Phaser.Core.Events.READY, () => resolve()));
  if (new URLSearchParams(location.search).has("e2e")) window.thumbwarGame = game;
  const wake = sleepWhenCalm(game, looks);

  await document.fonts.load('600 20px "Fredoka Variable"').catch(() => []);
  const art = new ArtTextures(game.textures);
  await art.loadFixed();
  const duel = new DuelScene("duel", looks);
  const scenes: { readonly [K in ArenaPicture["kind"]]: ArenaScene<Extract<ArenaPicture, { kind: K }>> } = {
    crowd: new CrowdScene("crowd", looks),
    duel,
    reveal: new RevealScene("reveal", looks),
    pour: new PourScene("pour", looks),
    mind: new MindScene("mind", looks),
    podium: new PodiumScene("podium", looks),
  };
  for (const [key, scene] of Object.entries(scenes)) game.scene.add(key, scene, false);

  let active: ArenaPicture["kind"] | null = null;
  let latest: ArenaPicture | null = null;
  let placed = "";

  async function show<K extends ArenaPicture["kind"]>(picture: Extract<ArenaPicture, { kind: K }>): Promise<void> {
    latest = picture;
    await loadFor(picture, art);
    if (latest !== picture) return;
    const kind: K = picture.kind as K;
    wake();
    if (active !== kind) {
      if (active !== null) game.scene.stop(active);
      active = kind;
      arrange();
      scenes[kind].show(picture);
      game.scene.start(kind);
      for (const ms of momentsOf(picture)) setTimeout(wake, ms);
      return;
    }
    scenes[kind].show(picture);
  }

  function arrange(): void {
    const next = bandOf(place, active);
    const now = JSON.stringify([place, next, innerWidth]);
    if (now === placed) return;
    placed = now;
    band = next;
    game.canvas.style.top = `${band.top}px`;
    game.scale.resize(innerWidth * density, band.height * density);
    for (const scene of Object.values(scenes)) scene.stage(place, band);
    wake();
  }

  return {
    show: (picture) => void show(picture),
    stage(next) {
      place = next;
      arrange();
    },
    redraw() {
      for (const scene of Object.values(scenes)) scene.redraw();
      wake();
    },
    thumb: (verdict) => {
      if (active === "duel") duel.thumb(verdict);
    },
  };
}

/** Stops drawing while a calm arena stands still. Returns what to call after a change. */
function sleepWhenCalm(game: Phaser.Game, looks: Looks): () => void {
  let left = AWAKE_FRAMES;
  game.events.on(Phaser.Core.Events.POST_RENDER, () => {
    left -= 1;
    if (left <= 0 && looks.calm) game.loop.sleep();
  });
  return () => {
    left = AWAKE_FRAMES;
    game.loop.wake(true);
  };
}

/** When a calm arena has to wake, since the picture changes without a new view: milliseconds. */
function momentsOf(picture: ArenaPicture): readonly number[] {
  if (picture.kind === "reveal") return [picture.splitMs, picture.masksMs];
  return picture.kind === "podium" && !picture.late ? [PODIUM_MS.third, PODIUM_MS.second, PODIUM_MS.first] : [];
}

/** Confetti falls through the whole window; everything else stays near its stage. */
function bandOf({ y, height }: Stage, kind: ArenaPicture["kind"] | null): Band {
  if (kind === "podium" || kind === null) return { top: 0, height: innerHeight };
  const top = Math.max(0, Math.floor(y - MARGIN));
  return { top, height: Math.ceil(y + height + MARGIN) - top };
}

async function loadFor(picture: ArenaPicture, art: ArtTextures): Promise<void> {
  switch (picture.kind) {
    case "crowd":
    case "pour":
    case "duel":
      return art.avatars(picture.crowd.map((member) => member.avatar));
    case "reveal":
      await art.avatars(picture.crowd.map((member) => member.avatar));
      return art.figures([picture.versionA, picture.versionB]);
    case "mind":
      return art.figures([picture.version]);
    case "podium":
      return art.avatars(picture.top.map((winner) => winner.avatar));
  }
}

/** Drivers that draw on the processor, as they call themselves. */
const SOFTWARE = /SwiftShader|llvmpipe|softpipe|Software|Basic Render/i;

/**
 * WebGL where a graphics card draws. Without one (or with a blocked driver) WebGL is emulated and every frame is copied
 * back; the browser's own canvas then moves the same few dozen images at a fraction of the cost.
 */
function quickestRenderer(): number {
  const probe = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (probe === null) return Phaser.CANVAS;
  const names = probe.getExtension("WEBGL_debug_renderer_info");
  const name = String(probe.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? probe.RENDERER));
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE.test(name) ? Phaser.CANVAS : Phaser.WEBGL;
}
