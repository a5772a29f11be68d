import type { Constants, Engine } from "../engine/engine.ts";
import { type Generator, type GeneratorShape, type HoldWeights, openGenerator } from "./generator.ts";
import type { LlamaConfig } from "./llama-config.ts";

/**
 * Generators for several prompt windows as one: each batch of prompts is read and answered in the shortest window that holds it. Opened on
 * first use; worth it where sessions hold no weights, and a column of a long prompt costs more than a session.
 */
export async function openGenerators(
  engine: Engine,
  config: LlamaConfig,
  weights: Constants,
  shape: GeneratorShape & {
    readonly promptWindows?: readonly number[];
    /** Windows that are kept open, at most: the one that was used longest ago makes room for another. All are unless given. */
    readonly graphs?: number;
  },
  hold: HoldWeights,
): Promise<Generator> {
  const windows = shape.promptWindows ?? [shape.promptWindow];
  const open = (promptWindow: number, given: Constants) =>
    openGenerator(engine, config, given, { ...shape, promptWindow }, hold);
  return generatorsOf(windows, shape, new Map(), open, weights);
}

function generatorsOf(
  windows: readonly number[],
  shape: { readonly rows: number; readonly graphs?: number },
  opened: Map<number, Generator>,
  open: (promptWindow: number, weights: Constants) => Promise<Generator>,
  weights: Constants,
): Generator {
  const { rows, graphs = Number.POSITIVE_INFINITY } = shape;

  async function of(prompts: readonly (readonly number[])[]): Promise<Generator> {
    const longest = Math.max(...prompts.map((prompt) => prompt.length));
    const window = windows.find((one) => one >= longest);
    if (window === undefined) throw new Error(`a prompt of ${longest} tokens is longer than ${windows.at(-1)}`);
    const known = opened.get(window);
    opened.delete(window);
    for (const [other, generator] of known === undefined ? [...opened] : []) {
      if (opened.size < graphs) break;
      opened.delete(other);
      await generator.dispose();
    }
    const generator = known ?? (await open(window, weights));
    opened.set(window, generator); // the one that was used last stands last
    return generator;
  }

  return {
    async generate(prompts, sampling) {
      const batches = Array.from({ length: Math.ceil(prompts.length / rows) }, (_, i) =>
        prompts.slice(i * rows, (i + 1) * rows),
      );
      const responses = [];
      for (const batch of batches) responses.push(...(await (await of(batch)).generate(batch, sampling)));
      return responses;
    },
    async withWeights(renewed) {
      const next = new Map<number, Generator>();
      for (const [window, generator] of opened) next.set(window, await generator.withWeights(renewed));
      return generatorsOf(windows, shape, next, open, renewed);
    },
    async dispose() {
      for (const generator of opened.values()) await generator.dispose();
    },
  };
}
