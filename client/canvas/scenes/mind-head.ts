import * as Phaser from "phaser";
import { colourNumber, PALETTE } from "../art/palette.ts";
import { mindNet } from "../mind-net.ts";

/** Width and height of the head's drawing. */
export const HEAD = 480;
const NET = mindNet();
/** The dark window in the drawing, as shares of its size. */
const WINDOW = { x: 0.19, y: 0.13, width: 0.62, height: 0.44 } as const;
const LINKS = "mind-links";
const DIM = "#6f56c899";
const REST = 0xb79bff;
const BRIGHT = colourNumber(PALETTE.sun);

/** Where a head stands: the middle of its foot, and its scale. */
export interface HeadPlace {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The model's head with its net of thoughts, drawn into a scene. */
export class MindHead {
  readonly image: Phaser.GameObjects.Image;
  readonly #scene: Phaser.Scene;
  readonly #place: HeadPlace;
  readonly #dots: readonly Phaser.GameObjects.Arc[];

  /** @param lit layers that shine all the time */
  constructor(scene: Phaser.Scene, place: HeadPlace, awake: boolean, lit: readonly number[]) {
    this.#scene = scene;
    this.#place = place;
    const { x, y, scale } = place;
    this.image = scene.add
      .image(x, y, awake ? "mind-awake" : "mind-asleep")
      .setOrigin(0.5, 1)
      .setScale(scale)
      .setName("mind");
    this.#drawLinks();
    const radius = Math.max(2.5, 9 * scale);
    this.#dots = NET.nodes.map((node, i) => {
      const at = this.nodeAt(i);
      return scene.add.circle(at.x, at.y, radius, lit.includes(node.layer) ? BRIGHT : REST);
    });
  }

  get nodes(): number {
    return NET.nodes.length;
  }

  nodeAt(i: number): { x: number; y: number } {
    const { x, y, scale } = this.#place;
    const size = HEAD * scale;
    const node = NET.nodes[i]!;
    return {
      x: x - size / 2 + size * (WINDOW.x + WINDOW.width * node.x),
      y: y - size + size * (WINDOW.y + WINDOW.height * node.y),
    };
  }

  /** Painted once, since separate lines would be drawn again in every frame. */
  #drawLinks(): void {
    const { x, y, scale } = this.#place;
    const { textures, cameras, add } = this.#scene;
    const size = Math.ceil(HEAD * scale);
    const sharp = cameras.main.zoom;
    if (textures.exists(LINKS)) textures.remove(LINKS);
    const texture = textures.createCanvas(LINKS, Math.ceil(size * sharp), Math.ceil(size * sharp));
    if (texture === null) return;
    const { context } = texture;
    context.scale(sharp, sharp);
    context.translate(size / 2 - x, size - y);
    context.strokeStyle = DIM;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const { from, to } of NET.links) {
      const [a, b] = [this.nodeAt(from), this.nodeAt(to)];
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
    context.stroke();
    texture.refresh();
    add
      .image(x - size / 2, y - size, LINKS)
      .setOrigin(0, 0)
      .setScale(1 / sharp);
  }

  /** A thought runs along one link that begins in one of the layers, and lights up where it arrives. */
  spark(layers: readonly number[]): void {
    const links = NET.links.filter(({ from }) => layers.includes(NET.nodes[from]!.layer));
    const link = links[Phaser.Math.Between(0, links.length - 1)];
    if (link === undefined) {
      this.light(Phaser.Math.Between(0, NET.nodes.length - 1));
      return;
    }
    const [a, b] = [this.nodeAt(link.from), this.nodeAt(link.to)];
    const spark = this.#scene.add.circle(a.x, a.y, Math.max(2, 5 * this.#place.scale), BRIGHT);
    const onComplete = (): void => {
      spark.destroy();
      this.light(link.to);
    };
    this.#scene.tweens.add({ targets: spark, x: b.x, y: b.y, duration: 240, onComplete });
  }

  light(node: number): void {
    const dot = this.#dots[node];
    if (!dot?.active) return;
    dot.setFillStyle(BRIGHT);
    this.#scene.tweens.add({
      targets: dot,
      scale: { from: 1.9, to: 1 },
      duration: 380,
      onComplete: () => dot.setFillStyle(REST),
    });
  }
}
