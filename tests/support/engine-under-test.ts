import { type Engine, type EngineName, openEngine } from "../../server/ml/engine/engine.ts";

const asked = process.env.ENGINE as EngineName | undefined;

/** The engine on which the suites of models and training run: `npm run engine:test -- NAME` says which; unless it does, onnx. */
export const ENGINE: EngineName = asked || "onnx";

/** The engines of the suites that compare several: the one that was asked for, or all that are always there. */
export const ENGINES: readonly EngineName[] = asked ? [asked] : ["onnx", "wasm", "cpu"];

/** Opens the engine of the suites anew. */
export const openTestEngine = (): Promise<Engine> => openEngine(ENGINE);
