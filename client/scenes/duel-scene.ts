import type * as Phaser from "phaser";
import type { Verdict } from "../../shared/round/verdict.ts";
import type { ArenaPicture } from "../presenters/arena-picture.ts";
import { ArenaScene } from "./arena-scene.ts";
import { avatarKey } from "./art-textures.ts";

type DuelPicture = Extract<ArenaPicture, { kind: "duel" }>;
type Side = "a" | "b";
const MASKED_HEIGHT = 400;
const MASKED_WIDTH = 320;
/** On a projector the drawings may be a little larger than they were made. */
const LARGEST = 1.3;

/** Two masked contestants; thumbs fly to them as verdicts are given, and the audience in front of them locks in. */
export class DuelScene extends ArenaScene<DuelPicture> {
  private figures: Record<Side, Phaser.GameObjects.Image> | null = null;
  private drawn = "";
  private locked: ReadonlySet<string> = new Set();

  override show(picture: DuelPicture): void {
    const previous = this.picture;
    this.picture = picture;
    if (!this.scene.isActive()) return;
    const key = JSON.stringify(picture.crowd.map(({ id, locked, connected }) => [id, locked, connected]));
    if (key !== this.drawn) this.draw();
    else if (previous?.pairId !== picture.pairId) this.enter();
    this.drawn = key;
    const newly = picture.crowd.filter((member) => member.locked && !this.locked.has(member.id));
    for (const member of newly) this.ballot(member.id);
    this.locked = new Set(picture.crowd.filter((member) => member.locked).map((member) => member.id));
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    const { width, height } = this.place;
    const scale = Math.min(LARGEST, (height * 0.86) / MASKED_HEIGHT, (width * 0.4) / MASKED_WIDTH);
    const figure = (side: Side) =>
      this.add
        .image(this.columnOf(side), this.floor(), `masked-${side}`)
        .setOrigin(0.5, 1)
        .setScale(scale)
        .setName(`contestant-${side}`);
    this.figures = { a: figure("a"), b: figure("b") };
    if (!this.calm) {
      for (const side of ["a", "b"] as const) {
        const delay = side === "a" ? 0 : 350;
        this.tweens.add({
          targets: this.figures[side],
          scaleY: scale * 0.97,
          duration: 620,
          delay,
          yoyo: true,
          repeat: -1,
          ease: "Sine.easeInOut",
        });
      }
    }
    this.drawAudience();
  }

  private columnOf(side: Side): number {
    return this.place.x + this.place.width * (side === "a" ? 0.25 : 0.75);
  }

  private floor(): number {
    return this.place.y + this.place.height * 0.93;
  }

  /** A new pair: both hop once. */
  private enter(): void {
    if (this.figures === null || this.calm) return;
    const y = this.floor();
    for (const figure of Object.values(this.figures)) {
      figure.y = y;
      this.tweens.add({
        targets: figure,
        y: y - this.place.height * 0.07,
        duration: 110,
        yoyo: true,
        ease: "Quad.easeOut",
      });
    }
  }

  private drawAudience(): void {
    const crowd = this.picture?.crowd ?? [];
    const size = Math.max(
      22,
      Math.min(64, this.place.height * 0.22, (this.place.width * 0.92) / Math.max(1, crowd.length)),
    );
    const y = this.place.y + this.place.height - size * 0.35;
    crowd.forEach((member, i) => {
      const x = this.place.x + this.place.width / 2 + (i - (crowd.length - 1) / 2) * size * 0.96;
      this.add
        .image(x, member.locked ? y - size * 0.3 : y, avatarKey(member.avatar))
        .setDisplaySize(size, size)
        .setAlpha(member.connected ? 1 : 0.35)
        .setName(`member-${member.id}`);
    });
  }

  /** A thumb rises from a member of the audience: their vote is in, though not yet what it says. */
  private ballot(id: string): void {
    const member = this.children.getByName(`member-${id}`) as Phaser.GameObjects.Image | null;
    if (member !== null)
      this.fly(
        "thumb-sun",
        member.x,
        member.y,
        this.place.x + this.place.width / 2,
        this.place.y + this.place.height * 0.2,
      );
  }

  /** The viewer's own verdict: the chosen one leaps, the other bows. */
  thumb(verdict: Verdict): void {
    if (this.figures === null || !this.scene.isActive()) return;
    const { x, y, width, height } = this.place;
    const targets: readonly Side[] = verdict === "a" || verdict === "b" ? [verdict] : ["a", "b"];
    for (const side of targets) {
      const key = verdict === "bothBad" ? "thumb-down" : `thumb-${side}`;
      this.fly(key, x + width / 2, y + height, this.columnOf(side), y + height * 0.3);
      if (verdict !== "bothBad") this.leap(this.figures[side]);
    }
  }

  private leap(figure: Phaser.GameObjects.Image): void {
    if (this.calm) return;
    this.tweens.add({
      targets: figure,
      y: this.floor() - this.place.height * 0.16,
      duration: 150,
      yoyo: true,
      ease: "Quad.easeOut",
    });
  }

  private fly(key: string, x: number, y: number, toX: number, toY: number): void {
    const size = Math.max(36, Math.min(80, this.place.height * 0.3));
    const thumb = this.add.image(x, y, key).setDisplaySize(size, size).setName("thumb");
    this.tweens.add({
      targets: thumb,
      x: toX,
      y: toY,
      angle: this.calm ? 0 : toX < x ? -16 : 16,
      alpha: { from: 1, to: 0.2 },
      duration: this.calm ? 1 : 520,
      ease: "Cubic.easeOut",
      onComplete: () => thumb.destroy(),
    });
  }
}
