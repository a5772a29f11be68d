import type * as ort from "onnxruntime-node";
import type { Values } from "../contract.ts";
import type { OnnxGraph } from "./encode-model.ts";

type Feeds = Readonly<Record<string, ort.Tensor>>;

/** An array that doesn't change, by how many it is wanted, and its copies on the GPU, by their dimensions. */
interface Resident {
  users: number;
  readonly copies: Map<string, Promise<ort.Tensor>>;
}

/** A graph that hands one tensor on. What comes out of it stays on the GPU. */
const uploadOf = (shape: readonly number[]): OnnxGraph => ({
  nodes: [{ name: "upload", op: "Identity", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
  initializers: [],
  inputs: [{ name: "x", dtype: "float32", shape }],
  outputs: [{ name: "y", dtype: "float32", shape }],
});

/**
 * Weights that lie on a GPU once, for all sessions there. As an input from the computer's memory ONNX Runtime would copy a weight in every
 * run, and as an initialiser into every session.
 */
export class ResidentWeights {
  readonly #open: (graph: OnnxGraph) => Promise<ort.InferenceSession>;
  readonly #residents = new Map<unknown, Resident>();
  readonly #uploads = new Map<string, Promise<ort.InferenceSession>>();

  /** @param open opens a session on the GPU whose outputs stay there */
  constructor(open: (graph: OnnxGraph) => Promise<ort.InferenceSession>) {
    this.#open = open;
  }

  /** From now on these float32 arrays don't change: the first run that is handed one copies it, and later ones read that copy. */
  hold(arrays: readonly Values[]): void {
    for (const array of arrays) {
      const resident = this.#residents.get(array);
      if (resident === undefined) this.#residents.set(array, { users: 1, copies: new Map() });
      else resident.users++;
    }
  }

  /** Takes `hold` back. Copies that nobody else holds leave the GPU. */
  async release(arrays: readonly Values[]): Promise<void> {
    const copies: Promise<ort.Tensor>[] = [];
    for (const array of arrays) {
      const resident = this.#residents.get(array)!;
      if (--resident.users > 0) continue;
      this.#residents.delete(array);
      copies.push(...resident.copies.values());
    }
    const sessions = this.#residents.size === 0 ? [...this.#uploads.values()] : [];
    if (this.#residents.size === 0) this.#uploads.clear();
    // What failed has nothing to give back.
    await Promise.allSettled(copies.map(async (copy) => (await copy).dispose()));
    await Promise.allSettled(sessions.map(async (session) => (await session).release()));
  }

  /** Runs on feeds of which those that are held lie on the GPU. They stay there as long as it runs. */
  async lend<T>(feeds: Feeds, run: (feeds: Feeds) => Promise<T>): Promise<T> {
    const held = Object.values(feeds).filter(({ data }) => this.#residents.has(data));
    const arrays = held.map(({ data }) => data as Values);
    this.hold(arrays);
    try {
      const lent: Record<string, ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(feeds)) lent[name] = await this.#onGpu(tensor);
      return await run(lent);
    } finally {
      await this.release(arrays);
    }
  }

  async #onGpu(tensor: ort.Tensor): Promise<ort.Tensor> {
    const resident = this.#residents.get(tensor.data);
    if (resident === undefined) return tensor;
    const key = tensor.dims.join();
    const known = resident.copies.get(key);
    if (known !== undefined) return known;
    const copy = this.#upload(tensor, key);
    resident.copies.set(key, copy);
    return copy;
  }

  async #upload(tensor: ort.Tensor, key: string): Promise<ort.Tensor> {
    const session = this.#uploads.get(key) ?? this.#open(uploadOf(tensor.dims));
    this.#uploads.set(key, session);
    const { y } = await (await session).run({ x: tensor });
    return y!;
  }
}
