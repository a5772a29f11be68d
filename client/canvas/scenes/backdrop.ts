import type { ArenaPicture } from "../arena-picture.ts";
import { type ArenaShape, arenaBounds, arenaShape } from "../arena-shape.ts";
import { type Mood, paintArena } from "../art/paint-arena.ts";
import type { Stage } from "./arena-scene.ts";

/**
 * The arena itself, below the canvas on which things move: sky and rays, which are styles, and stands, wall and floor, which are
 * painted once for a place and a mood. A frame of the game then costs its figures and nothing else, which a laptop
 * without a graphics card notices. Night falls while the machine learns.
 */
export class Backdrop {
  private readonly parent: HTMLElement;
  private readonly walls = document.createElement("canvas");
  private readonly density: number;
  private mood: Mood = "day";
  private place: Stage | null = null;
  private painted = "";

  constructor(parent: HTMLElement, density: number) {
    this.parent = parent;
    this.density = density;
    const sky = (mood: Mood): HTMLElement => {
      const node = document.createElement("div");
      node.className = `sky sky-${mood}`;
      return node;
    };
    this.walls.className = "walls";
    parent.append(sky("day"), sky("night"), this.walls);
  }

  show(picture: ArenaPicture): void {
    this.mood = picture.kind === "mind" ? "night" : "day";
    this.paint();
  }

  stage(place: Stage): void {
    this.place = place;
    this.paint();
  }

  private paint(): void {
    this.parent.dataset.mood = this.mood;
    if (this.place === null) return;
    const shape = arenaShape(this.place);
    this.parent.style.setProperty("--rays-x", `${shape.centreX}px`);
    this.parent.style.setProperty("--rays-y", `${this.place.y + this.place.height / 2}px`);
    const key = JSON.stringify([shape, this.mood]);
    if (key === this.painted) return;
    this.painted = key;
    this.paintWalls(shape);
  }

  private paintWalls(shape: ArenaShape): void {
    const { x, y, width, height } = arenaBounds(shape);
    const { walls, density } = this;
    walls.width = Math.ceil(width * density);
    walls.height = Math.ceil(height * density);
    Object.assign(walls.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    const context = walls.getContext("2d");
    if (context === null) return;
    context.scale(density, density);
    context.translate(-x, -y);
    paintArena(context, shape, this.mood);
  }
}
