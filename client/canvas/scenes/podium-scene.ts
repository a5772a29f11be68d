import * as Phaser from "phaser";
import { stepMs } from "../../ui/round/reveal-stages.ts";
import type { ArenaPicture } from "../arena-picture.ts";
import { avatarKey } from "../art/art-textures.ts";
import { colourNumber, FONT, fittingName, PALETTE } from "../art/palette.ts";
import { ArenaScene } from "./arena-scene.ts";

type PodiumPicture = Extract<ArenaPicture, { kind: "podium" }>;
/** Where the first three stand: in the middle, on the left, on the right. */
const OFFSETS = [0, -1, 1] as const;
/** Height by rank, as a share of the stage. Players who share a rank stand equally high. */
const STEPS = [
  { tall: 0.42, colour: PALETTE.sun },
  { tall: 0.31, colour: "#c9d3e8" },
  { tall: 0.22, colour: "#e8b48a" },
] as const;
const CONFETTI = [PALETTE.a, PALETTE.b, PALETTE.sun, PALETTE.mind, "#8ccf7e"] as const;

/** The best three, third, second and then first, and confetti from the first on. */
export class PodiumScene extends ArenaScene<PodiumPicture> {
  private drawn = "";
  private nextConfettiMs = 0;
  /** By the page's clock, like everything that the page shows in stages. */
  private beganAt = 0;
  private taken = 0;

  override show(picture: PodiumPicture): void {
    const key = JSON.stringify(picture.top);
    if (this.picture === null) this.beganAt = performance.now();
    this.picture = picture;
    if (key !== this.drawn && this.scene.isActive()) this.draw();
    this.drawn = key;
  }

  protected draw(): void {
    this.paint(this.due());
  }

  /** @param before how many stood on their steps already. Whoever shares a rank comes together */
  private paint(before: number): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    const top = this.picture?.top ?? [];
    this.taken = this.due();
    top.forEach((winner, i) => {
      if (this.isOut(winner.rank)) this.drawStep(i, winner, i < top.length - before);
    });
  }

  private isOut(rank: number): boolean {
    return this.picture?.late === true || performance.now() - this.beganAt >= stepMs(rank);
  }

  /** How many of the three are on their steps by now. */
  private due(): number {
    return (this.picture?.top ?? []).filter(({ rank }) => this.isOut(rank)).length;
  }

  private drawStep(i: number, winner: PodiumPicture["top"][number], arrives: boolean): void {
    const { x, y, width, height } = this.place;
    const step = STEPS[winner.rank - 1] ?? STEPS[2];
    const wide = Math.min(230, width * 0.27);
    const base = y + height * 0.94;
    const tall = height * step.tall;
    const at = x + width / 2 + OFFSETS[i]! * wide;
    const ink = colourNumber(PALETTE.ink);
    this.add.rectangle(at, base, wide, tall, colourNumber(step.colour)).setOrigin(0.5, 1).setStrokeStyle(3, ink);
    const slab = Math.max(8, height * 0.025);
    this.add.rectangle(at, base - tall, wide + slab, slab, colourNumber(PALETTE.white)).setStrokeStyle(3, ink);
    const fontSize = Math.max(18, Math.min(72, tall * 0.42));
    this.word(at, base - tall * 0.54, String(winner.rank), fontSize, PALETTE.ink);
    const size = Math.min(wide * 0.72, height * 0.3);
    const nameSize = Math.max(this.leastText, Math.min(34, wide * 0.13));
    const name = this.word(at, base - tall - slab - size * 0.94 - nameSize * 0.4, "", nameSize, PALETTE.ink);
    const others = winner.others > 0 ? ` +${winner.others}` : "";
    const room = wide / (nameSize * 0.56) - others.length;
    name.setStroke(PALETTE.white, nameSize * 0.3).setText(fittingName(winner.nickname, room) + others);
    const face = this.add
      .image(at, base - tall - slab / 2 - size / 2, avatarKey(winner.avatar))
      .setDisplaySize(size, size)
      .setName(`podium-${i + 1}`);
    if (this.calm || !arrives) return;
    const rest = face.y;
    face.setAlpha(0).setY(rest - size * 0.7);
    name.setAlpha(0);
    this.tweens.add({ targets: [face, name], alpha: 1, duration: 120 });
    this.tweens.add({ targets: face, y: rest, duration: 600, ease: "Bounce.easeOut" });
  }

  private word(x: number, y: number, text: string, fontSize: number, color: string): Phaser.GameObjects.Text {
    const style = { fontFamily: FONT, fontStyle: "bold", fontSize: `${fontSize}px`, color, resolution: 2 };
    return this.add.text(x, y, text, style).setOrigin(0.5);
  }

  override update(_time: number, deltaMs: number): void {
    const due = this.due();
    if (due !== this.taken) this.paint(this.taken);
    if (this.calm || !this.isOut(1) || due === 0) return;
    this.nextConfettiMs -= deltaMs;
    if (this.nextConfettiMs > 0) return;
    this.nextConfettiMs = 90;
    const colour = CONFETTI[Phaser.Math.Between(0, CONFETTI.length - 1)]!;
    const paper = this.add.rectangle(Math.random() * innerWidth, -12, 9, 15, colourNumber(colour));
    this.tweens.add({
      targets: paper,
      y: innerHeight + 20,
      x: paper.x + Phaser.Math.Between(-60, 60),
      angle: Phaser.Math.Between(180, 720),
      duration: Phaser.Math.Between(2_400, 4_200),
      onComplete: () => paper.destroy(),
    });
  }
}
