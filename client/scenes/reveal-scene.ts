import * as Phaser from "phaser";
import type { ArenaPicture } from "../presenters/arena-picture.ts";
import { colourNumber, PALETTE } from "../presenters/palette.ts";
import { ArenaScene } from "./arena-scene.ts";
import { contestantKey } from "./art-textures.ts";

type RevealPicture = Extract<ArenaPicture, { kind: "reveal" }>;
type Side = "a" | "b";
const FIGURE_HEIGHT = 400;
const FIGURE_WIDTH = 320;
const MOST_THUMBS = 24;
const GROW_MS = 1_400;

/** The masks fall: each contestant stands on a pillar that rises with its share while the thumbs fly in. */
export class RevealScene extends ArenaScene<RevealPicture> {
  private drawn = "";

  override show(picture: RevealPicture): void {
    const key = JSON.stringify([picture.round, picture.share, picture.versionA, picture.versionB]);
    this.picture = picture;
    if (key !== this.drawn && this.scene.isActive()) this.draw();
    this.drawn = key;
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    if (this.picture === null) return;
    const { share, versionA, versionB, thumbs } = this.picture;
    this.pillar("a", share, versionA, share > 0.505);
    this.pillar("b", 1 - share, versionB, share < 0.495);
    const total = Math.max(1, thumbs.a + thumbs.b + thumbs.down);
    const shown = (n: number) => Math.round((n / total) * Math.min(total, MOST_THUMBS));
    for (let i = 0; i < shown(thumbs.a); i++) this.thumb("a", "thumb-a", i);
    for (let i = 0; i < shown(thumbs.b); i++) this.thumb("b", "thumb-b", i);
    for (let i = 0; i < shown(thumbs.down); i++) this.thumb(i % 2 === 0 ? "a" : "b", "thumb-down", i);
  }

  private columnOf(side: Side): number {
    const spread = Math.min(0.24, 260 / this.place.width);
    return this.place.x + this.place.width * (0.5 + (side === "a" ? -spread : spread));
  }

  private pillar(side: Side, share: number, version: number, won: boolean): void {
    const { y, height, width } = this.place;
    const base = y + height * 0.93;
    const tall = height * (0.08 + 0.34 * share);
    const wide = Math.min(190, width * 0.34);
    const x = this.columnOf(side);
    const low = height * 0.08;
    const block = this.add
      .rectangle(x, base, wide, low, colourNumber(PALETTE[side]))
      .setOrigin(0.5, 1)
      .setStrokeStyle(3, colourNumber(PALETTE.ink))
      .setName(`pillar-${side}`);
    const figure = this.add
      .image(x, base - low, contestantKey(version))
      .setOrigin(0.5, 1)
      .setScale(Math.min(1, (height * 0.52) / FIGURE_HEIGHT, (width * 0.36) / FIGURE_WIDTH))
      .setName(`author-${side}`);
    const grow = (): void => void block.setSize(wide, base - figure.y).setOrigin(0.5, 1);
    this.tween({
      ...{ targets: figure, y: base - tall, duration: GROW_MS, ease: "Cubic.easeInOut" },
      ...{ onUpdate: grow, onComplete: grow },
    });
    if (!won || this.calm) return;
    const jump = {
      targets: figure,
      y: base - tall - height * 0.06,
      duration: 260,
      yoyo: true,
      repeat: 7,
      ease: "Quad.easeOut",
    };
    this.time.delayedCall(GROW_MS + 60, () => this.tweens.add(jump));
  }

  private thumb(side: Side, key: string, i: number): void {
    if (this.calm) return;
    const { x, y, width, height } = this.place;
    const size = Math.max(26, Math.min(56, height * 0.17));
    const from = x + width * Phaser.Math.FloatBetween(0.1, 0.9);
    const thumb = this.add.image(from, y + height + size, key).setDisplaySize(size, size);
    this.tweens.add({
      targets: thumb,
      x: this.columnOf(side) + Phaser.Math.FloatBetween(-0.1, 0.1) * width,
      y: y + height * Phaser.Math.FloatBetween(0.15, 0.6),
      angle: Phaser.Math.Between(-25, 25),
      alpha: { from: 1, to: 0 },
      delay: i * 60,
      duration: 900,
      ease: "Cubic.easeOut",
      onComplete: () => thumb.destroy(),
    });
  }
}
