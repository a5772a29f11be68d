import type * as Phaser from "phaser";
import type { ArenaPicture } from "../presenters/arena-picture.ts";
import { arenaShape } from "../presenters/arena-shape.ts";
import { colourNumber } from "../presenters/palette.ts";
import { ArenaScene, type Stage } from "./arena-scene.ts";
import { type Mood, paintArena } from "./paint-arena.ts";

const RAYS = 14;
const TURN_PER_SECOND = 0.03;
const TEXTURE = "arena-walls";
const SKY = {
  day: { top: "#fff6df", bottom: "#ffd98f", rays: "#ffe9b0" },
  night: { top: "#170b38", bottom: "#4d2da0", rays: "#5e3cb5" },
} as const;

/** The arena itself: sky, slow rays of light, stands, wall and floor. Night falls while the machine learns. */
export class BackdropScene extends ArenaScene {
  private rays: Phaser.GameObjects.Graphics | null = null;
  private dirty = true;

  override show(picture: ArenaPicture): void {
    const before = this.mood();
    this.picture = picture;
    if (before !== this.mood()) this.dirty = true;
  }

  override stage(place: Stage): void {
    this.place = place;
    this.dirty = true;
  }

  override redraw(): void {
    this.dirty = true;
  }

  protected draw(): void {
    this.dirty = false;
    this.children.removeAll(true);
    const mood = this.mood();
    const sky = SKY[mood];
    const [top, bottom] = [colourNumber(sky.top), colourNumber(sky.bottom)];
    if (this.plain) {
      this.add.rectangle(0, 0, innerWidth, innerHeight, mood === "night" ? 0 : 0xffffff).setOrigin(0, 0);
      return;
    }
    this.add.graphics().fillGradientStyle(top, top, bottom, bottom, 1).fillRect(0, 0, innerWidth, innerHeight);
    this.drawRays(colourNumber(sky.rays));
    this.drawWalls(mood);
  }

  private mood(): Mood {
    return this.picture?.kind === "mind" ? "night" : "day";
  }

  private drawRays(colour: number): void {
    const { x, y, width, height } = this.place;
    const reach = Math.hypot(innerWidth, innerHeight);
    const rotation = this.rays?.rotation ?? 0;
    this.rays = this.add.graphics().setPosition(x + width / 2, y + height * 0.5);
    this.rays.rotation = rotation;
    this.rays.fillStyle(colour, 0.6);
    for (let i = 0; i < RAYS; i++) {
      const angle = (i / RAYS) * Math.PI * 2;
      const half = Math.PI / RAYS / 2;
      this.rays.fillTriangle(
        ...([0, 0, Math.cos(angle - half) * reach, Math.sin(angle - half) * reach] as const),
        ...([Math.cos(angle + half) * reach, Math.sin(angle + half) * reach] as const),
      );
    }
  }

  private drawWalls(mood: Mood): void {
    const old = this.textures.exists(TEXTURE) ? this.textures.get(TEXTURE) : null;
    if (old !== null) this.textures.remove(old);
    const texture = this.textures.createCanvas(
      TEXTURE,
      Math.ceil(innerWidth * this.sharp),
      Math.ceil(innerHeight * this.sharp),
    );
    if (texture === null) return;
    texture.context.scale(this.sharp, this.sharp);
    paintArena(texture.context, arenaShape(this.place), mood);
    texture.refresh();
    this.add
      .image(0, 0, TEXTURE)
      .setOrigin(0, 0)
      .setScale(1 / this.sharp)
      .setName("walls");
  }

  override update(_time: number, deltaMs: number): void {
    if (this.dirty) this.draw();
    if (!this.calm && this.rays?.active) this.rays.rotation += (deltaMs / 1000) * TURN_PER_SECOND;
  }
}
