import * as Phaser from "phaser";
import type { ArenaPicture } from "../arena-picture.ts";
import { arenaShape } from "../arena-shape.ts";
import { figureKey } from "../art/art-textures.ts";
import { colourNumber, PALETTE } from "../art/palette.ts";
import { busyLayers, mindNet } from "../mind-net.ts";
import { ArenaScene } from "./arena-scene.ts";

type MindPicture = Extract<ArenaPicture, { kind: "mind" }>;
const NET = mindNet();
const HEAD = 480;
/** The dark window in the head's drawing, as shares of its size. */
const WINDOW = { x: 0.19, y: 0.13, width: 0.62, height: 0.44 } as const;
const SPARK_MS = 70;
const VOTE_MS = 260;
const LINKS = "mind-links";
const DIM = "#6f56c899";
const BRIGHT = colourNumber(PALETTE.sun);

/** The learning mind: votes fly in, thoughts light up layer by layer, and a new version walks on while the old one leaves. */
export class MindScene extends ArenaScene<MindPicture> {
  private drawn = "";
  private shownVersion = -1;
  private sparkIn = 0;
  private voteIn = 0;
  private dots: readonly Phaser.GameObjects.Arc[] = [];

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
    const { x, y, scale } = this.head();
    this.add
      .image(x, y, this.picture.awake ? "mind-awake" : "mind-asleep")
      .setOrigin(0.5, 1)
      .setScale(scale)
      .setName("mind");
    this.drawNet();
    this.drawVersion(this.picture.version);
  }

  private floor(): number {
    const { floorY, radiusY } = arenaShape(this.place);
    return floorY + radiusY * 0.3;
  }

  private head(): { x: number; y: number; scale: number } {
    const { x, width, height } = this.place;
    return {
      x: x + width * 0.42,
      y: this.floor(),
      scale: Math.min(1.05, (height * 0.92) / HEAD, (width * 0.56) / HEAD),
    };
  }

  private nodeAt(i: number): { x: number; y: number } {
    const { x, y, scale } = this.head();
    const size = HEAD * scale;
    const node = NET.nodes[i]!;
    return {
      x: x - size / 2 + size * (WINDOW.x + WINDOW.width * node.x),
      y: y - size + size * (WINDOW.y + WINDOW.height * node.y),
    };
  }

  private drawNet(): void {
    this.drawLinks();
    const radius = Math.max(2.5, 9 * this.head().scale);
    const lit = new Set(this.calm ? busyLayers(this.picture!.state) : []);
    this.dots = NET.nodes.map((node, i) => {
      const { x, y } = this.nodeAt(i);
      return this.add.circle(x, y, radius, lit.has(node.layer) ? BRIGHT : 0xb79bff);
    });
  }

  /** Painted once, since separate lines would be drawn again in every frame. */
  private drawLinks(): void {
    const { x, y, scale } = this.head();
    const size = Math.ceil(HEAD * scale);
    const sharp = this.cameras.main.zoom;
    if (this.textures.exists(LINKS)) this.textures.remove(LINKS);
    const texture = this.textures.createCanvas(LINKS, Math.ceil(size * sharp), Math.ceil(size * sharp));
    if (texture === null) return;
    const { context } = texture;
    context.scale(sharp, sharp);
    context.translate(size / 2 - x, size - y);
    context.strokeStyle = DIM;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const { from, to } of NET.links) {
      const [a, b] = [this.nodeAt(from), this.nodeAt(to)];
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
    context.stroke();
    texture.refresh();
    this.add
      .image(x - size / 2, y - size, LINKS)
      .setOrigin(0, 0)
      .setScale(1 / sharp);
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
    const newcomer = figure(version, this.head().x).setName("version").setAlpha(0);
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
      this.spark(busy);
    }
    if (this.voteIn <= 0 && busy.includes(0)) {
      this.voteIn = VOTE_MS;
      this.vote();
    }
  }

  /** A thought runs along one link and lights up where it arrives. */
  private spark(layers: readonly number[]): void {
    const links = NET.links.filter(({ from }) => layers.includes(NET.nodes[from]!.layer));
    const link = links[Phaser.Math.Between(0, links.length - 1)];
    if (link === undefined) {
      this.light(Phaser.Math.Between(0, NET.nodes.length - 1));
      return;
    }
    const [a, b] = [this.nodeAt(link.from), this.nodeAt(link.to)];
    const spark = this.add.circle(a.x, a.y, Math.max(2, 5 * this.head().scale), BRIGHT);
    const arrive = (): void => {
      spark.destroy();
      this.light(link.to);
    };
    this.tweens.add({ targets: spark, x: b.x, y: b.y, duration: 240, onComplete: arrive });
  }

  private light(node: number): void {
    const dot = this.dots[node];
    if (!dot?.active) return;
    dot.setFillStyle(BRIGHT);
    this.tweens.add({
      targets: dot,
      scale: { from: 1.9, to: 1 },
      duration: 380,
      onComplete: () => dot.setFillStyle(0xb79bff),
    });
  }

  private vote(): void {
    const { x, y, height } = this.place;
    const size = Math.max(22, Math.min(64, height * 0.13));
    const to = this.nodeAt(Phaser.Math.Between(0, 3));
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
