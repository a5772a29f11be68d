import { type Engine, type EngineDevice, type EngineName, openEngine } from "../../server/ml/engine/engine.ts";

const asked = process.env.ENGINE as EngineName | undefined;

/** The engine on which the suites of models and training run: `npm run engine:test -- NAME` says which; unless it does, onnx. */
export const ENGINE: EngineName = asked || "onnx";

/** The engines of the suites that compare several: the one that was asked for, or all that are always there. */
export const ENGINES: readonly EngineName[] = asked ? [asked] : ["onnx", "wasm", "cpu"];

/** Where the engine under test computes. */
export const DEVICE = (process.env.ENGINE_DEVICE || "cpu") as EngineDevice;

/** Opens an engine anew, on the device that was asked for. What fails on its device fails the test, and isn't done again on the CPU in silence. */
export const openUnderTest = (name: EngineName): Promise<Engine> =>
  openEngine(name, {
    device: DEVICE,
    warn: (message) => {
      throw new Error(message);
    },
  });

/** Opens the engine of the suites anew. */
export const openTestEngine = (): Promise<Engine> => openUnderTest(ENGINE);
