import type { LearningView } from "../../shared/round/view-learning.ts";

/** A net of thoughts in layers, drawn in a unit square: votes come in on the left, answers leave on the right. */
export interface MindNet {
  readonly nodes: readonly { readonly x: number; readonly y: number; readonly layer: number }[];
  readonly links: readonly { readonly from: number; readonly to: number }[];
}

const LAYERS = [4, 6, 6, 4] as const;

export function mindNet(): MindNet {
  const nodes = LAYERS.flatMap((count, layer) =>
    Array.from({ length: count }, (_, i) => ({
      x: (layer + 0.5) / LAYERS.length,
      y: (i + 0.5) / count,
      layer,
    })),
  );
  const links = nodes.flatMap((node, from) =>
    nodes.flatMap((other, to) => (other.layer === node.layer + 1 ? [{ from, to }] : [])),
  );
  return { nodes, links };
}

/** The layers that light up in each state of the trainer. */
export function busyLayers(state: LearningView["state"]): readonly number[] {
  switch (state) {
    case "reward":
      return [0, 1];
    case "improve":
      return [0, 1, 2, 3];
    case "gate":
      return [2, 3];
    case "refill":
      return [3];
    case "down":
    case "loading":
    case "idle":
    case "waiting":
    case "blocked":
    case "withheld":
    case "overlong":
      return [];
  }
}
