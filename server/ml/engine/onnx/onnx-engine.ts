import { callerOf, checkConstants, checkInitial, checkSameSpecs, checkStateSpecs } from "../check-arguments.ts";
import type {
  Compiled,
  CompiledStep,
  CompileOptions,
  ConstantOptions,
  Engine,
  EngineDevice,
  Specs,
  StepState,
  Tensors,
  Values,
} from "../contract.ts";
import { OnnxCompiled } from "./onnx-compiled.ts";
import { OnnxDevice } from "./onnx-device.ts";
import { OnnxShared } from "./onnx-shared.ts";
import { OnnxState, OnnxStep } from "./onnx-step.ts";
import { registerOnnxBackend } from "./register-kernels.ts";
import { trace } from "./trace.ts";

/** Traces functions into ONNX graphs and runs them with ONNX Runtime, on the CPU or on a GPU. */
export class OnnxEngine implements Engine {
  readonly name = "onnx";
  readonly reason: string;
  readonly #device: OnnxDevice;

  private constructor(reason: string, device: OnnxDevice) {
    this.reason = reason;
    this.#device = device;
  }

  /** @param warn is told when the CPU takes over from the device, and why */
  static async open(reason: string, device: EngineDevice, warn: (message: string) => void): Promise<OnnxEngine> {
    await registerOnnxBackend();
    return new OnnxEngine(reason, await OnnxDevice.open(device, warn));
  }

  get device(): EngineDevice {
    return this.#device.now;
  }

  async compile(
    fn: (inputs: Tensors, constants: Tensors) => Tensors,
    inputs: Specs,
    options: CompileOptions & ConstantOptions = {},
  ): Promise<Compiled> {
    const caller = callerOf("compile", fn, options.name);
    const constants = options.constants ?? {};
    checkConstants(caller, constants, constants);
    if (options.shareConstants) return OnnxShared.open(caller, fn, inputs, constants, this.#device, options.threads);
    const traced = trace(
      caller,
      (groups, weights) => ({ outputs: fn(groups.inputs!, weights) }),
      { inputs },
      constants,
      this.device,
    );
    return OnnxCompiled.open(caller, inputs, traced, constants, this.#device, options.threads);
  }

  async compileStep(
    fn: (state: Tensors, inputs: Tensors) => { state: Tensors; outputs: Tensors },
    state: Specs,
    inputs: Specs,
    options: CompileOptions = {},
  ): Promise<CompiledStep> {
    const caller = callerOf("compileStep", fn, options.name);
    checkStateSpecs(caller, state);
    const transition = (groups: Readonly<Record<string, Tensors>>) => {
      const result = fn(groups.state!, groups.inputs!);
      return { next: result.state, outputs: result.outputs };
    };
    const traced = trace(caller, transition, { state, inputs }, {}, this.device);
    checkSameSpecs(`${caller}: the returned state`, state, traced.outputs.next!);
    const session = await this.#device.openSession(caller, () => traced.graph({}), options.threads);
    return new OnnxStep(caller, state, inputs, traced, session);
  }

  createState(specs: Specs, initial: Readonly<Record<string, Values>>): StepState {
    checkInitial(specs, initial);
    return new OnnxState(specs, initial);
  }
}
