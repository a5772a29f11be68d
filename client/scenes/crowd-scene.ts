import type * as Phaser from "phaser";
import type { ArenaPicture, CrowdMember } from "../presenters/arena-picture.ts";
import { crowdGrid } from "../presenters/crowd-grid.ts";
import { FONT, PALETTE } from "../presenters/palette.ts";
import { ArenaScene } from "./arena-scene.ts";
import { avatarKey } from "./art-textures.ts";

type CrowdPicture = Extract<ArenaPicture, { kind: "crowd" }>;

/** Everyone who is here, on the floor, with their names. Newcomers drop in. */
export class CrowdScene extends ArenaScene<CrowdPicture> {
  private readonly seen = new Set<string>();
  private drawn = "";

  override show(picture: CrowdPicture): void {
    const key = JSON.stringify(picture.crowd.map(({ id, avatar, connected }) => [id, avatar, connected]));
    this.picture = picture;
    if (key !== this.drawn && this.scene.isActive()) this.draw();
    this.drawn = key;
  }

  protected draw(): void {
    this.tweens.killAll();
    this.children.removeAll(true);
    const crowd = this.picture?.crowd ?? [];
    const { size, places } = crowdGrid(crowd.length, this.place);
    crowd.forEach((member, i) => {
      this.drawMember(member, places[i]!, size);
    });
  }

  private drawMember(member: CrowdMember, at: { x: number; y: number }, size: number): void {
    const face = this.add.image(0, 0, avatarKey(member.avatar)).setDisplaySize(size * 0.68, size * 0.68);
    const figure = this.add.container(at.x, at.y, [face]).setName(`member-${member.id}`);
    if (size >= 64) figure.add(this.nameTag(member.nickname, size));
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
    const fontSize = Math.max(12, Math.min(24, size * 0.14));
    const longest = Math.max(4, Math.floor(size / (fontSize * 0.56)));
    const text = nickname.length > longest ? `${nickname.slice(0, longest - 1)}…` : nickname;
    return this.add
      .text(0, size * 0.36, text, {
        fontFamily: FONT,
        fontSize: `${fontSize}px`,
        fontStyle: "bold",
        color: PALETTE.ink,
        backgroundColor: PALETTE.white,
        padding: { x: 5, y: 1 },
        resolution: 2,
      })
      .setOrigin(0.5, 0);
  }
}
