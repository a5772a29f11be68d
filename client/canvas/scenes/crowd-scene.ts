import type * as Phaser from "phaser";
import type { ArenaPicture, CrowdMember } from "../arena-picture.ts";
import { arenaShape, crowdGrid, sag } from "../arena-shape.ts";
import { avatarKey } from "../art/art-textures.ts";
import { FONT, fittingName, PALETTE } from "../art/palette.ts";
import { teamKey } from "../art/team-art.ts";
import { ArenaScene } from "./arena-scene.ts";

type CrowdPicture = Extract<ArenaPicture, { kind: "crowd" }>;
/** Share of the stands' own curve that the rows of faces follow. */
const CURVE = 0.8;
/** A name is written below a face that is at least this many letters' heights wide; a shorter one would say nothing. */
const ROOM_FOR_NAME = 3.4;

/** Everyone who is here, in curved rows, with their names. Newcomers drop in; players who are done hold up a thumb. */
export class CrowdScene extends ArenaScene<CrowdPicture> {
  private readonly seen = new Set<string>();
  private drawn = "";

  override show(picture: CrowdPicture): void {
    const key = JSON.stringify([picture.crowd, picture.named]);
    this.picture = picture;
    if (key !== this.drawn && this.scene.isActive()) this.draw();
    this.drawn = key;
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    const crowd = this.picture?.crowd ?? [];
    const shape = arenaShape(this.place);
    const curved = { ...this.place, height: this.place.height - shape.radiusY * CURVE };
    const { size, places } = crowdGrid(crowd.length, curved);
    crowd.forEach((member, i) => {
      const { x, y } = places[i]!;
      this.drawMember(member, { x, y: y + Math.min(sag(shape, x), shape.radiusY) * CURVE }, size);
    });
  }

  private drawMember(member: CrowdMember, at: { x: number; y: number }, size: number): void {
    const face = this.add.image(0, 0, avatarKey(member.avatar)).setDisplaySize(size * 0.7, size * 0.7);
    const figure = this.add.container(at.x, at.y, [face]).setName(`member-${member.id}`);
    if (member.colour !== null)
      figure.add(
        this.add.image(-size * 0.3, size * 0.2, teamKey(member.colour)).setDisplaySize(size * 0.3, size * 0.3),
      );
    if (this.picture?.named === true && size >= this.leastText * ROOM_FOR_NAME)
      figure.add(this.nameTag(member.nickname, size));
    if (member.locked) {
      const thumb = this.add.image(size * 0.3, -size * 0.24, "thumb-sun").setDisplaySize(size * 0.42, size * 0.42);
      figure.add(thumb.setName(`done-${member.id}`));
    }
    figure.setAlpha(member.connected ? 1 : 0.4);
    const delay = (at.x * 7) % 900;
    if (!this.seen.has(member.id)) {
      figure.y = this.place.y - size;
      this.tween({ targets: figure, y: at.y, duration: 650, ease: "Bounce.easeOut" });
    }
    this.seen.add(member.id);
    if (!this.calm)
      this.tweens.add({
        targets: face,
        y: -size * 0.07,
        duration: 700,
        delay,
        yoyo: true,
        repeat: -1,
        ease: "Sine.easeInOut",
      });
  }

  private nameTag(nickname: string, size: number): Phaser.GameObjects.Text {
    const fontSize = Math.max(this.leastText, Math.min(36, size * 0.15));
    return this.add
      .text(0, size * 0.34, fittingName(nickname, size / (fontSize * 0.56)), {
        fontFamily: FONT,
        fontSize: `${fontSize}px`,
        fontStyle: "bold",
        color: PALETTE.ink,
        stroke: PALETTE.white,
        strokeThickness: fontSize * 0.34,
        resolution: 2,
      })
      .setOrigin(0.5, 0);
  }
}
