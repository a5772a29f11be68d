import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, isTracing, openEngine, type Tensors } from "../../../../server/ml/engine/engine.ts";
import { ENGINES } from "../../../support/engine-under-test.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine("onnx");
});

const pair = { x: { shape: [2] } };

describe("a function that can't be traced is refused", () => {
  const failing: readonly (readonly [string, (inputs: Tensors) => Tensors, RegExp])[] = [
    [
      "an unmapped kernel",
      function attention({ x }) {
        return { y: tf.acos(x!) };
      },
      /compile\(policy\): kernel Acos has no ONNX mapping.*attention.*errors\.test\.ts/,
    ],
    [
      "an unmapped kernel of a gradient",
      ({ x }) => ({ y: tf.grad((v) => tf.elu(v))(x!) }),
      /compile\(policy\): kernel Elu/,
    ],
    [
      "reading a value",
      function head({ x }) {
        return { y: tf.scalar(x!.dataSync()[0]!) };
      },
      /compile\(policy\): a tensor's value is read while tracing.*head.*errors\.test\.ts/,
    ],
    ["an array of values", ({ x }) => ({ y: tf.tensor(x!.arraySync() as number[]) }), /value is read while tracing/],
    [
      "random numbers",
      ({ x }) => ({ y: x!.add(tf.randomNormal([2])) }),
      /compile\(policy\): tf\.randomNormal would draw its numbers once.*pass noise in as an input/,
    ],
    [
      "random numbers with a seed",
      ({ x }) => ({ y: x!.add(tf.randomUniform([2], 0, 1, "float32", 7)) }),
      /tf\.randomUniform/,
    ],
    ["dropout", ({ x }) => ({ y: tf.dropout(x!, 0.5) }), /freeze them/],
    [
      "unequal inner dimensions",
      ({ x }) => ({ y: tf.matMul(x!.reshape([1, 2]), x!.reshape([1, 2])) }),
      /compile\(policy\): kernel BatchMatMul: inner dimensions/,
    ],
    ["shapes that don't broadcast", ({ x }) => ({ y: x!.add(tf.tensor([1, 2, 3])) }), /compile\(policy\): .*shapes/i],
    ["floating-point mod", ({ x }) => ({ y: tf.mod(x!, 2) }), /kernel Mod: mod is supported for int32 only/],
    [
      "something that is no tensor",
      () => ({ y: 3 as unknown as tf.Tensor }),
      /compile\(policy\): "y" of its outputs is not a tensor/,
    ],
  ];
  test.each(failing)("%s", async (_, fn, message) => {
    await expect(engine.compile(fn, pair, { name: "policy" })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(0);
    expect(isTracing()).toBe(false);
  });

  test("a tensor kept from another trace", async () => {
    let kept: tf.Tensor | undefined;
    await engine.compile(({ x }) => {
      kept = tf.keep(x!.exp());
      return { y: kept };
    }, pair);
    await expect(engine.compile(({ x }) => ({ y: x!.add(kept!) }), pair)).rejects.toThrow(/tensor of an earlier trace/);
    kept!.dispose();
  });

  test("a state that changes shape, lacks a name or is not float32", async () => {
    const state = { p: { shape: [2] } };
    const step = (next: (p: tf.Tensor) => Tensors) =>
      engine.compileStep(({ p }) => ({ state: next(p!), outputs: {} }), state, {}, { name: "train" });
    await expect(step((p) => ({ p: p.sum() }))).rejects.toThrow(
      'compileStep(train): the returned state has "p" as float32 []; expected float32 [2]',
    );
    await expect(step(() => ({}))).rejects.toThrow('compileStep(train): the returned state lacks "p"');
    await expect(step((p) => ({ p, q: p }))).rejects.toThrow('unknown name "q"');
    expect(() => engine.createState({ p: { shape: [], dtype: "int32" } }, {})).toThrow("a state is float32");
  });
});

describe.each(ENGINES)("wrong arguments to a function compiled on %s", (name) => {
  test("name the function and the input", async () => {
    const compiled = await (await openEngine(name)).compile(
      function scale({ x }, { w }) {
        return { y: x!.mul(w!) };
      },
      pair,
      { constants: { w: { shape: [], values: Float32Array.of(2) } } },
    );
    await expect(compiled.run({})).rejects.toThrow('compile(scale): input "x" is missing; expected float32 [2]');
    await expect(compiled.run({ x: Float32Array.of(1) })).rejects.toThrow(
      'compile(scale): input "x" has 1 elements; expected 2',
    );
    await expect(compiled.run({ x: Int32Array.of(1, 2) })).rejects.toThrow(
      'input "x" is Int32Array; expected float32 [2] in Float32Array',
    );
    await expect(compiled.run({ x: new Float32Array(2), z: new Float32Array(2) })).rejects.toThrow(
      'unknown input "z"; it takes x',
    );
    await expect(compiled.withConstants({})).rejects.toThrow('compile(scale): the constants lacks "w"');
    await expect(compiled.withConstants({ w: { shape: [], values: new Float32Array(2) } })).rejects.toThrow(
      'constant "w" has 2 elements',
    );
    await compiled.dispose();
  });
});

test("the automatic choice is onnx where it loads", async () => {
  const auto = await openEngine("auto");
  expect([auto.name, auto.reason]).toEqual(["onnx", "the fastest that loads"]);
});
