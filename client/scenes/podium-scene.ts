import * as Phaser from "phaser";
import type { ArenaPicture } from "../presenters/arena-picture.ts";
import { colourNumber, FONT, PALETTE } from "../presenters/palette.ts";
import { ArenaScene } from "./arena-scene.ts";
import { avatarKey } from "./art-textures.ts";

type PodiumPicture = Extract<ArenaPicture, { kind: "podium" }>;
/** Places from left to right, with their height as a share of the stage. */
const STEPS = [
  { place: 1, offset: 0, tall: 0.44, colour: PALETTE.sun },
  { place: 2, offset: -1, tall: 0.32, colour: "#c9d3e8" },
  { place: 3, offset: 1, tall: 0.22, colour: "#e8b48a" },
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
    STEPS.forEach((step, i) => {
      const winner = top[i];
      if (winner !== undefined) this.drawStep(step, winner);
    });
  }

  private drawStep(step: (typeof STEPS)[number], winner: PodiumPicture["top"][number]): void {
    const { x, y, width, height } = this.place;
    const wide = Math.min(210, width * 0.27);
    const base = y + height * 0.94;
    const tall = height * step.tall;
    const at = x + width / 2 + step.offset * wide;
    this.add
      .rectangle(at, base, wide, tall, colourNumber(step.colour))
      .setOrigin(0.5, 1)
      .setStrokeStyle(3, colourNumber(PALETTE.ink));
    const fontSize = Math.max(18, Math.min(56, tall * 0.5));
    this.add
      .text(at, base - tall / 2, String(winner.rank), {
        fontFamily: FONT,
        fontStyle: "bold",
        fontSize: `${fontSize}px`,
        color: PALETTE.ink,
        resolution: 2,
      })
      .setOrigin(0.5);
    const size = Math.min(wide * 0.8, height * 0.34);
    const face = this.add
      .image(at, base - tall - size / 2, avatarKey(winner.avatar))
      .setDisplaySize(size, size)
      .setName(`podium-${step.place}`);
    if (this.calm) return;
    const rest = face.y;
    face.setAlpha(0).setY(rest - size * 0.7);
    const delay = (STEPS.length - step.place) * 350;
    this.tweens.add({ targets: face, alpha: 1, duration: 120, delay });
    this.tweens.add({ targets: face, y: rest, duration: 600, delay, ease: "Bounce.easeOut" });
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
