import { callerOf, checkConstants, checkInitial, checkSameSpecs, checkStateSpecs } from "../check-arguments.ts";
import type {
  Compiled,
  CompiledStep,
  CompileOptions,
  ConstantOptions,
  Engine,
  Specs,
  StepState,
  Tensors,
  Values,
} from "../contract.ts";
import { OnnxCompiled, openSession } from "./onnx-compiled.ts";
import { OnnxShared } from "./onnx-shared.ts";
import { OnnxState, OnnxStep } from "./onnx-step.ts";
import { registerOnnxBackend } from "./register-kernels.ts";
import { trace } from "./trace.ts";

/** Traces functions into ONNX graphs and runs them with ONNX Runtime. */
export class OnnxEngine implements Engine {
  readonly name = "onnx";
  readonly reason: string;

  private constructor(reason: string) {
    this.reason = reason;
  }

  static async open(reason: string): Promise<OnnxEngine> {
    await registerOnnxBackend();
    return new OnnxEngine(reason);
  }

  async compile(
    fn: (inputs: Tensors, constants: Tensors) => Tensors,
    inputs: Specs,
    options: CompileOptions & ConstantOptions = {},
  ): Promise<Compiled> {
    const caller = callerOf("compile", fn, options.name);
    const constants = options.constants ?? {};
    checkConstants(caller, constants, constants);
    if (options.shareConstants) return OnnxShared.open(caller, fn, inputs, constants, options.threads);
    const traced = trace(
      caller,
      (groups, weights) => ({ outputs: fn(groups.inputs!, weights) }),
      { inputs },
      constants,
    );
    return OnnxCompiled.open(caller, inputs, traced, constants, options.threads);
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
    const traced = trace(caller, transition, { state, inputs }, {});
    checkSameSpecs(`${caller}: the returned state`, state, traced.outputs.next!);
    return new OnnxStep(caller, state, inputs, traced, await openSession(caller, traced.graph({}), options.threads));
  }

  createState(specs: Specs, initial: Readonly<Record<string, Values>>): StepState {
    checkInitial(specs, initial);
    return new OnnxState(specs, initial);
  }
}
