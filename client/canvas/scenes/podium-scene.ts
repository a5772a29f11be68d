import * as Phaser from "phaser";
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

/** The best three, and confetti. */
export class PodiumScene extends ArenaScene<PodiumPicture> {
  private drawn = "";
  private nextConfettiMs = 0;

  override show(picture: PodiumPicture): void {
    const key = JSON.stringify(picture.top);
    this.picture = picture;
    if (key !== this.drawn && this.scene.isActive()) this.draw();
    this.drawn = key;
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    const top = this.picture?.top ?? [];
    top.forEach((winner, i) => {
      this.drawStep(i, winner);
    });
  }

  private drawStep(i: number, winner: PodiumPicture["top"][number]): void {
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
    const nameSize = Math.max(13, Math.min(34, wide * 0.13));
    const name = this.word(at, base - tall - slab - size * 0.94 - nameSize * 0.4, "", nameSize, PALETTE.ink);
    name.setStroke(PALETTE.white, nameSize * 0.3).setText(fittingName(winner.nickname, wide / (nameSize * 0.6)));
    const face = this.add
      .image(at, base - tall - slab / 2 - size / 2, avatarKey(winner.avatar))
      .setDisplaySize(size, size)
      .setName(`podium-${i + 1}`);
    if (this.calm) return;
    const rest = face.y;
    const delay = (OFFSETS.length - 1 - i) * 350;
    face.setAlpha(0).setY(rest - size * 0.7);
    name.setAlpha(0);
    this.tweens.add({ targets: [face, name], alpha: 1, duration: 120, delay });
    this.tweens.add({ targets: face, y: rest, duration: 600, delay, ease: "Bounce.easeOut" });
  }

  private word(x: number, y: number, text: string, fontSize: number, color: string): Phaser.GameObjects.Text {
    const style = { fontFamily: FONT, fontStyle: "bold", fontSize: `${fontSize}px`, color, resolution: 2 };
    return this.add.text(x, y, text, style).setOrigin(0.5);
  }

  override update(_time: number, deltaMs: number): void {
    if (this.calm || (this.picture?.top.length ?? 0) === 0) return;
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
