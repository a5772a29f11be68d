import * as Phaser from "phaser";
import type { ArenaPicture } from "../presenters/arena-picture.ts";

/** A place on the page, CSS pixels. */
export interface Stage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A scene that draws one kind of picture inside the stage. Coordinates are CSS pixels; the camera's zoom turns them into
 * device pixels. `calm` is the viewer's wish for reduced motion: things then appear where they end up.
 */
export abstract class ArenaScene<P = ArenaPicture> extends Phaser.Scene {
  protected place: Stage = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  protected picture: P | null = null;
  protected readonly calm: boolean;
  private readonly density: number;

  constructor(key: string, calm: boolean, density: number) {
    super(key);
    this.calm = calm;
    this.density = density;
  }

  create(): void {
    this.cameras.main.setOrigin(0, 0).setZoom(this.density);
    this.draw();
  }

  /** Draws everything anew: after a resize, or when the figures themselves change. */
  protected abstract draw(): void;

  stage(place: Stage): void {
    this.place = place;
    if (this.scene.isActive()) this.draw();
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
