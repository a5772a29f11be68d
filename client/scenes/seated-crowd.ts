import type * as Phaser from "phaser";
import type { CrowdMember } from "../presenters/arena-picture.ts";
import { seats } from "../presenters/arena-shape.ts";
import type { Stage } from "./arena-scene.ts";
import { avatarKey } from "./art-textures.ts";

/** The players in the stands; who has locked in holds up a thumb. */
export interface SeatedCrowd {
  readonly size: number;
  placeOf(id: string): { readonly x: number; readonly y: number } | null;
}

export function seatCrowd(
  scene: Phaser.Scene,
  crowd: readonly CrowdMember[],
  stage: Stage,
  calm: boolean,
): SeatedCrowd {
  const { size, places } = seats(crowd.length, stage);
  const at = new Map(crowd.map((member, i) => [member.id, places[i]!]));
  for (const member of [...crowd].reverse()) {
    const { x, y } = at.get(member.id)!;
    const face = scene.add.image(x, y, avatarKey(member.avatar)).setDisplaySize(size, size);
    face.setAlpha(member.connected ? 1 : 0.35).setName(`member-${member.id}`);
    if (member.locked) {
      const thumb = scene.add.image(x + size * 0.42, y - size * 0.36, "thumb-sun");
      thumb.setDisplaySize(size * 0.62, size * 0.62);
    }
    if (calm || !member.connected) continue;
    const sway = { targets: face, y: y - size * 0.08, yoyo: true, repeat: -1, ease: "Sine.easeInOut" };
    scene.tweens.add({ ...sway, duration: member.locked ? 300 : 900, delay: (x * 13) % 900 });
  }
  return { size, placeOf: (id) => at.get(id) ?? null };
}
