import * as ort from "onnxruntime-node";
import { type EngineDevice, sizeOf } from "../contract.ts";
import { encodeModel, type OnnxGraph } from "./encode-model.ts";
import { ResidentWeights } from "./resident-weights.ts";

type Feeds = Readonly<Record<string, ort.Tensor>>;
type Fetches = Readonly<Record<string, ort.OnnxValue>>;

/** What runs a graph. */
export interface OnnxSession {
  /** Blocks its thread while it computes. Every fetched tensor is written whole. */
  run(feeds: Feeds, fetches: Fetches): Promise<void>;
  release(): Promise<void>;
}

/** A graph that adds one number: what a device has to be able to do before anything is given to it. */
const PROBE: OnnxGraph = {
  nodes: [{ name: "probe", op: "Add", domain: "", inputs: ["x", "x"], outputs: ["y"], attributes: {} }],
  initializers: [],
  inputs: [{ name: "x", dtype: "float32", shape: [1] }],
  outputs: [{ name: "y", dtype: "float32", shape: [1] }],
};

/**
 * Where sessions compute. A GPU that fails is left for good: the CPU takes over the session that failed, in the middle of its work too,
 * and every later one. State and weights lie in the memory of the CPU, so nothing is lost.
 */
export class OnnxDevice {
  /** What sessions on a GPU needn't be handed in every run. */
  readonly weights: ResidentWeights;
  #now: EngineDevice;
  readonly #asked: EngineDevice;
  readonly #warn: (message: string) => void;

  private constructor(device: EngineDevice, warn: (message: string) => void) {
    this.#now = device;
    this.#asked = device;
    this.#warn = warn;
    this.weights = new ResidentWeights((graph) => create(graph, device, 1, { preferredOutputLocation: "gpu-buffer" }));
  }

  /**
   * The CPU, or the GPU where it adds one number rightly.
   * @param warn is told when the CPU takes over, and why
   */
  static async open(device: EngineDevice, warn: (message: string) => void): Promise<OnnxDevice> {
    const opened = new OnnxDevice(device, warn);
    if (device === "cpu") return opened;
    try {
      await probe(device);
    } catch (error) {
      opened.#leave("its first sum", error);
    }
    return opened;
  }

  /** Where the next session computes. */
  get now(): EngineDevice {
    return this.#now;
  }

  /**
   * Opens a session. One thread inside an operator by default: two are faster alone, and slower when the machine has anything else to do.
   * @param caller begins errors
   * @param graph is asked again when the CPU has to take over
   * @throws Error when ONNX Runtime refuses the graph on the CPU, too
   */
  async openSession(caller: string, graph: () => OnnxGraph, threads = 1): Promise<OnnxSession> {
    if (this.#now !== "cpu") {
      try {
        return this.#watched(caller, await create(graph(), this.#now, threads), graph, threads);
      } catch (error) {
        this.#leave(`opening ${caller}`, error);
      }
    }
    const session = await createOnCpu(caller, graph(), threads);
    return {
      run: async (feeds, fetches) => void (await session.run(feeds, fetches)),
      release: () => session.release(),
    };
  }

  /** A session on the GPU that is opened again on the CPU when a run fails. */
  #watched(caller: string, first: ort.InferenceSession, graph: () => OnnxGraph, threads: number): OnnxSession {
    let session = first;
    let onGpu = true;
    return {
      run: async (feeds, fetches) => {
        try {
          await (onGpu
            ? this.weights.lend(feeds, (resident) => session.run(resident, fetches))
            : session.run(feeds, fetches));
        } catch (error) {
          if (!onGpu) throw error;
          this.#leave(`running ${caller}`, error);
          const lost = session;
          session = await createOnCpu(caller, graph(), threads);
          onGpu = false;
          await lost.release().catch(() => {}); // a lost device may refuse that, too
          await session.run(feeds, fetches);
        }
      },
      release: () => session.release(),
    };
  }

  #leave(doing: string, error: unknown): void {
    this.#warn(`${this.#asked} failed at ${doing} (${reasonOf(error)}); the CPU takes over`);
    this.#now = "cpu";
  }
}

async function probe(device: EngineDevice): Promise<void> {
  if (!ort.listSupportedBackends().some(({ name }) => name === device))
    throw new Error(`ONNX Runtime has no ${device} for ${process.platform} on ${process.arch}`);
  const session = await create(PROBE, device, 1);
  try {
    const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.of(21), [1]) });
    if (y!.data[0] !== 42) throw new Error(`21 + 21 is ${y!.data[0]} there`);
  } finally {
    await session.release();
  }
}

/**
 * Bytes of inputs from which a graph is one of a large model's. These are many, each with large intermediate results: their memory goes back
 * after every run. An arena, which is faster for small results, would keep it, session by session.
 */
const LARGE = 64e6;

const bytesOf = (values: OnnxGraph["inputs"]): number =>
  values.reduce((bytes, { shape }) => bytes + 4 * sizeOf(shape), 0);

const create = (
  graph: OnnxGraph,
  device: EngineDevice,
  threads: number,
  more: ort.InferenceSession.SessionOptions = {},
): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(encodeModel(graph), {
    ...more,
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableCpuMemArena: bytesOf(graph.inputs) < LARGE,
    // A thread that waits for its part leaves its core to others: decoding has thousands of parts too short to be shared.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    // A GPU's complaints come as errors here; without one it would print them, too.
    logSeverityLevel: device === "cpu" ? 3 : 4,
  });

async function createOnCpu(caller: string, graph: OnnxGraph, threads: number): Promise<ort.InferenceSession> {
  try {
    return await create(graph, "cpu", threads);
  } catch (error) {
    throw new Error(`${caller}: ONNX Runtime refused the traced graph: ${(error as Error).message}`, { cause: error });
  }
}

/** What ONNX Runtime says, without the place in its own source. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const plain = message
    .replace(/^.*? was false\. /s, "")
    .split("\n", 1)[0]!
    .trim();
  return /No supported adapters|Failed to get a WebGPU adapter/.test(message)
    ? "no GPU with a Vulkan, Metal or Direct3D 12 driver was found: No supported adapters"
    : plain;
}
