import * as Phaser from "phaser";
import type { ArenaPicture } from "../arena-picture.ts";
import { arenaShape } from "../arena-shape.ts";
import { figureKey, maskedKey } from "../art/art-textures.ts";
import { colourNumber, FONT, PALETTE } from "../art/palette.ts";
import { ArenaScene } from "./arena-scene.ts";
import { type CrowdInStands, seatCrowd } from "./seated-crowd.ts";

type RevealPicture = Extract<ArenaPicture, { kind: "reveal" }>;
type Side = "a" | "b";
interface Pillar {
  readonly block: Phaser.GameObjects.Rectangle;
  readonly slab: Phaser.GameObjects.Rectangle;
  readonly letter: Phaser.GameObjects.Text;
  readonly figure: Phaser.GameObjects.Image;
}
type Shown = "nothing" | "split" | "authors";
const SIDES = ["a", "b"] as const;
const FIGURE_HEIGHT = 400;
const FIGURE_WIDTH = 320;
const MOST_THUMBS = 24;
const GATHERED = 14;
const GROW_MS = 1_100;
const LOW = 0.08;

/** Votes gather while both figures tremble; then each pillar rises with its share, and then the masks fall. */
export class RevealScene extends ArenaScene<RevealPicture> {
  private drawn = "";
  private shown: Shown = "nothing";
  /** By the page's clock, since the page shows the same at the same moment; the game's time lags on a slow computer. */
  private beganAt = 0;
  private crowd: CrowdInStands | null = null;
  private pillars: Record<Side, Pillar> | null = null;

  override show(picture: RevealPicture): void {
    const key = JSON.stringify([picture.round, picture.share, picture.versionA, picture.versionB]);
    this.picture = picture;
    if (key === this.drawn) return;
    this.drawn = key;
    this.shown = "nothing";
    this.beganAt = performance.now();
    if (this.scene.isActive()) this.begin();
  }

  override create(): void {
    super.create();
    this.begin();
  }

  override update(): void {
    const due = this.due();
    if (due === this.shown) return;
    const grows = this.shown === "nothing" && !this.calm;
    this.shown = due;
    this.time.removeAllEvents();
    this.paint(grows ? GROW_MS : 1);
    if (grows) this.flyApart();
    if (due === "authors") this.unmask();
  }

  /** What is told by now. */
  private due(): Shown {
    if (this.picture === null) return "nothing";
    const ms = performance.now() - this.beganAt;
    if (ms >= this.picture.masksMs) return "authors";
    return ms >= this.picture.splitMs ? "split" : "nothing";
  }

  private begin(): void {
    this.time.removeAllEvents();
    this.draw();
    const wait = this.picture?.splitMs ?? 0;
    if (this.calm || this.shown !== "nothing") return;
    for (let i = 0; i < GATHERED && wait > 0; i++) this.time.delayedCall((i * wait) / 18, () => this.gather());
  }

  protected draw(): void {
    this.paint(1);
  }

  /** @param growMs how long the pillars take to rise, if they do */
  private paint(growMs: number): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    if (this.picture === null) return;
    this.crowd = seatCrowd(this, this.picture.crowd, this.place, this.calm);
    this.pillars = { a: this.pillar("a"), b: this.pillar("b") };
    if (this.shown !== "nothing") this.rise(growMs);
    else if (!this.calm) for (const side of SIDES) this.tremble(this.pillars[side].figure);
  }

  private shareOf(side: Side): number {
    const share = this.picture?.share ?? 0.5;
    return side === "a" ? share : 1 - share;
  }

  private columnOf(side: Side): number {
    const spread = Math.min(0.25, 300 / this.place.width);
    return this.place.x + this.place.width * (0.5 + (side === "a" ? -spread : spread));
  }

  private base(): number {
    const { floorY, radiusY } = arenaShape(this.place);
    return floorY + radiusY * 0.3;
  }

  private pillar(side: Side): Pillar {
    const { height, width } = this.place;
    const wide = Math.min(220, width * 0.34);
    const at = this.columnOf(side);
    const top = this.base() - height * LOW;
    const ink = colourNumber(PALETTE.ink);
    const block = this.add
      .rectangle(at, this.base(), wide, height * LOW, colourNumber(PALETTE[side]))
      .setOrigin(0.5, 1)
      .setStrokeStyle(3, ink)
      .setName(`pillar-${side}`);
    const slab = this.add
      .rectangle(at, top, wide + 12, this.slabHeight(), colourNumber(PALETTE.white))
      .setStrokeStyle(3, ink);
    const fontSize = Math.max(this.leastText, Math.min(64, height * 0.1));
    const style = {
      fontFamily: FONT,
      fontStyle: "bold",
      fontSize: `${fontSize}px`,
      color: PALETTE.white,
      resolution: 2,
    };
    const letter = this.add.text(at, this.base(), side.toUpperCase(), style).setOrigin(0.5);
    const version = side === "a" ? this.picture!.versionA : this.picture!.versionB;
    const figure = this.add
      .image(at, top, this.shown === "authors" ? figureKey(version) : maskedKey(side, "rest"))
      .setOrigin(0.5, 1)
      .setScale(Math.min(1.15, (height * 0.55) / FIGURE_HEIGHT, (width * 0.36) / FIGURE_WIDTH))
      .setDepth(1)
      .setName(`author-${side}`);
    const pillar = { block, slab, letter, figure };
    this.build(pillar, top);
    return pillar;
  }

  private slabHeight(): number {
    return Math.max(6, this.place.height * 0.025);
  }

  /** As high as its figure stands. */
  private build({ block, slab, letter, figure }: Pillar, top = figure.y): void {
    const tall = this.base() - top;
    block.setSize(block.width, tall).setOrigin(0.5, 1);
    slab.y = top + slab.height / 2;
    letter.setY(this.base() - (tall - slab.height) / 2).setVisible(tall > letter.height * 0.9);
  }

  private tremble(figure: Phaser.GameObjects.Image): void {
    this.tweens.add({ targets: figure, angle: { from: -2, to: 2 }, duration: 70, yoyo: true, repeat: -1 });
  }

  /** A vote flies from the stands to the middle of the floor. */
  private gather(): void {
    const crowd = this.picture?.crowd ?? [];
    const member = crowd[Phaser.Math.Between(0, Math.max(0, crowd.length - 1))];
    const from = member === undefined ? null : this.crowd?.placeOf(member.id);
    if (!from) return;
    const size = Math.max(26, this.place.height * 0.14);
    const thumb = this.add.image(from.x, from.y, "thumb-sun").setDisplaySize(size, size).setDepth(2);
    this.tweens.add({
      ...{ targets: thumb, x: this.place.x + this.place.width / 2, y: this.base() - this.place.height * 0.2 },
      ...{ angle: 360, duration: 480, ease: "Cubic.easeIn", onComplete: () => thumb.destroy() },
    });
  }

  private unmask(): void {
    if (this.calm || this.pillars === null) return;
    for (const side of SIDES) {
      const { figure } = this.pillars[side];
      const scale = figure.scale;
      this.tweens.add({ targets: figure, scaleX: { from: 0, to: scale }, duration: 320, ease: "Back.easeOut" });
    }
  }

  /** The gathered votes fly to the two figures. */
  private flyApart(): void {
    if (this.picture === null) return;
    const { thumbs } = this.picture;
    const total = Math.max(1, thumbs.a + thumbs.b + thumbs.down);
    const shown = (n: number) => Math.round((n / total) * Math.min(total, MOST_THUMBS));
    for (let i = 0; i < shown(thumbs.a); i++) this.thumb("a", "thumb-a", i);
    for (let i = 0; i < shown(thumbs.b); i++) this.thumb("b", "thumb-b", i);
    for (let i = 0; i < shown(thumbs.down); i++) this.thumb(i % 2 === 0 ? "a" : "b", "thumb-down", i);
  }

  private rise(duration: number): void {
    for (const side of SIDES) {
      const pillar = this.pillars![side];
      const { figure } = pillar;
      const y = this.base() - this.place.height * (LOW + 0.3 * this.shareOf(side));
      const grow = (): void => this.build(pillar);
      if (duration <= 1 || this.calm) {
        figure.y = y;
        grow();
      } else
        this.tweens.add({ targets: figure, y, duration, ease: "Cubic.easeInOut", onUpdate: grow, onComplete: grow });
      if (this.shareOf(side) > 0.505 && !this.calm) this.cheer(figure, y, duration);
    }
  }

  private cheer(figure: Phaser.GameObjects.Image, y: number, delay: number): void {
    const jump = { targets: figure, y: y - this.place.height * 0.06, yoyo: true, repeat: 9, ease: "Quad.easeOut" };
    this.time.delayedCall(delay + 60, () => this.tweens.add({ ...jump, duration: 240 }));
  }

  private thumb(side: Side, key: string, i: number): void {
    const { x, y, width, height } = this.place;
    const size = Math.max(26, Math.min(60, height * 0.17));
    const thumb = this.add
      .image(x + width / 2, this.base() - height * 0.2, key)
      .setDisplaySize(size, size)
      .setDepth(2);
    this.tweens.add({
      targets: thumb,
      x: this.columnOf(side) + Phaser.Math.FloatBetween(-0.12, 0.12) * width,
      y: y + height * Phaser.Math.FloatBetween(0, 0.5),
      angle: Phaser.Math.Between(-25, 25),
      alpha: { from: 1, to: 0 },
      delay: i * 45,
      duration: 1_000,
      ease: "Cubic.easeOut",
      onComplete: () => thumb.destroy(),
    });
  }
}
