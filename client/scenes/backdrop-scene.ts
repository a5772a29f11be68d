import type * as Phaser from "phaser";
import { colourNumber, PALETTE } from "../presenters/palette.ts";
import { ArenaScene, type Stage } from "./arena-scene.ts";

const RAYS = 14;
/** Segments of an ellipse. */
const SMOOTH = 128;
const TURN_PER_SECOND = 0.03;

/** The arena itself: slow rays of light behind the stage and a floor to stand on. Violet while the machine learns. */
export class BackdropScene extends ArenaScene {
  private rays: Phaser.GameObjects.Graphics | null = null;
  private floor: Phaser.GameObjects.Graphics | null = null;

  protected draw(): void {
    this.rays ??= this.add.graphics();
    this.floor ??= this.add.graphics();
    const mind = this.picture?.kind === "mind";
    const { x, y, width, height } = this.place;
    this.rays.clear().setPosition(x + width / 2, y + height * 0.55);
    this.rays.fillStyle(colourNumber(mind ? PALETTE.mindSoft : "#ffdf94"), mind ? 0.5 : 0.55);
    const reach = Math.hypot(innerWidth, innerHeight);
    for (let i = 0; i < RAYS; i++) {
      const angle = (i / RAYS) * Math.PI * 2;
      const half = Math.PI / RAYS / 2;
      this.rays.fillTriangle(
        ...([0, 0, Math.cos(angle - half) * reach, Math.sin(angle - half) * reach] as const),
        ...([Math.cos(angle + half) * reach, Math.sin(angle + half) * reach] as const),
      );
    }
    this.drawFloor(this.place, mind);
  }

  private drawFloor({ x, y, width, height }: Stage, mind: boolean): void {
    const [cx, cy] = [x + width / 2, y + height * 0.9];
    const [w, h] = [Math.min(width * 1.02, 1750), Math.max(24, Math.min(height * 0.3, 150))];
    this.floor?.clear();
    this.floor?.fillStyle(colourNumber(PALETTE.ink), 0.16).fillEllipse(cx, cy + 8, w, h, SMOOTH);
    this.floor?.fillStyle(colourNumber(mind ? "#c3a8ff" : PALETTE.sun), 1).fillEllipse(cx, cy, w, h, SMOOTH);
    this.floor?.lineStyle(3, colourNumber(PALETTE.ink), 1).strokeEllipse(cx, cy, w, h, SMOOTH);
    this.floor?.fillStyle(colourNumber(PALETTE.white), 0.4).fillEllipse(cx, cy - h * 0.04, w * 0.84, h * 0.7, SMOOTH);
  }

  override update(_time: number, deltaMs: number): void {
    if (!this.calm && this.rays !== null) this.rays.rotation += (deltaMs / 1000) * TURN_PER_SECOND;
  }
}
