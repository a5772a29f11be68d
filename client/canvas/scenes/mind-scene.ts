import * as Phaser from "phaser";
import type { ArenaPicture } from "../arena-picture.ts";
import { arenaShape } from "../arena-shape.ts";
import { figureKey } from "../art/art-textures.ts";
import { busyLayers } from "../mind-net.ts";
import { ArenaScene } from "./arena-scene.ts";
import { HEAD, type HeadPlace, MindHead } from "./mind-head.ts";

type MindPicture = Extract<ArenaPicture, { kind: "mind" }>;
const SPARK_MS = 70;
const VOTE_MS = 260;

/** The learning mind: votes fly in, thoughts light up layer by layer, and a new version walks on while the old one leaves. */
export class MindScene extends ArenaScene<MindPicture> {
  private drawn = "";
  private shownVersion = -1;
  private sparkIn = 0;
  private voteIn = 0;
  private head: MindHead | null = null;

  override show(picture: MindPicture): void {
    const key = `${picture.awake}/${picture.version}`;
    this.picture = picture;
    if (key !== this.drawn && this.scene.isActive()) this.draw();
    this.drawn = key;
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    if (this.picture === null) return;
    const lit = this.calm ? busyLayers(this.picture.state) : [];
    this.head = new MindHead(this, this.headAt(), this.picture.awake, lit);
    this.drawVersion(this.picture.version);
  }

  private floor(): number {
    const { floorY, radiusY } = arenaShape(this.place);
    return floorY + radiusY * 0.3;
  }

  private headAt(): HeadPlace {
    const { x, width, height } = this.place;
    return {
      x: x + width * 0.42,
      y: this.floor(),
      scale: Math.min(1.05, (height * 0.92) / HEAD, (width * 0.56) / HEAD),
    };
  }

  /** A new version walks on from behind the mind, and the one before it walks off. */
  private drawVersion(version: number): void {
    const { x, width, height } = this.place;
    const scale = Math.min(0.95, (height * 0.66) / 400, (width * 0.25) / 320);
    const place = x + width * 0.83;
    const figure = (of: number, at: number) =>
      this.add.image(at, this.floor(), figureKey(of)).setOrigin(0.5, 1).setScale(scale);
    const before = this.shownVersion;
    this.shownVersion = version;
    if (before < 0 || version <= before || this.calm) {
      figure(version, place).setName("version");
      return;
    }
    if (this.textures.exists(figureKey(before))) {
      const old = figure(before, place);
      this.walk(old, innerWidth + 200, 1_300, () => old.destroy());
    }
    const newcomer = figure(version, this.headAt().x).setName("version").setAlpha(0);
    this.tweens.add({ targets: newcomer, alpha: 1, duration: 250, delay: 300 });
    this.walk(newcomer, place, 1_500, () => {
      const y = this.floor() - this.place.height * 0.1;
      this.tweens.add({ targets: newcomer, y, duration: 220, yoyo: true, repeat: 3, ease: "Quad.easeOut" });
    });
  }

  private walk(figure: Phaser.GameObjects.Image, x: number, duration: number, onComplete: () => void): void {
    this.tweens.add({ targets: figure, x, duration, delay: 300, onComplete });
    this.tweens.add({
      targets: figure,
      angle: { from: -5, to: 5 },
      duration: 130,
      yoyo: true,
      repeat: duration / 260,
      delay: 300,
      onComplete: () => figure.setAngle(0),
    });
  }

  override update(_time: number, deltaMs: number): void {
    if (this.picture === null || this.calm) return;
    const busy = busyLayers(this.picture.state);
    if (busy.length === 0) return;
    this.sparkIn -= deltaMs;
    this.voteIn -= deltaMs;
    if (this.sparkIn <= 0) {
      this.sparkIn = SPARK_MS;
      this.head?.spark(busy);
    }
    if (this.voteIn <= 0 && busy.includes(0)) {
      this.voteIn = VOTE_MS;
      this.vote();
    }
  }

  private vote(): void {
    const { x, y, height } = this.place;
    const size = Math.max(22, Math.min(64, height * 0.13));
    const to = this.head!.nodeAt(Phaser.Math.Between(0, 3));
    const thumb = this.add
      .image(x - size, y + height * Phaser.Math.FloatBetween(0.1, 0.7), Math.random() < 0.5 ? "thumb-a" : "thumb-b")
      .setDisplaySize(size, size);
    this.tweens.add({
      targets: thumb,
      x: to.x,
      y: to.y,
      scale: thumb.scale * 0.3,
      duration: 900,
      ease: "Sine.easeIn",
      onComplete: () => thumb.destroy(),
    });
  }
}
