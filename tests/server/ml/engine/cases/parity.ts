import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type DType,
  type Engine,
  openEngine,
  type Specs,
  type Tensors,
  type Values,
} from "../../../../../server/ml/engine/engine.ts";
import { DEVICE, openTestEngine } from "../../../../support/engine-under-test.ts";

/** One function to compare with TensorFlow.js on the CPU. */
export interface ParityCase {
  readonly name: string;
  /** Shapes; "int32" and "bool" inputs say so. */
  readonly inputs: Readonly<
    Record<string, readonly number[] | { readonly shape: readonly number[]; readonly dtype: DType }>
  >;
  /** Values for some inputs; others get irregular numbers between -1.5 and 1.5. */
  readonly values?: Readonly<Record<string, Values>>;
  readonly compute: (tensors: Tensors) => tf.Tensor | readonly tf.Tensor[];
  /** False where TensorFlow.js has no gradient. */
  readonly gradient?: false;
  /** By how much a GPU's numbers may differ more: what WebGPU allows an operation. */
  readonly gpuError?: number;
}

const specsOf = (inputs: ParityCase["inputs"]): Specs =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, given]) => [name, "shape" in given ? given : { shape: given }]),
  );

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Numbers without ties or zeros, so that maxima and steps have one answer. */
export const irregular = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 1.7 + seed * 0.61) * 1.5 + 1e-3);

function valuesFor(specs: Specs, given: Readonly<Record<string, Values>> = {}): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec], i) => {
      const size = sizeOf(spec.shape);
      if (given[name]) return [name, given[name]];
      if (spec.dtype === "int32") return [name, Int32Array.from({ length: size }, (_, k) => (k * 7 + i) % 3)];
      if (spec.dtype === "bool")
        return [name, Uint8Array.from({ length: size }, (_, k) => ((k * 5 + i) % 3 === 0 ? 1 : 0))];
      return [name, irregular(size, i)];
    }),
  );
}

const listOf = (result: tf.Tensor | readonly tf.Tensor[]): readonly tf.Tensor[] =>
  result instanceof tf.Tensor ? [result] : result;

const forwardOf =
  ({ compute }: ParityCase) =>
  (inputs: Tensors): Tensors =>
    Object.fromEntries(listOf(compute(inputs)).map((tensor, i) => [`output${i}`, tensor]));

/** Gradients of an irregularly weighted sum of all outputs, so that no mistake cancels. */
export const gradientOf =
  (compute: ParityCase["compute"]) =>
  (inputs: Tensors): Tensors => {
    const names = Object.keys(inputs).filter((name) => inputs[name]!.dtype === "float32");
    const loss = (...tensors: tf.Tensor[]) => {
      const outputs = listOf(
        compute({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) }),
      );
      const sums = outputs
        .filter((output) => output.dtype === "float32")
        .map((output, i) => output.mul(tf.tensor(irregular(output.size, i + 9), output.shape)).sum());
      return sums.reduce((a, b) => a.add(b)) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(names.map((name) => inputs[name]!));
    return Object.fromEntries(names.map((name, i) => [name, gradients[i]!]));
  };

async function results(
  engine: Engine,
  fn: (inputs: Tensors) => Tensors,
  specs: Specs,
  values: Record<string, Values>,
  name: string,
) {
  const compiled = await engine.compile(fn, specs, { name });
  const found = await compiled.run(values);
  await compiled.dispose();
  return found;
}

/** The greatest difference that single precision explains, and `more`. */
export function expectClose(found: Record<string, Values>, expected: Record<string, Values>, more = 0): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const other = found[name]!;
    expect(other.constructor, name).toBe(values.constructor);
    expect(other.length, name).toBe(values.length);
    values.forEach((value, i) => {
      if (Number.isNaN(value)) expect(other[i], `${name}[${i}]`).toBeNaN();
      else
        expect(Math.abs(other[i]! - value), `${name}[${i}]: ${other[i]}, not ${value}`).toBeLessThanOrEqual(
          more + 3e-6 + 1e-5 * Math.abs(value),
        );
    });
  }
}

/** Tests each case's value and gradient, on the engine under test, against the same on TensorFlow.js's CPU backend. */
export function testParity(title: string, cases: readonly ParityCase[]): void {
  describe(title, () => {
    let engine: Engine;
    let cpu: Engine;
    beforeAll(async () => {
      engine = await openTestEngine();
      cpu = await openEngine("cpu");
    });
    afterAll(() => expect(tf.memory().numTensors).toBe(0));

    for (const one of cases) {
      const specs = specsOf(one.inputs);
      const values = valuesFor(specs, one.values);
      const more = DEVICE === "cpu" ? 0 : one.gpuError;
      test(`${one.name}: value`, async () => {
        const expected = await results(cpu, forwardOf(one), specs, values, one.name);
        expectClose(await results(engine, forwardOf(one), specs, values, one.name), expected, more);
      });
      if (one.gradient === false) continue;
      test(`${one.name}: gradient`, async () => {
        const expected = await results(cpu, gradientOf(one.compute), specs, values, one.name);
        expectClose(await results(engine, gradientOf(one.compute), specs, values, one.name), expected, more);
      });
    }
  });
}
