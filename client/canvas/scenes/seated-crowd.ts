import type * as Phaser from "phaser";
import type { CrowdMember } from "../arena-picture.ts";
import { seats } from "../arena-shape.ts";
import { avatarKey } from "../art/art-textures.ts";
import { teamKey } from "../art/team-art.ts";
import type { Stage } from "./arena-scene.ts";

/** The players in the stands. */
export interface CrowdInStands {
  readonly size: number;
  placeOf(id: string): { readonly x: number; readonly y: number } | null;
  /** Makes a player hold up a thumb and bob faster. Returns false when they did so already or are not here. */
  lock(id: string): boolean;
}

export function seatCrowd(
  scene: Phaser.Scene,
  crowd: readonly CrowdMember[],
  stage: Stage,
  calm: boolean,
): CrowdInStands {
  const { size, places } = seats(crowd.length, stage);
  const at = new Map(crowd.map((member, i) => [member.id, places[i]!]));
  const faces = new Map<string, Phaser.GameObjects.Image>();
  const locked = new Set<string>();

  function sway(id: string, duration: number): void {
    const face = faces.get(id)!;
    const { x, y } = at.get(id)!;
    scene.tweens.killTweensOf(face);
    const bob = { targets: face, y: { from: y, to: y - size * 0.08 }, yoyo: true, repeat: -1, ease: "Sine.easeInOut" };
    if (!calm) scene.tweens.add({ ...bob, duration, delay: (x * 13) % 900 });
  }

  function lock(id: string): boolean {
    const place = at.get(id);
    if (place === undefined || locked.has(id)) return false;
    locked.add(id);
    const thumb = scene.add.image(place.x + size * 0.42, place.y - size * 0.36, "thumb-sun");
    thumb.setDisplaySize(size * 0.62, size * 0.62).setDepth(faces.get(id)!.depth);
    sway(id, 300);
    return true;
  }

  for (const member of [...crowd].reverse()) {
    const { x, y } = at.get(member.id)!;
    const face = scene.add.image(x, y, avatarKey(member.avatar)).setDisplaySize(size, size);
    face.setAlpha(member.connected ? 1 : 0.35).setName(`member-${member.id}`);
    faces.set(member.id, face);
    if (member.colour !== null)
      scene.add
        .image(x - size * 0.36, y + size * 0.3, teamKey(member.colour))
        .setDisplaySize(size * 0.42, size * 0.42)
        .setAlpha(face.alpha);
    if (member.connected && !member.locked) sway(member.id, 900);
  }
  for (const member of crowd) if (member.locked) lock(member.id);
  return { size, placeOf: (id) => at.get(id) ?? null, lock };
}
