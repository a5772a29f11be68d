import * as Phaser from "phaser";
import type { ArenaPicture, CrowdMember } from "../arena-picture.ts";
import { arenaShape, crowdGrid } from "../arena-shape.ts";
import { avatarKey } from "../art/art-textures.ts";
import { colourNumber, PALETTE } from "../art/palette.ts";
import { teamKey } from "../art/team-art.ts";
import { ArenaScene, type Stage } from "./arena-scene.ts";
import { HEAD, type HeadPlace, MindHead } from "./mind-head.ts";

type PourPicture = Extract<ArenaPicture, { kind: "pour" }>;
const FLIGHT_MS = 900;
/** A server tells several votes at once; their thumbs set out one after another within this time. */
const SPREAD_MS = 260;
/** Beyond this many thumbs in the air, more of them fly quicker. */
const CALM_AIR = 40;
const CONFETTI = [PALETTE.a, PALETTE.b, PALETTE.sun, PALETTE.mind, "#8ccf7e"] as const;
const PAPERS = 48;
const ALL_LAYERS = [0, 1, 2, 3] as const;

/** Players on both sides of the model's head. For every vote that is counted a thumb flies from its player into the head. */
export class PourScene extends ArenaScene<PourPicture> {
  private drawn = "";
  private head: MindHead | null = null;
  private readonly faces = new Map<string, Phaser.GameObjects.Image>();
  private counted: ReadonlyMap<string, number> | null = null;
  private cheers = 0;
  private inAir = 0;

  override show(picture: PourPicture): void {
    const other = this.picture?.round !== picture.round;
    this.picture = picture;
    if (other) this.counted = null;
    if (!this.scene.isActive()) return;
    const key = JSON.stringify(
      picture.crowd.map(({ id, connected, avatar, colour }) => [id, connected, avatar, colour]),
    );
    if (key !== this.drawn) this.draw();
    this.drawn = key;
    this.count(picture);
  }

  override create(): void {
    super.create();
    if (this.picture !== null) this.count(this.picture);
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    this.faces.clear();
    this.inAir = 0;
    const crowd = this.picture?.crowd ?? [];
    const head = this.headAt();
    this.head = new MindHead(this, head, true, this.calm ? ALL_LAYERS : []);
    const half = Math.ceil(crowd.length / 2);
    const wide = (this.place.width - HEAD * head.scale) / 2;
    const side = { ...this.place, width: wide * 0.94 };
    this.seat(crowd.slice(0, half), { ...side, x: this.place.x });
    this.seat(crowd.slice(half), { ...side, x: this.place.x + this.place.width - side.width });
  }

  private headAt(): HeadPlace {
    const { x, y, width } = this.place;
    const { floorY, radiusY } = arenaShape(this.place);
    const floor = floorY + radiusY * 0.5;
    return { x: x + width / 2, y: floor, scale: Math.min(1.5, (floor - y) / HEAD, (width * 0.4) / HEAD) };
  }

  private seat(crowd: readonly CrowdMember[], area: Stage): void {
    const { size, places } = crowdGrid(crowd.length, area);
    crowd.forEach(({ id, avatar, connected, colour }, i) => {
      const { x, y } = places[i]!;
      const face = this.add.image(x, y, avatarKey(avatar)).setDisplaySize(size * 0.86, size * 0.86);
      if (colour !== null)
        this.add
          .image(x - size * 0.34, y + size * 0.28, teamKey(colour))
          .setDisplaySize(size * 0.36, size * 0.36)
          .setDepth(1);
      this.faces.set(id, face.setAlpha(connected ? 1 : 0.35).setName(`member-${id}`));
    });
  }

  /** Sends a thumb for every vote since the last count, and cheers for a milestone. */
  private count({ judged, cheers }: PourPicture): void {
    const before = this.counted;
    this.counted = judged;
    const cheered = this.cheers;
    this.cheers = cheers;
    if (before === null || this.calm) return;
    const voters = [...judged].flatMap(([id, votes]) =>
      Array.from({ length: Math.max(0, votes - (before.get(id) ?? 0)) }, () => id),
    );
    for (const [i, id] of voters.entries()) this.time.delayedCall((i / voters.length) * SPREAD_MS, () => this.fly(id));
    if (cheers > cheered && cheered >= 0) this.time.delayedCall(FLIGHT_MS, () => this.cheer());
  }

  private fly(id: string): void {
    const head = this.head;
    if (head === null || !this.scene.isActive()) return;
    const { x, y, width, height } = this.place;
    const face = this.faces.get(id);
    const left = id.charCodeAt(0) % 2 === 0;
    // Whoever has no face in the picture votes from its edge.
    const from = face ?? { x: left ? x : x + width, y: y + height * Phaser.Math.FloatBetween(0.2, 0.9) };
    const node = Phaser.Math.Between(0, head.nodes - 1);
    const to = head.nodeAt(node);
    const size = Math.max(26, Math.min(84, height * 0.13));
    const thumb = this.add.image(from.x, from.y, "thumb-sun").setDisplaySize(size, size).setDepth(2).setName("vote");
    this.inAir += 1;
    const duration = FLIGHT_MS / Math.max(1, this.inAir / CALM_AIR);
    const scale = thumb.scale * 0.35;
    this.tweens.add({ targets: thumb, y: to.y, duration, ease: "Cubic.easeOut" });
    this.tweens.add({
      ...{ targets: thumb, x: to.x, angle: to.x > from.x ? 200 : -200, scale, duration, ease: "Sine.easeIn" },
      onComplete: () => {
        this.inAir -= 1;
        thumb.destroy();
        head.light(node);
        head.spark(ALL_LAYERS);
      },
    });
    if (face !== undefined && !this.tweens.isTweening(face))
      this.tweens.add({ targets: face, y: face.y - size * 0.3, duration: 120, yoyo: true, ease: "Quad.easeOut" });
  }

  /** A milestone: the head nods, everybody leaps, and paper flies. */
  private cheer(): void {
    const image = this.head?.image;
    if (image === undefined || !this.scene.isActive()) return;
    this.tweens.add({ targets: image, angle: { from: -4, to: 4 }, duration: 110, yoyo: true, repeat: 4 });
    this.time.delayedCall(1_150, () => image.active && image.setAngle(0));
    for (const face of this.faces.values()) {
      if (this.tweens.isTweening(face)) continue;
      const y = face.y - face.displayHeight * 0.5;
      this.tweens.add({ targets: face, y, duration: 190, yoyo: true, repeat: 2, ease: "Quad.easeOut" });
    }
    const { x, width, y, height } = this.place;
    for (let i = 0; i < PAPERS; i++) {
      const colour = colourNumber(CONFETTI[i % CONFETTI.length]!);
      const paper = this.add.rectangle(x + width / 2, y + height * 0.4, 12, 20, colour).setDepth(3);
      this.tweens.add({
        targets: paper,
        x: x + width / 2 + Phaser.Math.FloatBetween(-0.5, 0.5) * width,
        y: y + height * Phaser.Math.FloatBetween(0.1, 1),
        angle: Phaser.Math.Between(-720, 720),
        alpha: { from: 1, to: 0 },
        duration: Phaser.Math.Between(1_100, 1_900),
        ease: "Cubic.easeOut",
        onComplete: () => paper.destroy(),
      });
    }
  }
}
