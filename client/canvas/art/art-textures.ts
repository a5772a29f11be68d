import type * as Phaser from "phaser";
import { TEAM_COLOURS } from "../../../shared/round/teams/team-looks.ts";
import { AVATARS, artUrl, avatarArt } from "./avatar-art.ts";
import { figureArt, MASKED_POSES, type MaskedPose, maskedArt, mindArt, thumbArt } from "./figure-art.ts";
import { PALETTE } from "./palette.ts";
import { teamArt, teamKey } from "./team-art.ts";

/** Textures made from the same SVG drawings that the page shows; each is decoded once and then shared. */
export class ArtTextures {
  private readonly textures: Phaser.Textures.TextureManager;
  private readonly pending = new Map<string, Promise<void>>();

  constructor(textures: Phaser.Textures.TextureManager) {
    this.textures = textures;
  }

  /** The drawings that scenes use without waiting. */
  async loadFixed(): Promise<void> {
    await Promise.all([
      ...(["a", "b"] as const).flatMap((side) =>
        MASKED_POSES.map((pose) => this.load(maskedKey(side, pose), maskedArt(side, pose))),
      ),
      this.load("thumb-a", thumbArt("up", PALETTE.a)),
      this.load("thumb-b", thumbArt("up", PALETTE.b)),
      this.load("thumb-sun", thumbArt("up", PALETTE.sun)),
      this.load("thumb-down", thumbArt("down", PALETTE.mind)),
      this.load("mind-awake", mindArt(true)),
      this.load("mind-asleep", mindArt(false)),
      ...TEAM_COLOURS.map((colour) => this.load(teamKey(colour), teamArt(colour))),
    ]);
  }

  async avatars(numbers: Iterable<number>): Promise<void> {
    await Promise.all([...new Set(numbers)].map((n) => this.load(avatarKey(n), avatarArt(n))));
  }

  async figures(versions: readonly number[]): Promise<void> {
    await Promise.all(versions.map((version) => this.load(figureKey(version), figureArt(version))));
  }

  private load(key: string, svg: string): Promise<void> {
    const known = this.pending.get(key);
    if (known !== undefined) return known;
    const loading = this.decode(key, svg);
    this.pending.set(key, loading);
    return loading;
  }

  private async decode(key: string, svg: string): Promise<void> {
    const image = new Image();
    image.src = artUrl(svg);
    await image.decode();
    this.textures.addImage(key, image);
  }
}

export const avatarKey = (avatar: number): string => `avatar-${avatar % AVATARS}`;
export const figureKey = (version: number): string => `figure-${version}`;
export const maskedKey = (side: "a" | "b", pose: MaskedPose): string => `masked-${side}-${pose}`;
