import type { ArenaPicture } from "../arena-picture.ts";
import { type ArenaShape, arenaBounds, arenaShape, TIERS, wallFoot } from "../arena-shape.ts";
import { PALETTE } from "../art/palette.ts";
import type { Stage } from "./arena-scene.ts";

/**
 * The arena itself, below the canvas on which things move. Sky and rays are styles. Stands, wall and floor are painted once for a
 * place and a mood, so that a frame of the game costs its figures only; a laptop without a graphics card notices that. It is
 * night while the model learns.
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

type Mood = "day" | "night";
const STONE = {
  day: {
    wall: "#f3c579",
    shade: "#dba055",
    arch: "#8a5a3c",
    tier: "#f9dca6",
    head: "#e4b877",
    sand: "#ffe3a3",
    rim: "#ffc637",
  },
  night: {
    wall: "#5b3aa8",
    shade: "#452a86",
    arch: "#24124f",
    tier: "#6b49bb",
    head: "#54359c",
    sand: "#8f6ee0",
    rim: "#b79bff",
  },
} as const;
const ARCHES = 15;
/** Beyond this share of the width the curve turns away, and nothing is drawn on it. */
const EDGE = 0.95;
const STEPS = 64;

/** Paints stands, wall and floor. */
function paintArena(context: CanvasRenderingContext2D, shape: ArenaShape, mood: Mood): void {
  const stone = STONE[mood];
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = PALETTE.ink;
  for (const [lift, colour] of [
    [shape.wall * TIERS.back, stone.shade],
    [shape.wall * TIERS.front, stone.tier],
  ] as const) {
    ring(context, shape, lift, colour);
    spectators(context, shape, lift, stone.head);
  }
  ring(context, shape, shape.wall, stone.wall);
  arches(context, shape, stone.arch, stone.shade);
  pennants(context, shape);
  floor(context, shape, stone.sand, stone.rim);
}

const angleAt = (share: number): number => Math.PI * (1 - share);

/** The band from the wall's foot up to `lift`. */
function ring(context: CanvasRenderingContext2D, shape: ArenaShape, lift: number, colour: string): void {
  context.beginPath();
  for (let i = 0; i <= STEPS; i++) {
    const at = wallFoot(shape, angleAt(i / STEPS));
    context.lineTo(at.x, at.y - lift);
  }
  for (let i = STEPS; i >= 0; i--) {
    const at = wallFoot(shape, angleAt(i / STEPS));
    context.lineTo(at.x, at.y);
  }
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  context.stroke();
}

/** Rows of heads without faces: the arena looks full before the first player sits down. */
function spectators(context: CanvasRenderingContext2D, shape: ArenaShape, lift: number, colour: string): void {
  const size = Math.max(3, shape.wall * 0.085);
  const count = Math.floor((shape.radiusX * 2) / (size * 2.7));
  context.fillStyle = colour;
  for (let i = 0; i < count; i++) {
    const angle = Math.acos(1 - (2 * (i + 0.5)) / count);
    if (Math.abs(Math.cos(angle)) > EDGE) continue;
    const at = wallFoot(shape, angle);
    const y = at.y - lift + size * (1.9 + ((i * 7) % 5) * 0.16);
    context.beginPath();
    context.arc(at.x, y, size, 0, Math.PI * 2);
    context.fill();
    context.beginPath();
    context.ellipse(at.x, y + size * 2.35, size * 1.3, size * 1.2, 0, Math.PI, 0);
    context.fill();
  }
}

function arches(context: CanvasRenderingContext2D, shape: ArenaShape, dark: string, line: string): void {
  for (let i = 1; i < ARCHES; i++) {
    const angle = angleAt(i / ARCHES);
    const at = wallFoot(shape, angle);
    if (Math.abs(Math.cos(angle)) > EDGE) continue;
    const width = ((shape.radiusX * Math.PI) / ARCHES) * 0.58 * Math.max(0.2, Math.sin(angle));
    const top = at.y - shape.wall * 0.62;
    context.beginPath();
    context.moveTo(at.x - width / 2, at.y);
    context.lineTo(at.x - width / 2, top + width / 2);
    context.arc(at.x, top + width / 2, width / 2, Math.PI, 0);
    context.lineTo(at.x + width / 2, at.y);
    context.fillStyle = dark;
    context.fill();
  }
  context.beginPath();
  for (let i = 0; i <= STEPS; i++) {
    const at = wallFoot(shape, angleAt(i / STEPS));
    context.lineTo(at.x, at.y - shape.wall * 0.8);
  }
  context.save();
  context.strokeStyle = line;
  context.lineWidth = Math.max(2, shape.wall * 0.05);
  context.stroke();
  context.restore();
}

function pennants(context: CanvasRenderingContext2D, shape: ArenaShape): void {
  const colours = [PALETTE.a, PALETTE.sun, PALETTE.b, PALETTE.mind] as const;
  for (let i = 0; i < ARCHES; i++) {
    const angle = angleAt((i + 0.5) / ARCHES);
    if (Math.abs(Math.cos(angle)) > EDGE) continue;
    const at = wallFoot(shape, angle);
    const size = shape.wall * 0.17;
    const y = at.y - shape.wall * 0.97;
    context.beginPath();
    context.moveTo(at.x - size * 0.6, y);
    context.lineTo(at.x + size * 0.6, y);
    context.lineTo(at.x, y + size * 1.7);
    context.closePath();
    context.fillStyle = colours[i % colours.length]!;
    context.fill();
    context.lineWidth = 2;
    context.stroke();
  }
  context.lineWidth = 3;
}

function floor(context: CanvasRenderingContext2D, shape: ArenaShape, sand: string, rim: string): void {
  const { centreX: x, floorY: y, radiusX, radiusY } = shape;
  const oval = (scale: number, colour: string, dy = 0): void => {
    context.beginPath();
    context.ellipse(x, y + dy, radiusX * scale, radiusY * scale, 0, 0, Math.PI * 2);
    context.fillStyle = colour;
    context.fill();
  };
  oval(1, "#23194255", radiusY * 0.14);
  oval(1, rim);
  context.stroke();
  oval(0.93, sand);
  oval(0.5, "#ffffff4d", -radiusY * 0.04);
}
