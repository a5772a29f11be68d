import * as Phaser from "phaser";
import type { ArenaPicture } from "../presenters/arena-picture.ts";
import { colourNumber, PALETTE } from "../presenters/palette.ts";
import { ArenaScene } from "./arena-scene.ts";
import { contestantKey } from "./art-textures.ts";

type MindPicture = Extract<ArenaPicture, { kind: "mind" }>;
const NODES = 18;
const BUSY = new Set(["reward", "ppo", "gate", "refill"]);

/** The learning mind: votes run into it along its threads, and a new version steps out of it when one is promoted. */
export class MindScene extends ArenaScene<MindPicture> {
  private drawn = "";
  private shownVersion = -1;
  private nodes: readonly { x: number; y: number }[] = [];
  private nextPulseMs = 0;

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
    this.drawThreads();
    const { height } = this.place;
    const { x, y } = this.centre();
    const scale = Math.min(1, (height * 0.8) / 400, (this.place.width * 0.46) / 480);
    const mind = this.add
      .image(x, y, this.picture.awake ? "mind-awake" : "mind-asleep")
      .setScale(scale)
      .setName("mind");
    if (!this.calm && this.picture.awake) {
      this.tweens.add({
        targets: mind,
        scaleX: scale * 1.04,
        scaleY: scale * 0.97,
        duration: 800,
        yoyo: true,
        repeat: -1,
        ease: "Sine.easeInOut",
      });
    }
    this.drawVersion(this.picture.version);
  }

  private centre(): { x: number; y: number } {
    return { x: this.place.x + this.place.width * 0.5, y: this.place.y + this.place.height * 0.45 };
  }

  private drawThreads(): void {
    const random = new Phaser.Math.RandomDataGenerator(["threads"]);
    const { x, y, width, height } = this.place;
    const centre = this.centre();
    this.nodes = Array.from({ length: NODES }, () => ({
      x: x + width * random.realInRange(0.02, 0.34),
      y: y + height * random.realInRange(0.05, 0.8),
    }));
    const threads = this.add.graphics();
    threads.lineStyle(2, colourNumber(PALETTE.mind), 0.35);
    for (const node of this.nodes) threads.lineBetween(node.x, node.y, centre.x, centre.y);
    threads.fillStyle(colourNumber(PALETTE.mind), 1);
    for (const node of this.nodes) threads.fillCircle(node.x, node.y, 5);
  }

  private drawVersion(version: number): void {
    const { x, y, width, height } = this.place;
    const [toX, toY] = [x + width * 0.84, y + height * 0.92];
    const scale = Math.min(0.9, (height * 0.62) / 400, (width * 0.24) / 320);
    const figure = this.add
      .image(toX, toY, contestantKey(version))
      .setOrigin(0.5, 1)
      .setScale(scale)
      .setName("version");
    if (this.shownVersion >= 0 && version > this.shownVersion) {
      const centre = this.centre();
      figure.setPosition(centre.x, centre.y).setScale(0.05);
      this.tween({ targets: figure, x: toX, y: toY, scale, duration: 1_100, ease: "Back.easeOut" });
    }
    this.shownVersion = version;
  }

  override update(_time: number, deltaMs: number): void {
    if (this.calm || this.picture === null || !BUSY.has(this.picture.state)) return;
    this.nextPulseMs -= deltaMs;
    if (this.nextPulseMs > 0) return;
    this.nextPulseMs = 130;
    const node = this.nodes[Phaser.Math.Between(0, NODES - 1)];
    if (node === undefined) return;
    const size = Math.max(20, this.place.height * 0.09);
    const key = Math.random() < 0.5 ? "thumb-a" : "thumb-b";
    const pulse = this.add.image(node.x, node.y, key).setDisplaySize(size, size);
    const { x, y } = this.centre();
    this.tweens.add({
      targets: pulse,
      x,
      y,
      alpha: { from: 1, to: 0.3 },
      duration: 900,
      ease: "Sine.easeIn",
      onComplete: () => pulse.destroy(),
    });
    this.children.bringToTop(this.children.getByName("mind") ?? pulse);
  }
}
