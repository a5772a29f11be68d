import * as Phaser from "phaser";
import type { ArenaPicture } from "../arena-picture.ts";

/** A place on the page (not in the window: pages scroll), CSS pixels. */
export interface Stage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part of the page's height that the canvas covers. */
export interface Band {
  readonly top: number;
  readonly height: number;
}

/** What the viewer has set. It is read at every use, since it can change while the game runs. */
export interface Looks {
  /** Things appear where they end up, without moving there. */
  readonly calm: boolean;
  /** The smallest text that this page may have, CSS pixels. */
  readonly leastText: number;
  /** Device pixels of a CSS pixel. */
  readonly density: number;
}

/**
 * A scene that draws one kind of picture inside the stage. Coordinates are CSS pixels; the camera's zoom turns them into
 * device pixels.
 */
export abstract class ArenaScene<P extends ArenaPicture = ArenaPicture> extends Phaser.Scene {
  protected place: Stage = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  protected band: Band = { top: 0, height: innerHeight };
  protected picture: P | null = null;
  private readonly looks: Looks;

  constructor(key: string, looks: Looks) {
    super(key);
    this.looks = looks;
  }

  protected get calm(): boolean {
    return this.looks.calm;
  }

  protected get leastText(): number {
    return this.looks.leastText;
  }

  create(): void {
    this.look();
    this.draw();
  }

  private look(): void {
    this.cameras.main.setOrigin(0, 0).setZoom(this.looks.density).setScroll(0, this.band.top);
  }

  /** Draws everything anew: after a resize, or when the figures themselves change. */
  protected abstract draw(): void;

  stage(place: Stage, band: Band): void {
    this.place = place;
    this.band = band;
    this.redraw();
  }

  redraw(): void {
    if (!this.scene.isActive()) return;
    this.look();
    this.draw();
  }

  /** Default: redraw. Scenes that animate from one picture to the next override it. */
  show(picture: P): void {
    this.picture = picture;
    if (this.scene.isActive()) this.draw();
  }

  protected tween(config: Phaser.Types.Tweens.TweenBuilderConfig): void {
    this.tweens.add(this.calm ? { ...config, duration: 1, delay: 0, repeat: 0, yoyo: false } : config);
  }
}
