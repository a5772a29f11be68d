import * as Phaser from "phaser";
import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import type { ArenaPicture } from "../arena-picture.ts";
import { arenaShape } from "../arena-shape.ts";
import { maskedKey } from "../art/art-textures.ts";
import type { MaskedPose } from "../art/figure-art.ts";
import { ArenaScene } from "./arena-scene.ts";
import { type CrowdInStands, seatCrowd } from "./seated-crowd.ts";

type DuelPicture = Extract<ArenaPicture, { kind: "duel" }>;
type Side = "a" | "b";
const SIDES = ["a", "b"] as const;
const MASKED_HEIGHT = 400;
const MASKED_WIDTH = 320;
/** On a projector the drawings may be a little larger than they were made. */
const LARGEST = 1.3;
const SYLLABLE_MS = 110;
const SYLLABLES = 7;

/** Two masked figures who speak their answers; thumbs fly to them, and the crowd in the stands locks in. */
export class DuelScene extends ArenaScene<DuelPicture> {
  private figures: Record<Side, Phaser.GameObjects.Image> | null = null;
  private crowd: CrowdInStands | null = null;
  private drawn = "";

  override show(picture: DuelPicture): void {
    const previous = this.picture;
    this.picture = picture;
    if (!this.scene.isActive()) return;
    const key = JSON.stringify(picture.crowd.map(({ id, connected }) => [id, connected]));
    if (key !== this.drawn) this.draw();
    if (previous?.pairId !== picture.pairId) this.speak();
    this.drawn = key;
    for (const { id } of picture.crowd.filter((member) => member.locked)) if (this.crowd?.lock(id)) this.ballot(id);
  }

  override create(): void {
    super.create();
    this.speak();
  }

  protected draw(): void {
    const first = this.figures === null;
    this.tweens.killAll();
    this.children.removeAll(true);
    const crowd = this.picture?.crowd ?? [];
    this.crowd = seatCrowd(this, crowd, this.place, this.calm);
    const { width, height } = this.place;
    const share = crowd.length > 0 ? 0.66 : 0.9;
    const scale = Math.min(LARGEST, (height * share) / MASKED_HEIGHT, (width * 0.42) / MASKED_WIDTH);
    const figure = (side: Side) =>
      this.add
        .image(this.columnOf(side), this.floor(), maskedKey(side, "rest"))
        .setOrigin(0.5, 1)
        .setScale(scale)
        .setDepth(1)
        .setName(`figure-${side}`);
    this.figures = { a: figure("a"), b: figure("b") };
    if (this.calm) return;
    for (const side of SIDES) {
      const breath = { targets: this.figures[side], scaleY: scale * 0.97, yoyo: true, repeat: -1 };
      this.tweens.add({ ...breath, duration: 620, delay: side === "a" ? 0 : 350, ease: "Sine.easeInOut" });
    }
    if (first) this.blink();
  }

  private columnOf(side: Side): number {
    return this.place.x + this.place.width * (side === "a" ? 0.26 : 0.74);
  }

  private floor(): number {
    const { floorY, radiusY } = arenaShape(this.place);
    return floorY + radiusY * 0.25;
  }

  private pose(side: Side, pose: MaskedPose): void {
    if (this.figures?.[side].active) this.figures[side].setTexture(maskedKey(side, pose));
  }

  /** A new pair: first A speaks, then B. */
  private speak(): void {
    if (this.calm) return;
    SIDES.forEach((side, turn) => {
      for (let i = 0; i < SYLLABLES; i++) {
        const at = (turn * SYLLABLES + i) * SYLLABLE_MS;
        this.time.delayedCall(at, () => this.pose(side, i % 2 === 0 && i < SYLLABLES - 1 ? "talk" : "rest"));
      }
    });
  }

  private blink(): void {
    this.time.delayedCall(Phaser.Math.Between(2_000, 5_000), () => {
      for (const side of SIDES) this.pose(side, "blink");
      this.time.delayedCall(130, () => {
        for (const side of SIDES) this.pose(side, "rest");
        this.blink();
      });
    });
  }

  /** A thumb rises from a member of the audience: their vote is in, though not yet what it says. */
  private ballot(id: string): void {
    const from = this.crowd?.placeOf(id);
    if (from) this.fly("thumb-sun", from.x, from.y, this.place.x + this.place.width / 2, this.floor());
  }

  /** The viewer's own verdict: the chosen one leaps, the other bows. */
  thumb(verdict: Verdict): void {
    if (this.figures === null || !this.scene.isActive()) return;
    const { x, y, width, height } = this.place;
    const targets: readonly Side[] = verdict === "a" || verdict === "b" ? [verdict] : SIDES;
    for (const side of targets) {
      const key = verdict === side ? `thumb-${side}` : verdict === "bothBad" ? "thumb-down" : "thumb-sun";
      this.fly(key, x + width / 2, y + height, this.columnOf(side), y + height * 0.3);
      if (verdict !== "bothBad") this.leap(this.figures[side]);
      else this.bow(this.figures[side]);
    }
    if (verdict === "a") this.bow(this.figures.b);
    if (verdict === "b") this.bow(this.figures.a);
  }

  private leap(figure: Phaser.GameObjects.Image): void {
    if (this.calm) return;
    const y = this.floor() - this.place.height * 0.16;
    this.tweens.add({ targets: figure, y, duration: 150, yoyo: true, ease: "Quad.easeOut" });
  }

  private bow(figure: Phaser.GameObjects.Image): void {
    if (this.calm) return;
    this.tweens.add({ targets: figure, angle: figure.x < innerWidth / 2 ? -9 : 9, duration: 130, yoyo: true });
  }

  private fly(key: string, x: number, y: number, toX: number, toY: number): void {
    if (this.calm) return;
    const size = Math.max(36, Math.min(90, this.place.height * 0.3));
    const thumb = this.add.image(x, y, key).setDisplaySize(size, size).setDepth(2).setName("thumb");
    this.tweens.add({
      ...{ targets: thumb, x: toX, y: toY, angle: toX < x ? -16 : 16, alpha: { from: 1, to: 0.2 } },
      ...{ duration: 560, ease: "Cubic.easeOut", onComplete: () => thumb.destroy() },
    });
  }
}
